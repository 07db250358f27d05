"""The settings of the site: where they come from, what they default to, and what a server may not start without."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
SECRET_FILE = "secret"
DATABASE_FILE = "tracker.sqlite3"

FROM_ENVIRONMENT = ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY", "BEHIND_PROXY", "FILES_PATH")


class SettingMissing(RuntimeError):
    """A server was started without something it must be given."""


def new_app(config: Mapping[str, Any]) -> Flask:
    """A Flask application with all its settings. `config` outranks the environment."""
    given = {name: os.environ[name] for name in FROM_ENVIRONMENT if os.environ.get(name)} | dict(config)
    instance = Path(given.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    app = Flask(
        "app",
        instance_path=str(instance),
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config.from_mapping(_defaults(instance))
    app.config.from_mapping({name: value for name, value in given.items() if value is not None})
    app.testing = _is_on(app.config.get("TESTING"))
    app.config["INSTANCE_PATH"] = str(instance)
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(app.config.get("DATABASE_URL"), instance)
    app.config["CHECK_SCOPE"] = app.config.get("CHECK_SCOPE", True)
    app.config["SECRET_KEY"] = app.config.get("SECRET_KEY") or _stored_secret(app, instance)
    if _is_on(app.config["BEHIND_PROXY"]):
        app.config["BEHIND_PROXY"] = True
        app.config["SESSION_COOKIE_SECURE"] = True
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    else:
        app.config["BEHIND_PROXY"] = False
    return app


def database_url(url: str | None, instance: Path) -> str:
    """The SQLAlchemy address of the database: the embedded one by default; PostgreSQL always by psycopg 3."""
    if not url:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        return f"sqlite:///{instance / DATABASE_FILE}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _defaults(instance: Path) -> dict[str, Any]:
    return {
        "BEHIND_PROXY": False,
        "FILES_PATH": str(instance / "files"),
        "MAX_CONTENT_LENGTH": 150 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 5_000,
        "SESSION_COOKIE_NAME": "evidence",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # What people typed must not come to stand in a log beside an error.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "BOOTSTRAP_SERVE_LOCAL": True,
        "TRUSTED_HOSTS": None,
    }


def _stored_secret(app: Flask, instance: Path) -> str:
    file = instance / SECRET_FILE
    if file.exists():
        return file.read_text(encoding="ascii").strip()
    commanded = os.environ.get("FLASK_RUN_FROM_CLI") == "true" and "run" not in sys.argv
    if app.testing or commanded:
        return secrets.token_hex(32)
    raise SettingMissing(
        "Set SECRET_KEY to a long random value, the same for every process: "
        'python -c "import secrets; print(secrets.token_hex(32))"'
    )


def _is_on(value: object) -> bool:
    return str(value).strip().casefold() in {"1", "true", "yes", "on"}
