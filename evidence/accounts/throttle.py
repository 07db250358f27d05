"""Slowing down and locking out whoever guesses: counted in the database, so that it holds over several servers.

Failures count for the e-mail typed and for the address they come from, whether or not the account exists, so an answer
never tells which e-mails are known. Both are kept as keyed digests only.
"""

import hashlib
import hmac
import ipaddress
import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute

from evidence.accounts.emails import bare_email
from evidence.accounts.models import SignInAttempt
from evidence.accounts.turns import take_turn
from evidence.database import db
from evidence.web.formatters import plural

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
WAIT_SECONDS = {3: 5, 4: 15}
LOCK_AFTER = 5
ADDRESS_LOCK_AFTER = 30


def seconds_to_wait(failures: Sequence[datetime], now: datetime, *, lock_after: int = LOCK_AFTER) -> int:
    """How many seconds until the next try is allowed; 0 means now.

    failures: when tries failed, in any order; older than twice the window is never needed. `lock_after` failures within
    one window lock for one window, counted from the last of them. Before that the third and the fourth cost a short
    wait, which a larger `lock_after` leaves out.
    """
    moments = sorted(failures)
    until = now
    for first, last in zip(moments, moments[lock_after - 1 :], strict=False):
        if last - first < WINDOW:
            until = max(until, last + WINDOW)
    recent = [moment for moment in moments if now - moment < WINDOW]
    if recent and lock_after == LOCK_AFTER:
        until = max(until, recent[-1] + timedelta(seconds=WAIT_SECONDS.get(len(recent), 0)))
    return math.ceil((until - now).total_seconds())


def wait_for(email: str, now: datetime) -> int:
    """How many seconds the person at this address must wait before trying this e-mail again. Two queries.

    Until the transaction ends nobody else can try the same e-mail, so a hundred guesses at once count one by one.
    """
    email_digest = _digest(bare_email(email))
    take_turn(f"sign-in attempt {email_digest}")
    by_email = _failures(SignInAttempt.email_digest, email_digest, now)
    return max(seconds_to_wait(by_email, now), wait_for_address(now))


def wait_for_address(now: datetime) -> int:
    """How many seconds whoever asks from this address must wait before trying anything again. One query."""
    by_address = _failures(SignInAttempt.address_digest, visitor_digest(), now)
    return seconds_to_wait(by_address, now, lock_after=ADDRESS_LOCK_AFTER)


def count_failure(email: str, now: datetime) -> None:
    """Count one failed try, and forget what is older than a day."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
    db.session.add(SignInAttempt(email_digest=_digest(bare_email(email)), address_digest=visitor_digest(), at=now))
    db.session.flush()


def forget_failures(email: str) -> None:
    """Forget the failures of an e-mail whose owner has now signed in."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.email_digest == _digest(bare_email(email))))


def wait_in_words(seconds: int) -> str:
    """What to tell a person who must wait."""
    if seconds > 90:
        return f"There were too many tries. Wait {plural(-(-seconds // 60), 'minute')}, then try again."
    return f"Wait {plural(seconds, 'second')}, then try again."


def visitor_digest() -> str:
    """The address that a request comes from, as a keyed digest.

    Behind a proxy it is the one that the proxy names, and only when the settings say that there is one. Of an IPv6
    address the network counts (/64): whoever has one address of it can use them all.
    """
    return _digest(network_of(request.remote_addr or ""))


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, the /64 network of an IPv6 address, or the text as it is."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _failures(column: InstrumentedAttribute[str], value: str, now: datetime) -> list[datetime]:
    rows = select(SignInAttempt.at).where(column == value, SignInAttempt.at > now - 2 * WINDOW)
    return list(db.session.scalars(rows.order_by(SignInAttempt.at.desc()).limit(2 * ADDRESS_LOCK_AFTER)))


def _digest(value: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"sign-in attempt\n{value}".encode(), hashlib.sha256).hexdigest()
