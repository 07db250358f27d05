"""The forms of single packs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields import Field

from evidence.packs.action_plan import GROUPED_BY_WORDS, GroupedBy
from evidence.packs.choices import ChoicesForm, PackChoices, offered
from evidence.web.fields import Needed
from kloe.framework import Framework

CHOOSE_ORDER = "Choose by line or by day."


class InspectionForm(ChoicesForm):
    """The choices of an inspection pack: those of every pack, and whether judgements that are not signed off go in."""

    open = BooleanField(
        "Also judgements of the round that is still open",
        description="Each is marked “Not signed off yet”. Without this tick, only what is signed off goes in.",
    )

    def choices(self) -> PackChoices:
        """What is chosen; fields that can't be understood count as not said."""
        return replace(super().choices(), has_open=bool(self.open.data))


class PlanForm(ChoicesForm):
    """The choices of an action plan: those of every pack, and how its open actions are put in order."""

    by = RadioField("Open actions", [Needed(CHOOSE_ORDER)], choices=offered(GROUPED_BY_WORDS), validate_choice=False)

    def __init__(self, args: Mapping[str, Any], framework: Framework) -> None:
        said = dict(args.lists() if hasattr(args, "lists") else args.items())
        super().__init__({"by": GroupedBy.LINE.value, **said}, framework)

    def validate_by(self, field: Field) -> None:
        """Refuse an order that there is not."""
        if field.data not in set(GroupedBy):
            raise ValidationError(CHOOSE_ORDER)

    def grouped_by(self) -> GroupedBy:
        """How open actions are put in order; by line where that can't be understood."""
        return GroupedBy.LINE if self.by.errors else GroupedBy(self.by.data)


class WriteForm(FlaskForm):
    """The button that has a pack written, or gives it up."""
