"""The forms of the second step, in this site's words, with wrong tries counted in the database."""

from collections.abc import Callable
from typing import Any

from flask import session
from flask_login import current_user
from flask_security.forms import TwoFactorRescueForm, TwoFactorSetupForm, TwoFactorVerifyCodeForm, VerifyForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.webauthn import WebAuthnDeleteForm, WebAuthnRegisterForm, WebAuthnSigninResponseForm
from wtforms import HiddenField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import Length

from evidence.accounts import passwords, second_steps, throttle
from evidence.accounts.second_step_checks import USAGE
from evidence.database import db
from evidence.web import clock
from evidence.web.fields import AtMost, LineOfText, Needed, tidy

WRONG_CODE = "This is not the code of the moment. Wait for the next one in your app, then enter it."
WRONG_RECOVERY_CODE = "This is not one of your recovery codes, or it has been used. Enter another one."
NEEDED_HERE = "You need a second step. Add another one first, then you can remove this."
LONGEST_NAME = 60


class AppCodeForm(TwoFactorVerifyCodeForm):
    """A code from an authenticator app: at signing in, and to show that a new app works."""

    code = StringField(
        "Code from your authenticator app",
        filters=[tidy],
        description="Six digits. A new code comes every 30 seconds.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def validate(self, **kwargs: Any) -> bool:
        """Whether the code is right. A wrong one at signing in counts like a wrong password."""
        self.code.data = "".join((self.code.data or "").split())
        if not self.code.data:
            self.code.errors = ["Enter the code that your authenticator app shows."]
            return False
        if self.is_setup:
            return self._is_of_new_app(**kwargs)
        return _is_right(self, self.user, WRONG_CODE, lambda: super(AppCodeForm, self).validate(**kwargs))

    def _is_of_new_app(self, **kwargs: Any) -> bool:
        # Which codes of another app were used says nothing about the new one.
        account: Any = self.user
        last, account.totp_last_counter = account.totp_last_counter, None
        if super().validate(**kwargs):
            return True
        account.totp_last_counter = last
        self.code.errors = [WRONG_CODE]
        return False


class RecoveryCodeForm(MfRecoveryForm):
    """One of the codes that were printed for the day the phone is lost."""

    code = StringField(
        "Recovery code",
        filters=[tidy],
        description="It looks like 1a2b-3c4d-5e6f. Each code works once.",
        render_kw={"autocomplete": "off"},
    )

    def validate(self, **kwargs: Any) -> bool:
        """Whether the code is one of those left. A wrong one counts like a wrong password."""
        if not self.code.data:
            self.code.errors = ["Enter one of your recovery codes."]
            return False
        return _is_right(self, self.user, WRONG_RECOVERY_CODE, lambda: super(RecoveryCodeForm, self).validate(**kwargs))


class AppSetUpForm(TwoFactorSetupForm):
    """Starting to set up an authenticator app ("authenticator"), or removing it ("disable")."""

    setup = HiddenField()

    def validate(self, **kwargs: Any) -> bool:
        """Refuse to remove what somebody who needs a second step has as their only one."""
        account: Any = self.user
        removes = self.setup.data == "disable"
        if removes and second_steps.is_only_one(account, app=True) and second_steps.is_required(account):
            self.form_errors = [NEEDED_HERE]
            return False
        if super().validate(**kwargs):
            return True
        self.setup.errors, self.form_errors = [], ["Press one of the buttons below."]
        return False


class LostPhoneForm(TwoFactorRescueForm):
    """What Flask-Security builds for people without their phone; this site has pages of its own for them."""

    help_setup = RadioField("Lost phone", choices=[SelectChoice("recovery_code", "A recovery code")])


class PresentPasswordForm(VerifyForm):
    """The password once more, before anything about signing in is changed."""

    password = PasswordField(
        "Your password",
        [Needed("Enter your password."), AtMost(passwords.LONGEST, "The password")],
        render_kw={"autocomplete": "current-password"},
    )

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the password. Guessing is slowed down like signing in."""
        now, tries = clock.now(), f"present password of {self.user.id}"
        if wait := throttle.wait_for(tries, now):
            self.password.errors = [throttle.wait_in_words(wait)]
            return False
        if super().validate(**kwargs):
            throttle.forget_failures(tries)
            return True
        if self.password.data:
            throttle.count_failure(tries, now)
            self.password.errors = ["This is not your password. Enter it again."]
        return False


class PasskeyNameForm(WebAuthnRegisterForm):
    """Naming a passkey before it is made."""

    name = LineOfText(
        "Name for the passkey",
        thing="The name",
        needed="Enter a name by which you will know the passkey.",
        longest=LONGEST_NAME,
        hint="What it lies on, such as “My phone” or “Office computer”.",
        render_kw={"autocomplete": "off"},
    )
    usage = HiddenField(default=USAGE)

    def validate(self, **kwargs: Any) -> bool:
        """Whether the name can be used."""
        self.usage.data = USAGE
        return bool(super().validate(**kwargs))


class PasskeyRemoveForm(WebAuthnDeleteForm):
    """Removing a passkey by its name."""

    name = HiddenField(validators=[Needed("Choose the passkey to remove."), Length(max=LONGEST_NAME)])

    def validate(self, **kwargs: Any) -> bool:
        """Whether there is such a passkey, and one may go without it."""
        if not super().validate(**kwargs):
            return False
        account: Any = current_user
        if second_steps.is_only_one(account, passkey=self.clean_name or "") and second_steps.is_required(account):
            self.name.errors = [NEEDED_HERE]
            return False
        return True


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What a passkey answers, by itself or as a second step."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the answer is right and, as a second step, comes from a passkey of whoever gave the password.

        Passkeys can't be guessed, so a lock on an e-mail address that somebody else keeps trying does not hold here.
        """
        now, is_second = clock.now(), self.is_secondary
        if wait := throttle.wait_for_address(now):
            self.credential.errors = [throttle.wait_in_words(wait)]
            return False
        # Every passkey here is for signing in by itself, and so for a second step as well.
        self.is_secondary = False
        right = bool(super().validate(**kwargs)) and not self.credential.errors
        self.is_secondary = is_second
        if right and is_second:
            right = bool(self.user and self.user.fs_uniquifier == session.get("tf_user_id"))
        if not right:
            throttle.count_failure(self.user.email if self.user else "passkey", now)
            self.credential.errors = list(self.credential.errors) or ["This is not your passkey."]
        return right


def _is_right(form: Any, account: Any, wrong: str, check: Callable[[], bool]) -> bool:
    """Whether a code is right, when nobody has tried too often; one try at a time for one account."""
    now = clock.now()
    if wait := throttle.wait_for(account.email, now):
        form.code.errors = [throttle.wait_in_words(wait)]
        return False
    db.session.refresh(account, with_for_update=True)
    if check():
        return True
    throttle.count_failure(account.email, now)
    form.code.errors = [wrong]
    return False
