"""The form that changes several records at once: what to do, with which ones, and the one thing it needs to know."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, SelectMultipleField, ValidationError

from evidence.records.forms import NOBODY, LinesField
from evidence.records.many import Ticked, read
from evidence.records.words import Bearing
from evidence.web.fields import Needed
from kloe.framework import Framework

_CHOOSE_LINE = "Choose a line."
_CHOOSE_OWNER = "Choose who looks after them, or “Nobody yet”."
_CHOOSE_BEARING = "Choose how they bear on the line."
# The value of the first choice, which is none.
UNSAID = "unsaid"


class Doing(StrEnum):
    """What can be done with several records at once."""

    LINK = "link"
    OWNER = "owner"
    ARCHIVE = "archive"
    BRING_BACK = "bring-back"


class ManyForm(FlaskForm):
    """Changing several records. `record`: the ticks; `back`: the address of the list they were ticked on."""

    do = HiddenField()
    back = HiddenField()
    line = SelectField("Which line do they speak to?", [Needed(_CHOOSE_LINE)], invalid_choice_message=_CHOOSE_LINE)
    bearing = SelectField("How do they bear on it?", invalid_choice_message=_CHOOSE_BEARING)
    owner = SelectField("Who looks after them?", invalid_choice_message=_CHOOSE_OWNER, default=UNSAID)
    record = SelectMultipleField(choices=[], validate_choice=False)

    def doing(self) -> Doing | None:
        """What is to be done, or None where the form does not say it."""
        return Doing(self.do.data) if self.do.data in set(Doing) else None

    def ticked(self) -> tuple[Ticked, ...]:
        """The records that are ticked."""
        return read(self.record.data or [])

    def offer_lines(self, framework: Framework, lines: LinesField) -> None:
        """Ask for a line of the framework, and how records bear on it where their kind leaves that open."""
        groups: Mapping[str, list[tuple[str, str]]] = {
            question.title: [
                (f"{framework.id}/{line.code}", f"{line.code} {line.title}")
                for line in framework.lines_of(question.code)
            ]
            for question in framework.key_questions
        }
        self.line.choices = {"": [("", "Choose a line")], **groups}
        if lines.fixed:
            del self.bearing
        else:
            self.bearing.choices = lines.bearings
            self.bearing.data = self.bearing.data or lines.bearings[0][0]

    def offer_people(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Ask for one of the service's people, or for nobody."""
        named = [(str(account), name) for account, name in people]
        self.owner.choices = [(UNSAID, "Choose somebody"), (NOBODY, "Nobody yet"), *named]

    def leave_out(self, *names: str) -> None:
        """Ask nothing of these fields."""
        for name in names:
            if name in self:
                del self[name]

    def validate_owner(self, field: Field) -> None:
        """Somebody, or nobody, must have been chosen."""
        if field.data == UNSAID:
            raise ValidationError(_CHOOSE_OWNER)

    def validate_record(self, field: Field) -> None:
        """At least one must still be ticked."""
        if not self.ticked():
            raise ValidationError("Tick at least one of them.")

    def line_chosen(self) -> tuple[str, str]:
        """The chosen line, as (framework id, code)."""
        framework_id, _, code = str(self.line.data).rpartition("/")
        return framework_id, code

    def bearing_chosen(self) -> Bearing | None:
        """How the records bear on the line; None where their kind decides it."""
        said = self.bearing.data if self.bearing else ""
        return Bearing(said) if said in set(Bearing) else None

    def owner_chosen(self) -> UUID | None:
        """Who is to look after the records; None for nobody."""
        return UUID(self.owner.data) if self.owner.data else None
