"""The form parts that every kind of record shares: its lines with bearing and what it shows, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, MultipleFileField, SelectField, ValidationError

from evidence.records.details import FormFiles, LineLink, RecordDetails, own_columns
from evidence.records.file_kinds import TAKEN_ENDINGS
from evidence.records.intake import LIMIT, too_large
from evidence.records.words import BEARING_WORDS, Bearing
from evidence.web.fields import OnceField, Words, tidy
from kloe.framework import Framework

SHOWS_LENGTH = 500
NOBODY = ""
# The value of "decide it for me" among the bearings of a form.
DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """A line ticked on a form. `bearing` is None where the person left it to the program."""

    framework_id: str
    code: str
    bearing: Bearing | None = None
    shows: str = ""

    @property
    def key(self) -> str:
        """The line as forms and addresses name it: `asc-2017-11/S1`."""
        return f"{self.framework_id}/{self.code}"


class LinesField(Field):
    """The lines a record is linked to, each with its bearing and what it shows there.

    Ticks are named like the field, with values such as `asc-2017-11/S1`; a bare `S1` means the framework in use. The
    details of a line are named `bearing-<line>` and `shows-<line>`. Links to other frameworks than the one on the page
    are carried over untouched. `data`: tuple of ChosenLine.
    """

    data: tuple[ChosenLine, ...]
    object_data: tuple[ChosenLine, ...]
    process_errors: list[str]

    def __init__(
        self,
        label: str = "Which lines does it speak to?",
        *,
        fixed: Bearing | None = None,
        decided_by: str = "",
        **rest: Any,
    ) -> None:
        """fixed: every link bears so, and the form asks neither for bearing nor for what it shows.

        decided_by: the words of a first choice that leaves the bearing to the program; without it, lines are supported
        unless somebody says otherwise.
        """
        super().__init__(label, **rest)
        self.framework: Framework | None = None
        self.others: tuple[ChosenLine, ...] = ()
        self.fixed = fixed
        first = [(DECIDE, decided_by)] if decided_by else []
        self.bearings = [*first, *((bearing.value, words) for bearing, words in BEARING_WORDS.items())]

    def offer(self, framework: Framework) -> None:
        """Show the lines of this framework; a bare code now means one of them. Called before the form is checked."""
        self.framework = framework
        self.data = tuple(
            ChosenLine(line.framework_id or framework.id, line.code, line.bearing, line.shows) for line in self.data
        )
        self.others = tuple(line for line in self.object_data if line.framework_id != framework.id)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the ticks and the details of each. A form that did not show the field leaves the links as they are."""
        self.process_errors = []
        links = data if isinstance(data, tuple) else ()
        self.data = tuple(ChosenLine(link.framework_id, link.code, link.bearing, link.shows) for link in links)
        self.object_data = self.data
        if formdata and (self.name in formdata or f"{self.name}-shown" in formdata):
            self.raw_data = formdata.getlist(self.name)
            self.data = tuple(self._read(formdata, value) for value in dict.fromkeys(self.raw_data) if value.strip())

    def _read(self, formdata: Any, value: str) -> ChosenLine:
        framework_id, _, code = tidy(value).rpartition("/")
        bearing = formdata.get(f"bearing-{value}", "")
        shows = tidy(formdata.get(f"shows-{value}", "")).replace("\n", " ")
        return ChosenLine(framework_id, code, Bearing(bearing) if bearing in set(Bearing) else None, shows)

    def tick(self, values: Sequence[str]) -> None:
        """Tick lines beforehand, such as the one whose page the person comes from."""
        self.data = tuple(self._read({}, value) for value in values if value.strip())
        if self.framework is not None:
            self.offer(self.framework)

    def chosen(self) -> dict[str, ChosenLine]:
        """The lines now chosen, by line, for the template."""
        return {line.key: line for line in self.data}

    def links(self, unsaid: Bearing = Bearing.SUPPORTS) -> tuple[LineLink, ...]:
        """The links to store: what was ticked, and what belongs to other frameworks.

        unsaid: how a line is borne on where the person left that to the program.
        """
        lines = {line.key: line for line in (*self.others, *self.data)}
        return tuple(
            LineLink(line.framework_id, line.code, self.fixed or line.bearing or unsaid, line.shows)
            for line in lines.values()
        )

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse a line that the framework on the page does not have, and too long a text about one."""
        if self.framework is None:
            return
        known = {f"{self.framework.id}/{line.code}" for line in self.framework.lines}
        known |= {line.key for line in self.others}
        for line in self.data:
            if line.key not in known:
                raise ValidationError(f"There is no line {line.code} in {self.framework.short_title}. Choose another.")
            if len(line.shows) > SHOWS_LENGTH:
                too_many = len(line.shows) - SHOWS_LENGTH
                raise ValidationError(
                    f"What it shows for {line.code} must be {SHOWS_LENGTH} characters or fewer. "
                    f"Shorten it by {too_many:,}."
                )


class FilesField(MultipleFileField):
    """The files of a record. `limit`: bytes; `endings`: those taken; `too_large`: said of THIS, a larger file."""

    limit = LIMIT
    endings = TAKEN_ENDINGS
    too_large = too_large("THIS", LIMIT)


class RecordFields:
    """What the form of every kind of record has: lines, files, owner, confidential, and its key and version.

    last: the fields that stand after the kind's own on the page, in order; errors are listed as they stand there.
    """

    last: tuple[str, ...] = ("files", "lines", "owner", "is_confidential")
    lines = LinesField()
    files = FilesField(
        "Files",
        description="PDF, Word, Excel, CSV or pictures, up to 25 MB each; several at once.",
    )
    owner = SelectField("Who looks after it?", invalid_choice_message="Choose who looks after it, or “Nobody yet”.")
    is_confidential = BooleanField(
        "Confidential",
        description="Only managers and provider leads can see it: staff conduct, whistleblowing, safeguarding.",
    )
    once = OnceField()
    version = HiddenField()
    _fields: dict[str, Field]

    def details(self, own: type[Any]) -> RecordDetails:
        """The form as details to store. own: the kind's table; form fields named like its columns fill them."""
        happened_on = getattr(self, "happened_on", None)
        return RecordDetails(
            title=self.title.data,  # type: ignore[attr-defined]
            text=self.text.data,  # type: ignore[attr-defined]
            happened_on=happened_on.data if happened_on else None,
            owner_id=self.owner_id(),
            is_confidential=self.is_marked_confidential(),
            links=self.lines.links(self.unsaid_bearing()),
            own={name: self[name].data for name in own_columns(own) if name in self},  # type: ignore[index, operator]
        )

    def unsaid_bearing(self) -> Bearing:
        """How the record bears on its lines where nobody has said it."""
        return Bearing.SUPPORTS

    def offer(self, framework: Framework, people: Sequence[tuple[UUID, str]], me: UUID | None) -> None:
        """Offer the framework's lines and the service's people; a new record belongs to whoever adds it."""
        for name in self.last:
            self._fields[name] = self._fields.pop(name)
        self.lines.offer(framework)
        self.owner.choices = {NOBODY: "Nobody yet", **{str(person): name for person, name in people}}
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
        return version_in(self.version)

    def form_files(self) -> FormFiles:
        """The form's key and the attachments to take off."""
        return FormFiles(self.once.data or "", without_tick("attached"))


