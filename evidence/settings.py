"""The settings of the site: where they come from, what they default to, and what a server may not start without."""

import os
import re
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
DEMO_FILE = "demonstration"

BUCKET_SETTINGS = ("FILES_BUCKET", "FILES_ENDPOINT", "FILES_REGION")
MAIL_SETTINGS = ("MAIL_URL", "MAIL_FROM", "SITE_URL", "REMINDERS_EVERY")
SAFETY_SETTINGS = ("REQUIRE_SECOND_STEP", "SECOND_STEP_GRACE_DAYS", "OPENINGS_KEPT_DAYS")
FROM_ENVIRONMENT = (
    "DATABASE_URL",
    "INSTANCE_PATH",
    "SECRET_KEY",
    "BEHIND_PROXY",
    "FILES_PATH",
    *BUCKET_SETTINGS,
    *MAIL_SETTINGS,
    *SAFETY_SETTINGS,
)


# What a demonstration takes from the environment: never a real database, real files or a way to other computers.
_FOR_DEMO = ("INSTANCE_PATH", "SECRET_KEY")
_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?")
_ENDPOINT = re.compile(r"https?://[^\s?#@]+")


class SettingMissing(RuntimeError):
    """A server was started without something it must be given."""


class SettingWrong(RuntimeError):
    """A setting does not say what it has to. The message tells what it must be."""


def new_app(config: Mapping[str, Any]) -> Flask:
    """A Flask application with all its settings. `config` outranks the environment."""
    given = {name: os.environ[name] for name in FROM_ENVIRONMENT if os.environ.get(name)} | dict(config)
    instance = Path(given.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    if is_demo(instance):
        given = {name: value for name, value in given.items() if name in config or name in _FOR_DEMO} | {"DEMO": True}
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
    _check_bucket(app.config)
    _check_safety(app.config)
    _check_demo(app.config)
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


def is_demo(instance: Path) -> bool:
    """Whether a folder holds the demonstration: its mark is made before anything else in it."""
    return (instance / DEMO_FILE).is_file()


def bucket_and_prefix(url: str) -> tuple[str, str]:
    """The name of a bucket and what its keys begin with, from `s3://bucket/prefix`. Raises SettingWrong."""
    if not (found := _BUCKET.fullmatch(url)):
        raise SettingWrong("FILES_BUCKET must be s3:// and the name of a bucket, such as s3://rose-lodge/files.")
    return found[1], found[2].strip("/")


def _check_bucket(config: Mapping[str, Any]) -> None:
    """Raises SettingWrong for a bucket that could never be found."""
    if config["FILES_BUCKET"]:
        bucket_and_prefix(config["FILES_BUCKET"])
    elif half_set := [name for name in BUCKET_SETTINGS if config[name]]:
        raise SettingWrong(f"{half_set[0]} is set but FILES_BUCKET is not. Set both, or neither to use the disk.")
    if config["FILES_ENDPOINT"] and not _ENDPOINT.fullmatch(config["FILES_ENDPOINT"]):
        raise SettingWrong(
            "FILES_ENDPOINT must be an address such as https://s3.example.org, without a password in it."
        )


def _defaults(instance: Path) -> dict[str, Any]:
    return {
        "BEHIND_PROXY": False,
        "REMINDERS_EVERY": "week",
        "DEMO": False,
        "FILES_PATH": str(instance / "files"),
        "REQUIRE_SECOND_STEP": "managers",
        "SECOND_STEP_GRACE_DAYS": 7,
        "OPENINGS_KEPT_DAYS": 730,
        **dict.fromkeys(BUCKET_SETTINGS),
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


def _check_demo(config: dict[str, Any]) -> None:
    """Keep a demonstration on this computer, and ask nobody in it for a second step. Raises SettingWrong."""
    if config["DEMO"]:
        config["REQUIRE_SECOND_STEP"] = "nobody"
        if _is_on(config["BEHIND_PROXY"]):
            raise SettingWrong("A demonstration is for this computer alone. Start it without BEHIND_PROXY.")


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


def _check_safety(config: dict[str, Any]) -> None:
    """Check who needs a second step, and bring the numbers of days into their form. Raises SettingWrong."""
    config["REQUIRE_SECOND_STEP"] = of = str(config["REQUIRE_SECOND_STEP"]).strip().casefold()
    if of not in ("managers", "everyone", "nobody"):
        raise SettingWrong("REQUIRE_SECOND_STEP must be managers, everyone or nobody.")
    for name in ("SECOND_STEP_GRACE_DAYS", "OPENINGS_KEPT_DAYS"):
        text = str(config[name]).strip()
        if not text.isdecimal() or len(text) > 5:
            raise SettingWrong(f"{name} must be a number of days, such as 7.")
        config[name] = int(text)


def _is_on(value: object) -> bool:
    return str(value).strip().casefold() in {"1", "true", "yes", "on"}
