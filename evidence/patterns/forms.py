"""The form that shows every kind of field."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField

from evidence.records.forms import FilesField, LinesField
from evidence.web.fields import Choices, Day, LineOfText, Needed, Words

_VOICES = {"": "Choose", "people": "People and their families", "staff": "Staff", "partners": "Partners"}
_KINDS = {"home": "Care home", "agency": "Home care agency", "living": "Supported living"}


class PatternsForm(FlaskForm):
    """One field of each kind. Nothing is done with what is sent."""

    title = LineOfText("Title", thing="The title", needed="Enter a title.", hint="A few words that say what it is.")
    text = Words("What happened?", thing="The text", hint="In your own words. Initials, never full names.")
    happened_on = Day("When did it happen?", thing="The date", needed="Enter the date it happened.", past=True)
    source = SelectField("Where does it come from?", [Needed("Choose where it comes from.")], choices=_VOICES)
    kind = RadioField("Kind of service", [Needed("Choose a kind of service.")], choices=_KINDS)
    kinds = Choices("Kinds of service", choices=_KINDS)
    is_confidential = BooleanField("Confidential", description="Only managers and provider leads can see it.")
    files = FilesField("Files", description="PDF, Word, Excel, CSV or pictures; up to 25 MB each.")
    lines = LinesField(decided_by="Let its kind decide")
