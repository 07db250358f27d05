"""The form parts that every kind of record shares: its lines with bearing and what it shows, and its files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, MultipleFileField, SelectField

from evidence.records.details import FormFiles, LineLink
from evidence.records.words import BEARING_WORDS, Bearing
from evidence.web.fields import OnceField, tidy
from kloe.framework import Framework

SHOWS_LENGTH = 500
NOBODY = ""


class LinesField(Field):
    """The lines a record is linked to, each with its bearing and what it shows there.

    Ticks are named like the field, with values such as `asc-2017-11/S1`; a bare `S1` means the framework in use. The
    details of a line are named `bearing-<line>` and `shows-<line>`. Links to other frameworks than the one on the page
    are carried over untouched. `data`: tuple of LineLink.
    """

    def __init__(
        self,
        label: str = "Which lines does it speak to?",
        *,
        default_bearing: Bearing = Bearing.SUPPORTS,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.framework: Framework | None = None
        self.others: tuple[LineLink, ...] = ()
        self.default_bearing = default_bearing

    def offer(self, framework: Framework) -> None:
        """Show the lines of this framework; a bare code now means one of them. Called before the form is checked."""
        self.framework = framework
        named = [
            LineLink(link.framework_id or framework.id, link.code, link.bearing, link.shows) for link in self.data or ()
        ]
        self.data = tuple(named)
        before = self.object_data or ()
        self.others = tuple(link for link in before if link.framework_id != framework.id)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the ticks and the details of each. A form that did not show the field leaves the links as they are."""
        self.process_errors = []
        self.data = data if isinstance(data, tuple) else ()
        self.object_data = self.data
        if formdata and (self.name in formdata or f"{self.name}-shown" in formdata):
            self.raw_data = formdata.getlist(self.name)
            self.data = tuple(self._read(formdata, value) for value in dict.fromkeys(self.raw_data) if value.strip())

    def _read(self, formdata: Any, value: str) -> LineLink:
        framework_id, _, code = value.strip().rpartition("/")
        bearing = formdata.get(f"bearing-{value}", "")
        shows = tidy(formdata.get(f"shows-{value}", ""))[:SHOWS_LENGTH]
        known = Bearing(bearing) if bearing in set(Bearing) else self.default_bearing
        return LineLink(framework_id, code, known, shows)

    def tick(self, values: Sequence[str]) -> None:
        """Tick lines beforehand, such as the one whose page the person comes from."""
        self.data = tuple(self._read({}, value) for value in values)
        if self.framework is not None:
            self.offer(self.framework)

    def chosen(self) -> dict[str, LineLink]:
        """The links now chosen, by line, for the template."""
        return {link.key: link for link in self.data or ()}

    def links(self) -> tuple[LineLink, ...]:
        """The links to store: what was ticked, and what belongs to other frameworks."""
        ticked = {link.key: link for link in self.data or ()}
        return (*ticked.values(), *(link for link in self.others if link.key not in ticked))

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse a line that the framework on the page does not have."""
        if self.framework is None:
            return
        known = {line.code for line in self.framework.lines}
        for link in self.data or ():
            if link.framework_id == self.framework.id and link.code not in known:
                raise ValueError(f"There is no line {link.code} in {self.framework.short_title}. Choose another.")


class RecordFields:
    """What the form of every kind of record has: lines, files, owner, confidential, and its key and version."""

    lines = LinesField()
    files = MultipleFileField(
        "Files",
        description="PDF, Word, Excel, CSV or pictures; up to 25 MB each. Pictures lose the place they were taken.",
    )
    owner = SelectField("Who looks after it?", validate_choice=True)
    is_confidential = BooleanField(
        "Confidential",
        description="Only managers and provider leads can see it: staff conduct, whistleblowing, safeguarding.",
    )
    once = OnceField()
    version = HiddenField()

    def offer(self, framework: Framework, people: Sequence[tuple[UUID, str]], me: UUID | None) -> None:
        """Offer the framework's lines and the service's people; a new record belongs to whoever adds it."""
        self.lines.offer(framework)
        self.owner.choices = [(NOBODY, "Nobody yet"), *((str(person), name) for person, name in people)]
        if self.owner.data is None:
            self.owner.data = str(me) if str(me) in {str(person) for person, _ in people} else NOBODY

    def owner_id(self) -> UUID | None:
        """The chosen owner's account, or None."""
        return UUID(self.owner.data) if self.owner and self.owner.data else None

    def is_marked_confidential(self) -> bool:
        """Whether the record is marked confidential; staff are not asked."""
        return bool(self.is_confidential and self.is_confidential.data)

    def stated_version(self) -> int:
        """The version the form was opened with; 0 when it says none."""
        return int(self.version.data) if (self.version.data or "").isdigit() else 0

    def form_files(self) -> FormFiles:
        """The form's key and the attachments to take off."""
        return FormFiles(self.once.data or "", tuple(request.form.getlist("take_off")))


def bearing_choices() -> list[tuple[str, str]]:
    """The bearings with their words, for the template."""
    return [(bearing.value, words) for bearing, words in BEARING_WORDS.items()]
