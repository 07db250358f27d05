"""The form of a good-news story: short enough to fill in on a phone between two tasks."""

from flask_wtf import FlaskForm
from wtforms import SelectField

from evidence.records.forms import RecordFields
from evidence.records.words import SOURCE_WORDS, Source
from evidence.web import clock
from evidence.web.fields import Day, LineOfText, Needed, Words

VOICES = (Source.PEOPLE, Source.STAFF, Source.PARTNERS, Source.OBSERVATION, Source.OUTCOMES)
_CHOOSE_VOICE = "Choose whose voice it is."


class StoryForm(RecordFields, FlaskForm):
    """Adding or changing a good-news story."""

    last = ("lines", "who_says", "source", "files", "owner", "is_confidential")
    title = LineOfText(
        "Title",
        thing="The title",
        needed="Enter a title.",
        hint="Such as “Mrs B. bakes again”.",
    )
    text = Words(
        "What happened?",
        thing="What happened",
        needed="Enter what happened.",
        hint="Name nobody: use initials, no room numbers or addresses.",
    )
    difference = Words(
        "What difference did it make to the person?",
        thing="The difference it made",
        hint="What is better for them now, and how you can tell.",
    )
    who_says = Words(
        "Who says so?",
        thing="Who says so",
        longest=2_000,
        hint="Their own words, and who they are to the person: “She is laughing again” (daughter).",
    )
    source = SelectField(
        "Whose voice is it?",
        [Needed(_CHOOSE_VOICE)],
        choices={source.value: SOURCE_WORDS[source] for source in VOICES},
        default=Source.PEOPLE.value,
        invalid_choice_message=_CHOOSE_VOICE,
    )
    happened_on = Day(
        "When did it happen?",
        thing="The date",
        needed="Enter the date it happened.",
        past=True,
        default=clock.today,
    )
