"""The forms of an action: adding and changing it, closing it, opening it again."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, ValidationError

from evidence.accounts import once
from evidence.actions.due import is_moved_into_past
from evidence.actions.words import PRIORITY_WORDS, Priority
from evidence.records.forms import LinesField, RecordFields
from evidence.records.words import Bearing
from evidence.web import clock
from evidence.web.fields import Day, LineOfText, Needed, OnceField, Words

NO_PROOF = ""
_CHOOSE_PRIORITY = "Choose a priority."


class ActionForm(RecordFields, FlaskForm):
    """Adding or changing an action."""

    last = ("lines", "text", "files", "owner", "is_confidential")
    title = LineOfText(
        "Title",
        thing="The title",
        needed="Enter a title.",
        hint="Such as “Fit grab rails in all bathrooms”.",
    )
    issue = Words(
        "What is wrong, or could be better?",
        thing="The issue",
        needed="Enter what is wrong or could be better.",
        hint="Initials, never full names.",
    )
    plan = Words("What will be done?", thing="The plan", needed="Enter what will be done.")
    measure = Words(
        "How will you know it has worked?",
        thing="The measure",
        needed="Enter how you will know it has worked.",
        hint="Such as “no falls for eight weeks”.",
    )
    owner = SelectField("Who will see to it?", invalid_choice_message="Choose who will see to it, or “Nobody yet”.")
    due_on = Day("Due by", thing="The due date", needed="Enter the date it is due by.")
    priority = SelectField(
        "Priority",
        [Needed(_CHOOSE_PRIORITY)],
        choices={priority.value: words for priority, words in PRIORITY_WORDS.items()},
        default=Priority.MEDIUM.value,
        invalid_choice_message=_CHOOSE_PRIORITY,
    )
    text = Words("Notes", thing="The notes", hint="How it is going, as it goes.")
    lines = LinesField("Which lines is it about?", fixed=Bearing.BACKGROUND)

    def validate_due_on(self, field: Field) -> None:
        """A date is put off or brought forward, never into the past."""
        if is_moved_into_past(field.object_data, field.data, clock.today()):
            raise ValidationError("The new day must be today or later.")


class ProgressForm(FlaskForm):
    """A note on how an action is going."""

    once = OnceField()
    note = Words(
        "How is it going?",
        thing="The note",
        needed="Enter how it is going.",
        longest=2_000,
        hint="What has been done since, and what holds it up. Initials, never full names.",
    )


class CloseForm(FlaskForm):
    """Closing an action: what was done, and proof of it or the reason why there is none."""

    closing_word = Words(
        "What was done?",
        thing="What was done",
        needed="Enter what was done.",
        longest=5_000,
        hint="And how it turned out, held against how you wanted to know that it worked.",
    )
    proof = SelectField(
        "Which evidence or story proves it?",
        validate_choice=False,
        default=NO_PROOF,
        description="The newest ones, those of the same lines first.",
    )
    proof_reference = LineOfText(
        "Or enter its reference",
        thing="The reference",
        hint="Such as EV-7KX3M. It stands beside the title of the evidence or story.",
    )
    no_proof_reason = Words(
        "If there is no proof, why not?",
        thing="The reason",
        longest=2_000,
        hint="Only where nothing can be shown. An action without proof convinces nobody.",
    )

    def offer(self, recent: Sequence[tuple[str, str]]) -> None:
        """Offer recent evidence and stories as proof: reference and title of each."""
        told = {reference: f"{reference} {title}" for reference, title in recent}
        self.proof.choices = {NO_PROOF: "None of these", **told}

    def reference(self) -> str:
        """The reference of the proof, chosen or entered; "" for none."""
        return str(self.proof_reference.data or self.proof.data or "")

    def validate_proof_reference(self, field: Field) -> None:
        """Proof is either chosen or entered."""
        if field.data and self.proof.data and field.data != self.proof.data:
            raise ValidationError("Choose the proof from the list or enter its reference, not both.")

    def validate_no_proof_reason(self, field: Field) -> None:
        """There is either proof or a reason."""
        if not self.reference() and not field.data:
            raise ValidationError("Choose the proof, enter its reference, or enter why there is none.")
        if self.reference() and field.data:
            raise ValidationError("You have named the proof. Take this text away, or the proof.")


class ReopenForm(FlaskForm):
    """Opening a closed action again."""

    reason = Words(
        "Why is it open again?",
        thing="The reason",
        needed="Enter why it is open again.",
        longest=2_000,
        hint="Such as what has come back, or what did not hold.",
    )


def progress_form() -> ProgressForm:
    """An empty form for a note, with a fresh key, for the action's own page."""
    return ProgressForm(formdata=None, data={"once": once.new_key()})
