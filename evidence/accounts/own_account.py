"""What people change about their own account: the password."""

from evidence.accounts import audit, passwords, sign_ins
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.web import clock


def change_password(scope: Scope, *, present: str, new: str) -> bool:
    """Change one's own password and sign out everywhere. False, with nothing changed, when the present one is wrong."""
    account = db.session.get_one(Account, scope.person)
    if not passwords.is_right(account, present):
        return False
    passwords.keep(account, new)
    sign_ins.end_all(account, clock.now())
    audit.record_provider_change(
        account.provider_id, account.id, "changed their password", audit.person(account.id), {}
    )
    return True
