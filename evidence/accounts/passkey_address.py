"""At which addresses browsers offer passkeys: they belong to a name, and to an encrypted connection."""

import ipaddress
from urllib.parse import urlsplit


def may_have_passkeys(host: str, *, is_secure: bool) -> bool:
    """Whether browsers offer passkeys at a host, with or without port: by https under a name, or at "localhost"."""
    name = urlsplit(f"//{host}").hostname or ""
    return name == "localhost" or (is_secure and _is_name(name))


def localhost_address(host: str) -> str:
    """The address by which a browser on this computer offers passkeys, with the port of `host`."""
    port = urlsplit(f"//{host}").port
    return f"http://localhost:{port}/" if port else "http://localhost/"


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host)
    return False
