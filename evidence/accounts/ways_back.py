"""Where people go after signing in: only ever to a page of this site."""

import re

LONGEST = 2000
# One slash and then no second one: browsers read two, or a slash and a backslash, as the name of another site. They
# also drop line breaks and tabs out of an address before they read it.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")


def own_path(text: str | None) -> str:
    """The text when it is the address of a page of this site, without a host; otherwise an empty text."""
    wanted = text or ""
    is_own = len(wanted) <= LONGEST and _OWN_PATH.fullmatch(wanted)
    return wanted if is_own and not wanted.startswith("/sign-") else ""