def without_tick(listed: str) -> tuple[str, ...]:
    """The ids of files that the form sent has listed and that are not to be kept: their ticks were taken away.

    listed: "arrived" for files kept for the form, "attached" for those that its record has already.
    """
    start = f"{listed}-"
    sent = [(name.removeprefix(start), values) for name, values in request.form.lists() if name.startswith(start)]
    return tuple(file for file, values in sent if "keep" not in values)


class ResolveForm(FlaskForm):
    """Saying how a challenge to a line was dealt with. `seen`: what was said about it when the form was opened."""

    seen = HiddenField()
    resolution = Words(
        "How was it dealt with?",
        thing="The text",
        needed="Enter how it was dealt with.",
        longest=5_000,
        hint="What was put right, what was learned, and how you know that it holds. Initials, never full names.",
    )


class CheckForm(FlaskForm):
    """Saying that a record was checked. `version`: what the record said when the form was opened."""

    version = HiddenField()
    word = Words(
        "What did you look at?",
        thing="The text",
        longest=1_000,
        hint="Such as “Opened both files; the numbers match the paper in cabinet 2”. Initials, never full names.",
    )

    def stated_version(self) -> int:
        """The version the form was opened with; 0 when it says none."""
        return version_in(self.version)


def version_in(field: Field) -> int:
    """The version that a form's hidden field holds; 0 when it holds none."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
