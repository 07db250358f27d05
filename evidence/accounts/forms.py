"""The forms of setting up, services, people and passwords."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, SelectChoice, ValidationError
from wtforms.validators import EqualTo

from evidence.accounts import emails, passwords
from evidence.accounts.store import ServiceDetails
from evidence.accounts.words import ROLE_WORDS, SERVICE_ROLES, SERVICE_TYPE_WORDS, Role, ServiceType
from evidence.web.fields import AtMost, Choices, LineOfText, Needed, OnceField, tidy

_LOCATION_ID = re.compile(r"1-\d{6,12}")
LONGEST_EMAIL = 254
PASSWORD_HINT = (
    f"At least {passwords.SHORTEST} characters. Three or four words that only you would put together work well."
)


class RealEmail:
    """The text must be an e-mail address. Whether it exists is not asked of any other computer."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuse what is not an e-mail address."""
        if not emails.is_email(field.data or ""):
            raise ValidationError("Enter an e-mail address in the form name@example.org.")


class GoodPassword:
    """Long enough, and not one of the few that everybody tries."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuse what is not good enough, saying what to do."""
        if problem := passwords.problem_with(field.data or ""):
            raise ValidationError(problem)


def email_field(label: str, *, needed: str, hint: str, **rest: Any) -> EmailField:
    """A field for an e-mail address."""
    checks = [Needed(needed), AtMost(LONGEST_EMAIL, "The e-mail address"), RealEmail()]
    return EmailField(label, checks, filters=[tidy], description=hint, **rest)


def role_field() -> RadioField:
    """A choice of what a person may do in a service. Leading the provider is not given here."""
    return RadioField(
        "What may they do?",
        choices=[SelectChoice(role.value, ROLE_WORDS[role]) for role in SERVICE_ROLES],
        validators=[Needed("Choose what the person may do.")],
    )


class InOrder(FlaskForm):
    """A form whose fields, and so whose errors, come in the order in which the page shows them."""

    order: tuple[str, ...] = ()
    _fields: dict[str, Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self._fields
        names = dict.fromkeys(name for name in (*self.order, *fields) if name in fields)
        self._fields = {name: fields[name] for name in names}


class PasswordPair:
    """Two password fields that must agree."""

    password = PasswordField(
        "Password",
        [Needed("Enter a password."), GoodPassword()],
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
        choices=[SelectChoice(kind.value, words) for kind, words in SERVICE_TYPE_WORDS.items()],
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


class SetUpForm(PasswordPair, ServiceFields, InOrder):
    """The first visit: provider, first service, first manager with a password of their own."""

    order = (
        "code",
        "provider_name",
        "service_name",
        "cqc_location_id",
        "registered_manager",
        "service_types",
        "name",
        "email",
        "password",
        "password_again",
    )

    provider_name = LineOfText(
        "Name of the provider",
        thing="The name",
        needed="Enter the name of the provider.",
        hint="The organisation or person registered with CQC.",
    )
    name = LineOfText("Your name", thing="Your name", needed="Enter your name.", render_kw={"autocomplete": "name"})
    email = email_field(
        "Your e-mail address",
        needed="Enter your e-mail address.",
        hint="You sign in with it. The tracker sends no e-mail.",
        render_kw={"autocomplete": "username"},
    )


class SetUpWithCodeForm(SetUpForm):
    """Set-up from another computer, which also asks for the code printed where the site was started."""

    code = LineOfText(
        "One-time set-up code",
        thing="The code",
        needed="Enter the one-time code.",
        hint="It was printed in the window where the tracker was started. On a server it is in the file “set-up-code”.",
        render_kw={"autocomplete": "off"},
    )


class AddServiceForm(ServiceFields, FlaskForm):
    """Adding a service to the provider."""

    once = OnceField()


class ChangeServiceForm(ServiceFields, FlaskForm):
    """Changing what is known about a service. `version`: the fingerprint of what the form was filled with."""

    version = HiddenField()


class ChooseFrameworkForm(FlaskForm):
    """Choosing the framework that a service is held against. `version`: the id of the one in use when it was shown."""

    version = HiddenField()
    framework = RadioField(
        "Against which framework do you hold the service?", [Needed("Choose a framework.")], validate_choice=False
    )

    def validate_framework(self, field: Field) -> None:
        """Refuse a framework that is not on the page."""
        if field.data not in field.choices:
            raise ValidationError("Choose one of the frameworks on this page.")


class InvitePersonForm(FlaskForm):
    """Inviting a person into a service."""

    once = OnceField()
    name = LineOfText("Name", thing="The name", needed="Enter the person’s name.", render_kw={"autocomplete": "off"})
    email = email_field(
        "E-mail address",
        needed="Enter the person’s e-mail address.",
        hint="They sign in with it. The tracker sends no e-mail.",
        render_kw={"autocomplete": "off"},
    )
    role = role_field()


class ChangePersonForm(FlaskForm):
    """Changing a person's name and their role in the service. `version`: that of the person the form shows."""

    version = HiddenField()
    name = LineOfText("Name", thing="The name", needed="Enter the person’s name.", render_kw={"autocomplete": "off"})
    role = role_field()


class OnceForm(FlaskForm):
    """A page with nothing but a button that makes something."""

    once = OnceField()


class ConfirmForm(FlaskForm):
    """A page with nothing but a button that confirms."""


class LeadForm(FlaskForm):
    """Making somebody a provider lead ("yes"), or ending it ("no")."""

    lead = RadioField(
        "Does this person lead the provider?",
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        validators=[Needed("Choose yes or no.")],
    )


class SetPasswordForm(PasswordPair, FlaskForm):
    """Setting a password from an invitation."""


class ChangePasswordForm(PasswordPair, InOrder):
    """Changing one's own password."""

    order = ("present", "password", "password_again")

    present = PasswordField(
        "Your present password",
        [Needed("Enter your present password."), AtMost(passwords.LONGEST, "The password")],
        render_kw={"autocomplete": "current-password"},
    )


def service_values(details: ServiceDetails) -> dict[str, Any]:
    """A stored service as the values of its form."""
    return {
        "service_name": details.name,
        "cqc_location_id": details.cqc_location_id,
        "registered_manager": details.registered_manager,
        "service_types": [kind.value for kind in ServiceType if kind in details.types],
        "version": str(details.fingerprint),
    }


def number_in(field: Field) -> int:
    """The number in a hidden field; -1, which nothing has, for anything else."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def role_in(field: Field) -> Role:
    """The role chosen in a valid form."""
    return Role(field.data)
