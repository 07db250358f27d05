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
NEVER_KEPT = frozenset({"csrf_token", "password", "new_password", "new_password_confirm", "code"})


def keep(account_id: UUID, path: str) -> bool:
    """Keep the fields of the request's form for this person and path. False when there is nothing worth keeping."""
    fields = [[name, value] for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    worth = any(value.strip() for name, value in fields if name not in ("once", "version"))
    if not worth or sum(len(value) for _, value in fields) > MOST_CHARACTERS:
        return False
    now = clock.now()
    db.session.execute(delete(KeptForm).where(KeptForm.account_id == account_id, KeptForm.path == path))
    db.session.execute(delete(KeptForm).where(KeptForm.kept_at < now - KEPT))
    kept = KeptForm(account_id=account_id, path=path, fields=fields, kept_at=now)
    db.session.add(kept)
    db.session.flush()
    session["kept_form"] = path
    return True


def taken_back() -> MultiDict[str, str] | None:
    """The fields kept for the page now asked for, or None. They stay kept until the form is sent."""
    if request.method != "GET" or session.get("kept_form") != request.path:
        return None
    kept = db.session.scalar(
        select(KeptForm).where(KeptForm.account_id == current_user.id, KeptForm.path == request.path)
    )
    return MultiDict([(name, value) for name, value in kept.fields]) if kept else None


def forget() -> None:
    """Drop what was kept for this page, now that its form has been sent."""
    if session.get("kept_form") == request.path:
        session.pop("kept_form")
        db.session.execute(
            delete(KeptForm).where(KeptForm.account_id == current_user.id, KeptForm.path == request.path)
        )
