"""How Flask-Security checks a second step here: authenticator apps, recovery codes and passkeys.

A code counts once. Recovery codes are kept as keyed digests, so they can be shown once and never again. A passkey
always asks its owner for a fingerprint, a face or a PIN, so it stands for password and second step together.
"""

import hashlib
import hmac
import io
from base64 import b64encode
from typing import Any

import qrcode  # type: ignore[import-untyped]
from flask import current_app
from flask_security.proxies import _security
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.totp import Totp
from flask_security.webauthn import WebAuthnTfPlugin, _create_credential_list
from flask_security.webauthn_util import WebauthnUtil
from passlib.totp import TotpMatch  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from evidence.accounts import audit
from evidence.accounts.models import Account
from evidence.database import db

RECOVERY_CODES = 10
# Every passkey is for signing in by itself; Flask-Security tells those from mere second factors by this word.
USAGE = "first"


class AppCodes(Totp):
    """The codes of an authenticator app. One that has been used is worth nothing any more."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether it is a code of this key, newer than the last one used."""
        try:
            return bool(super().verify_totp(token, totp_secret, user, window))
        except (KeyError, TypeError, ValueError):
            current_app.logger.error("The key of an authenticator app can't be read: was SECRET_KEY changed?")
            return False

    def get_last_counter(self, user: Any) -> int | None:
        """The last code that the account has used."""
        counter: int | None = user.totp_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Note a code as used."""
        user.totp_last_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The key as a picture to scan: black on white, whatever colours the page has, as a `data:` address."""
        image = qrcode.make(self.get_totp_uri(username, totp), image_factory=SvgPathFillImage)
        with io.BytesIO() as written:
            image.save(written)
            return f"data:image/svg+xml;base64,{b64encode(written.getvalue()).decode('ascii')}"


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes for whoever has lost their phone: shown when they are made, kept as digests, good for once."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """New codes in place of all the old ones."""
        codes: list[str] = _security.totp_factory.generate_recovery_codes(RECOVERY_CODES)
        user.mf_recovery_codes = [digest(user, code) for code in codes]
        db.session.flush()
        _note(user, "made new recovery codes", {"codes": len(codes)})
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:
        """None: they can't be read back."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether the code is one of those left."""
        return _place(user, code) is not None

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Use a code up."""
        place = _place(user, code)
        if place is None:
            return False
        user.mf_recovery_codes.pop(place)
        db.session.flush()
        _note(user, "used a recovery code", {"left": len(user.mf_recovery_codes)})
        return True


class PasskeyRules(WebauthnUtil):
    """What is asked of a passkey: that the device finds it by itself, and makes sure that it is its owner."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """What a new passkey must be able to do. Phones, computers and keys on a string are all welcome."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """A fingerprint, a face or a PIN, every time."""
        return UserVerificationRequirement.REQUIRED

    def authentication_options(self, user: Any, usage: list[str], existing_options: dict[str, Any]) -> dict[str, Any]:
        """As a second step, only the passkeys of whoever has given their password are asked for."""
        options: dict[str, Any] = super().authentication_options(user, usage, existing_options)
        if user is not None:
            options["allow_credentials"] = _create_credential_list(user, [USAGE])
        return options


class PasskeyStep(WebAuthnTfPlugin):
    """A passkey as a second step after the password."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:
        """Its name and word, when the account has one."""
        return [("webauthn", "Passkey")] if user.webauthn else []


def digest(account: Account, code: str) -> str:
    """A recovery code as it is kept, worth nothing without the site's secret. Spaces, hyphens and case don't matter."""
    bare = "".join(character for character in code.casefold() if character.isalnum())
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"recovery code\n{account.id}\n{bare}".encode(), hashlib.sha256).hexdigest()


def app_key_secrets(secret_key: str) -> dict[str, str]:
    """What encrypts the keys of authenticator apps in the database, made from the site's secret, under its mark.

    The mark stands beside every key, so that one encrypted with another secret is told from a wrong code.
    """
    secret = hmac.new(secret_key.encode(), b"authenticator apps", hashlib.sha256).hexdigest()
    return {hashlib.sha256(secret.encode()).hexdigest()[:12]: secret}


def _place(account: Account, code: str) -> int | None:
    wanted = digest(account, code)
    found = [hmac.compare_digest(kept, wanted) for kept in account.mf_recovery_codes or []]
    return found.index(True) if any(found) else None


def _note(account: Account, action: str, details: dict[str, Any]) -> None:
    audit.record_provider_change(account.provider_id, account.id, action, audit.person(account.id), details)
