"""The form of an evidence item."""

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, ValidationError

from evidence.items.models import EvidenceItem
from evidence.items.store import ITEM_KINDS
from evidence.records.details import RecordDetails
from evidence.records.forms import RecordFields
from evidence.records.models import Record
from evidence.records.words import SOURCE_WORDS
from evidence.web.fields import Day, LineOfText, Needed, Words


class ItemForm(RecordFields, FlaskForm):
    """Adding or changing a piece of evidence."""

    title = LineOfText(
        "Title",
        thing="The title",
        needed="Enter a title.",
        hint="A few words that say what it is, such as “Residents’ survey, spring”.",
    )
    text = Words(
        "What does it say?",
        thing="The text",
        hint="The main points, so that people need not open the file. Initials, never full names.",
    )
    source = SelectField(
        "Where does it come from?",
        [Needed("Choose where it comes from.")],
        choices=[("", "Choose"), *((source.value, words) for source, words in SOURCE_WORDS.items())],
    )
    item_kind = SelectField(
        "What kind of evidence is it?",
        [Needed("Choose a kind.")],
        choices=[("", "Choose"), *ITEM_KINDS.items()],
        default="other",
    )
    happened_on = Day(
        "When did it happen?",
        thing="The date",
        needed="Enter the date it happened.",
        hint="The date of the thing itself, not today’s date.",
        past=True,
    )
    good_until = Day(
        "Good until", thing="The date", hint="When it should be replaced by newer evidence. Leave empty if never."
    )
    original_kept = LineOfText(
        "Where is the original kept?", thing="The place", hint="Such as “Office, cabinet 2” or “Care planning system”."
    )

    def validate_good_until(self, field: Field) -> None:
        """It can't have been good until before it happened."""
        if field.data and self.happened_on.data and field.data < self.happened_on.data:
            raise ValidationError("“Good until” must be on or after the day it happened.")


def read(form: ItemForm) -> RecordDetails:
    """The form as details to store."""
    return RecordDetails(
        title=form.title.data or "",
        text=form.text.data or "",
        happened_on=form.happened_on.data,
        owner_id=form.owner_id(),
        is_confidential=form.is_marked_confidential(),
        links=form.lines.links(),
        own={
            "source": form.source.data,
            "item_kind": form.item_kind.data,
            "good_until": form.good_until.data,
            "original_kept": form.original_kept.data or "",
        },
    )


def show(record: Record, item: EvidenceItem) -> dict[str, object]:
    """A stored item's own fields as the form's values."""
    return {
        "source": item.source,
        "item_kind": item.item_kind,
        "good_until": item.good_until,
        "original_kept": item.original_kept,
    }
