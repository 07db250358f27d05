"""The forms of setting up, services, people and passwords."""

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, ValidationError
from wtforms.validators import EqualTo

from evidence.accounts.security import PASSWORD_LENGTH
from evidence.accounts.store import ServiceDetails
from evidence.accounts.words import ROLE_WORDS, SERVICE_ROLES, SERVICE_TYPE_WORDS, ServiceType
from evidence.web.fields import AtMost, Choices, LineOfText, Needed, tidy

_LOCATION_ID = re.compile(r"1-\d{6,12}")
LONGEST_PASSWORD = 200
PASSWORD_HINT = (
    f"At least {PASSWORD_LENGTH} characters. Three or four words that only you would put together work well."
)


class RealEmail:
    """The text must be an e-mail address. Whether it exists is not asked of any other computer."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuse what is not an e-mail address."""
        try:
            validate_email(field.data or "", check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError("Enter an e-mail address in the form name@example.org.") from None


class GoodPassword:
    """Long enough, and not one of the few that everybody tries."""

    _TRIED = ("password", "qwerty", "123456", "letmein", "welcome", "carehome", "abc123")

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuse short and well-known passwords, and those that are mostly one character."""
        value = field.data or ""
        if len(value) < PASSWORD_LENGTH:
            raise ValidationError(f"The password must be at least {PASSWORD_LENGTH} characters long.")
        left = value.casefold()
        for word in self._TRIED:
            left = left.replace(word, "")
        if len(left) < PASSWORD_LENGTH // 2 or len(set(value)) < 5:
            raise ValidationError("Choose a password that is harder to guess, such as three or four unusual words.")


class PasswordPair:
    """Two password fields that must agree."""

    password = PasswordField(
        "Password",
        [Needed("Enter a password."), AtMost(LONGEST_PASSWORD, "The password"), GoodPassword()],
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    password_again = PasswordField(
        "Password again",
        [
            Needed("Enter the password a second time."),
            EqualTo("password", "The two passwords must be the same. Enter them again."),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ServiceFields:
    """What is asked about a service."""

    service_name = LineOfText(
        "Name of the service", thing="The name", needed="Enter the name of the service.", hint="As CQC knows it."
    )
    cqc_location_id = LineOfText(
        "CQC location ID",
        thing="The CQC location ID",
        needed="Enter the CQC location ID.",
        longest=20,
        hint="On your certificate of registration and your CQC page. It looks like 1-1234567890.",
    )
    registered_manager = LineOfText(
        "Registered manager",
        thing="The name",
        needed="Enter the registered manager’s name, or “None in post”.",
        hint="Write “None in post” if there is none at the moment.",
    )
    service_types = Choices(
        "What kind of service is it?",
        [Needed("Choose at least one kind of service.")],
        choices=[(kind.value, words) for kind, words in SERVICE_TYPE_WORDS.items()],
        description="Choose all that your registration names. It decides which lines of the framework apply to you.",
    )

    def validate_cqc_location_id(self, field: Field) -> None:
        """Refuse what does not look like a location ID."""
        if not _LOCATION_ID.fullmatch(field.data or ""):
            raise ValidationError("The CQC location ID must look like 1-1234567890.")

    def details(self) -> ServiceDetails:
        """The service as the store wants it."""
        return ServiceDetails(
            name=self.service_name.data or "",
            cqc_location_id=self.cqc_location_id.data or "",
            registered_manager=self.registered_manager.data or "",
            types=frozenset(ServiceType(value) for value in self.service_types.data or []),
        )


class SetUpForm(PasswordPair, ServiceFields, FlaskForm):
    """The first visit: provider, first service, first manager with a password of their own."""

    provider_name = LineOfText(
        "Name of the provider",
        thing="The name",
        needed="Enter the name of the provider.",
        hint="The organisation or person registered with CQC.",
    )
    name = LineOfText("Your name", thing="Your name", needed="Enter your name.", render_kw={"autocomplete": "name"})
    email = EmailField(
        "Your e-mail address",
        [Needed("Enter your e-mail address."), RealEmail()],
        filters=[tidy],
        description="You sign in with it.",
        render_kw={"autocomplete": "username"},
    )


class SetUpWithCodeForm(SetUpForm):
    """Set-up from another computer, which also asks for the code printed where the site was started."""

    code = LineOfText(
        "One-time set-up code",
        thing="The code",
        needed="Enter the one-time code.",
        hint="It was printed in the window where the tracker was started.",
        render_kw={"autocomplete": "off"},
    )


class ServiceForm(ServiceFields, FlaskForm):
    """Adding or changing a service."""


class InvitePersonForm(FlaskForm):
    """Inviting a person into a service."""

    name = LineOfText("Name", thing="The name", needed="Enter the person’s name.")
    email = EmailField(
        "E-mail address",
        [Needed("Enter the person’s e-mail address."), RealEmail()],
        filters=[tidy],
        description="They sign in with it.",
    )
    role = RadioField(
        "What may they do?",
        choices=[(role.value, ROLE_WORDS[role]) for role in SERVICE_ROLES],
        validators=[Needed("Choose what the person may do.")],
        validate_choice=True,
    )


class ChangePersonForm(FlaskForm):
    """Changing a person's name and their role in the service."""

    version = HiddenField()
    name = LineOfText("Name", thing="The name", needed="Enter the person’s name.")
    role = RadioField(
        "What may they do?",
        choices=[(role.value, ROLE_WORDS[role]) for role in SERVICE_ROLES],
        validators=[Needed("Choose what the person may do.")],
    )


class SetPasswordForm(PasswordPair, FlaskForm):
    """Setting a password from an invitation."""


class ChangePasswordForm(PasswordPair, FlaskForm):
    """Changing one's own password."""

    present = PasswordField(
        "Your present password",
        [Needed("Enter your present password.")],
        render_kw={"autocomplete": "current-password"},
    )


def fill(form: ServiceFields, service: Any, types: frozenset[ServiceType]) -> None:
    """Show a stored service in its form."""
    form.service_name.data = service.name
    form.cqc_location_id.data = service.cqc_location_id
    form.registered_manager.data = service.registered_manager
    form.service_types.data = [kind.value for kind in types]
