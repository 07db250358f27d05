"""What all pages share: headers, errors, form protection, template words, and who may speak plain http."""

import hashlib
import ipaddress
import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, request, url_for
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy import text

from evidence.database import db
from evidence.web import errors, formatters, headers, look, markdown, menu, statements

blueprint = Blueprint("site", __name__)


@blueprint.get("/health")
def health() -> tuple[dict[str, str], int]:
    """Whether the site and its database answer: 200 when both do, 503 otherwise. Tells nothing else."""
    try:
        db.session.execute(text("SELECT 1"))
    except Exception:
        current_app.logger.exception("The database does not answer.")
        return {"status": "database does not answer"}, 503
    return {"status": "ok"}, 200


def init_app(app: Flask) -> None:
    """Attach everything that all pages share."""
    Bootstrap5(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(refuse_plain_http)
    CSRFProtect(app)
    headers.init_app(app)
    errors.init_app(app)
    _add_words(app)
    statements.init_app(app)
    look.init_app(app)
    app.register_blueprint(blueprint)


def refuse_plain_http() -> tuple[str, int] | None:
    """Refuse plain http to other computers: passwords and people's facts would cross the network readable.

    A request that comes from this computer must also call it by its own name. One by another name was passed on by a
    proxy that we were not told of, or by a page on the web that made a browser here ask.
    """
    if request.is_secure or (is_local(request.remote_addr) and is_own_name(request.host)):
        return None
    return errors.error_page(
        403,
        heading="This address is not safe to use",
        text="This connection is not encrypted. Ask whoever set up the tracker for its https address.",
    )


def is_local(address: str | None) -> bool:
    """Whether a request comes from this computer itself."""
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_own_name(host: str) -> bool:
    """Whether a host, with or without a port, can only mean the computer it is said on."""
    name = urlsplit(f"//{host}").hostname
    return name == "localhost" or is_local(name)


def static(name: str) -> str:
    """The address of a static file, with its content's hash, so that browsers fetch a changed file anew."""
    file = f"{current_app.static_folder}/{name}"
    return _static_address(name, file, os.stat(file).st_mtime_ns, request.script_root)


@cache
def _static_address(name: str, file: str, changed: int, _below: str) -> str:
    # A page names some forty files, and Flask takes its time over each address.
    return url_for("static", filename=name, v=_content_hash(Path(file), changed))


@cache
def _content_hash(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _add_words(app: Flask) -> None:
    for name in (
        "long_date",
        "short_date",
        "date_time",
        "day_of",
        "ago",
        "plural",
        "file_size",
        "join_words",
        "percent",
        "initials",
    ):
        app.jinja_env.filters[name] = getattr(formatters, name)
    app.jinja_env.filters["markdown"] = markdown.to_html
    app.jinja_env.filters["excerpt"] = markdown.excerpt
    app.jinja_env.globals["static"] = static
    app.jinja_env.globals["menu_entries"] = menu.entries_of
    app.jinja_env.globals["search_address"] = menu.search_address
