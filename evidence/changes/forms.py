"""The filters of the list of changes."""

from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, ValidationError
from wtforms.fields import Field

from evidence.changes.store import Filters
from evidence.web.fields import Day, LineOfText

ALL = SelectChoice("", "Everybody")
ALL_LINES = SelectChoice("", "All lines")


class FilterForm(FlaskForm):
    """Who, which line, which record, from and until when. It only asks, so it carries no token."""

    class Meta:
        """Nothing is changed by it."""

        csrf = False

    # An address may name somebody who is not offered; then it says nothing.
    person = SelectField("Who did it", choices=[ALL], default="", validate_choice=False)
    line = SelectField("Line", choices=[ALL_LINES], default="", validate_choice=False)
    reference = LineOfText("Reference, such as EV-7KX3M", thing="The reference", longest=20)
    first_day = Day("From", thing="The first day")
    last_day = Day("To", thing="The last day")

    def offer(self, people: list[tuple[UUID, str]], lines: list[tuple[str, str]]) -> None:
        """Offer people and lines to choose from."""
        self.person.choices = [ALL, *(SelectChoice(str(account_id), name) for account_id, name in people)]
        self.line.choices = [ALL_LINES, *(SelectChoice(key, words) for key, words in lines)]

    def validate_last_day(self, field: Field) -> None:
        """Refuse a last day before the first."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError("The last day must be on or after the first.")

    def filters(self) -> Filters:
        """What is asked for; fields that say nothing that can be understood count as not said."""
        said: dict[str, Any] = {name: field.data for name, field in self._fields.items() if not field.errors}
        for name in ("person", "line"):
            if name in self and said[name] not in {choice.value for choice in self[name].choices}:
                del said[name]
        framework_id, _, code = (said.get("line") or "").rpartition("/")
        return Filters(
            person=UUID(said["person"]) if said.get("person") else None,
            line=(framework_id, code) if code else None,
            reference=said.get("reference") or "",
            first_day=said.get("first_day"),
            last_day=said.get("last_day"),
        )
