"""The form of an evidence item."""

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, ValidationError

from evidence.items import shelf_life, store
from evidence.items.words import ITEM_KINDS
from evidence.records.forms import LinesField, RecordFields
from evidence.records.words import SOURCE_WORDS, Bearing
from evidence.web import clock
from evidence.web.fields import Day, LineOfText, Needed, Words

_CHOOSE_SOURCE = "Choose where it comes from."
_CHOOSE_KIND = "Choose a kind."


class ItemForm(RecordFields, FlaskForm):
    """Adding or changing a piece of evidence."""

    last = ("files", "lines", "text", "item_kind", "good_until", "original_kept", "owner", "is_confidential")
    lines = LinesField(decided_by="Let its kind decide")

    title = LineOfText(
        "Title",
        thing="The title",
        needed="Enter a title.",
        hint="Such as “Residents’ survey, spring”. Initials, never full names.",
    )
    happened_on = Day(
        "When did it happen?",
        thing="The date",
        needed="Enter the date it happened.",
        past=True,
        default=clock.today,
    )
    source = SelectField(
        "Where does it come from?",
        [Needed(_CHOOSE_SOURCE)],
        choices={"": "Choose", **{source.value: words for source, words in SOURCE_WORDS.items()}},
        invalid_choice_message=_CHOOSE_SOURCE,
    )
    item_kind = SelectField(
        "What kind of evidence is it?",
        [Needed(_CHOOSE_KIND)],
        choices={"": "Choose", **ITEM_KINDS},
        invalid_choice_message=_CHOOSE_KIND,
        default="other",
        description="Incidents and complaints challenge their lines, others support them, unless you say otherwise.",
    )
    text = Words(
        "What does it say?",
        thing="The text",
        hint="The main points, so that people need not open the file. Initials, never full names.",
    )
    good_until = Day(
        "Good until",
        thing="The date",
        hint="Leave it empty to go by the kind of evidence.",
    )
    original_kept = LineOfText(
        "Where is the original kept?", thing="The place", hint="Such as “Office, cabinet 2” or “Care planning system”."
    )

    def validate_good_until(self, field: Field) -> None:
        """It can't have been good until before it happened."""
        if field.data and self.happened_on.data and field.data < self.happened_on.data:
            raise ValidationError("“Good until” must be on or after the day it happened.")

    def unsaid_bearing(self) -> Bearing:
        """What goes wrong challenges the lines it is linked to; everything else supports them."""
        return store.bearing_of(self.item_kind.data or "")


class ShelfLifeForm(FlaskForm):
    """How long each kind of evidence stays good. `seen`: what was stored when the form was opened."""

    seen = HiddenField()

    @classmethod
    def values(cls, lives: shelf_life.ShelfLives) -> dict[str, str]:
        """What the form shows for the stored shelf lives."""
        return {"seen": lives.fingerprint, **{kind: str(lives.days[kind]) for kind in shelf_life.ADJUSTABLE}}

    def chosen(self) -> dict[str, int]:
        """The chosen days by kind."""
        return {kind: int(self[kind].data) for kind in shelf_life.ADJUSTABLE}


for _kind in shelf_life.ADJUSTABLE:
    setattr(
        ShelfLifeForm,
        _kind,
        SelectField(
            ITEM_KINDS[_kind],
            choices={str(days): words for days, words in shelf_life.CHOICES.items()},
            invalid_choice_message=f"Choose how long “{ITEM_KINDS[_kind]}” stays good.",
            description=f"We suggest: {shelf_life.CHOICES[shelf_life.SUGGESTED[_kind]].lower()}.",
        ),
    )
