"""What was typed when the sign-in had run out, handed back after the same person has signed in again."""

from datetime import timedelta
from uuid import UUID

from flask import request, session
from flask_login import current_user
from sqlalchemy import delete, select
from werkzeug.datastructures import MultiDict

from evidence.accounts.models import KeptForm
from evidence.database import db
from evidence.web import clock

KEPT = timedelta(days=1)
MOST_CHARACTERS = 200_000
MOST_FORMS = 5
_UNTYPED = frozenset({"once", "version"})
_NEVER_KEPT = frozenset({"csrf_token", "username", "present", "code"})


def keep(account_id: UUID, path: str) -> bool:
    """Keep the fields of the request's form for this person and path. False when there is nothing worth keeping.

    Passwords and codes are never kept, nor are files.
    """
    now = clock.now()
    db.session.execute(delete(KeptForm).where(KeptForm.kept_at < now - KEPT))
    fields = [[name, value] for name, value in request.form.items(multi=True) if may_be_kept(name)]
    worth = any(value.strip() for name, value in fields if name not in _UNTYPED)
    if not worth or sum(len(value) for _, value in fields) > MOST_CHARACTERS:
        return False
    db.session.execute(delete(KeptForm).where(KeptForm.account_id == account_id, KeptForm.path == path))
    db.session.add(KeptForm(account_id=account_id, path=path, fields=fields, kept_at=now))
    db.session.flush()
    session["kept_forms"] = [*(kept for kept in session.get("kept_forms", []) if kept != path), path][-MOST_FORMS:]
    return True


def taken_back() -> MultiDict[str, str] | None:
    """The fields kept for the page now asked for, or None. They stay kept until the form is sent."""
    if request.method != "GET" or request.path not in session.get("kept_forms", ()):
        return None
    kept = db.session.scalar(
        select(KeptForm).where(
            KeptForm.account_id == current_user.id,
            KeptForm.path == request.path,
            KeptForm.kept_at > clock.now() - KEPT,
        )
    )
    return MultiDict([(name, value) for name, value in kept.fields]) if kept else None


def forget() -> None:
    """Drop what was kept for this page, now that its form has been sent."""
    kept = session.get("kept_forms", [])
    if request.path in kept:
        session["kept_forms"] = [path for path in kept if path != request.path]
        db.session.execute(
            delete(KeptForm).where(KeptForm.account_id == current_user.id, KeptForm.path == request.path)
        )


def may_be_kept(name: str) -> bool:
    """Whether a field of this name may be kept: everything but passwords, codes and the form's token."""
    return name not in _NEVER_KEPT and "password" not in name
