"""What a search finds: the records that the person may see, nearest first, with what to show of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, select

from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.records import attachments, store
from evidence.records.attachments import FileOnPage
from evidence.records.models import Record
from evidence.records.search_match import FILES, Found, found_by, has_words, piece_score
from evidence.records.search_models import FilePiece, RecordWords
from evidence.records.search_query import Query, parts_of
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.search.excerpts import Excerpt, Parts, excerpt_of
from evidence.search.kinds import KINDS
from evidence.web.markdown import to_plain

PAGE_SIZE = 20
FILES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search. kind: only records of this kind; None for all. with_archived: also what has been put away."""

    query: Query
    kind: Kind | None = None
    with_archived: bool = False


@dataclass(frozen=True, slots=True)
class FileFound:
    """A file in whose name or words something was found."""

    id: UUID
    name: Parts
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class RecordFound:
    """A record that was found. codes: of its lines, marked or not. files: only where its own words were not enough."""

    record: Record
    reference: Parts
    title: Parts
    excerpt: Excerpt
    codes: Sequence[Parts]
    files: Sequence[FileFound]
    more_files: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found. counts: by kind, whatever kind is asked for. query: what was looked for in the end.

    was_widened: nothing had the words themselves, so these have words that begin like them.
    """

    query: Query
    rows: Sequence[RecordFound]
    counts: Mapping[Kind, int]
    total: int
    number: int
    was_widened: bool

    @property
    def pages(self) -> int:
        """How many pages there are; one where nothing was found."""
        return max(1, -(-self.total // PAGE_SIZE))


def find(scope: Scope, wanted: Wanted, *, number: int = 1) -> Page:
    """A page of what is found. At most six queries, whatever their number; none where nothing is looked for.

    A page number past the end gives the last page.
    """
    query, was_widened = wanted.query, False
    counts = _count(scope, query, wanted) if query else {}
    if query and not counts and (wider := query.widened()) is not None:
        counts = _count(scope, wider, wanted)
        query, was_widened = (wider, True) if counts else (query, False)
    total = counts.get(wanted.kind, 0) if wanted.kind else sum(counts.values())
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    rows = _rows(scope, query, wanted, number) if total else []
    return Page(query, rows, counts, total, number, was_widened)


def _criteria(scope: Scope, found: Found, wanted: Wanted) -> list[ColumnElement[bool]]:
    criteria = [visible(scope), found.where]
    if not wanted.with_archived:
        criteria.append(Record.state != State.ARCHIVED.value)
    return criteria


def _count(scope: Scope, query: Query, wanted: Wanted) -> dict[Kind, int]:
    rows = (
        select(Record.kind, func.count())
        .join(RecordWords, has_words())
        .where(*_criteria(scope, found_by(scope, query), wanted), Record.kind.in_([kind.value for kind in KINDS]))
        .group_by(Record.kind)
    )
    found: dict[str, int] = dict(db.session.execute(rows).all())
    return {kind: found[kind.value] for kind in KINDS if kind.value in found}


def _rows(scope: Scope, query: Query, wanted: Wanted, number: int) -> list[RecordFound]:
    found = found_by(scope, query)
    kinds = [kind.value for kind in ([wanted.kind] if wanted.kind else KINDS)]
    rows = (
        select(Record, RecordWords.said, found.nearness)
        .join(RecordWords, has_words())
        .where(*_criteria(scope, found, wanted), Record.kind.in_(kinds))
        .order_by(found.nearness, _day().desc(), Record.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    page = [(record, said, nearness) for record, said, nearness in db.session.execute(rows)]
    links = store.links_of(scope, [record.id for record, _, _ in page])
    files = _files_found(scope, query, [record.id for record, _, nearness in page if nearness == FILES])
    return [
        RecordFound(
            record=record,
            reference=parts_of(record.reference, query),
            title=parts_of(record.title, query),
            excerpt=excerpt_of(to_plain(said), query),
            codes=[parts_of(code, query) for code in dict.fromkeys(link.code for link in links[record.id])],
            files=files.get(record.id, [])[:FILES_SHOWN],
            more_files=max(0, len(files.get(record.id, [])) - FILES_SHOWN),
        )
        for record, said, _ in page
    ]


def _day() -> ColumnElement[Any]:
    """The day by which records are put in order: when it happened, or when it was added where nobody said."""
    if db.engine.dialect.name == "sqlite":
        return func.coalesce(Record.happened_on, func.date(Record.created_at))
    return func.coalesce(Record.happened_on, cast(func.timezone("UTC", Record.created_at), Date))


def _files_found(scope: Scope, query: Query, record_ids: list[UUID]) -> dict[UUID, list[FileFound]]:
    """The files of records in which something was found, those with most of it first. Two queries, or none."""
    if not record_ids:
        return {}
    files = attachments.files_of(scope, record_ids)
    pieces = _best_pieces(scope, query, [file.id for its_files in files.values() for file in its_files])
    return {record_id: _by_hits(its_files, pieces, query) for record_id, its_files in files.items()}


def _by_hits(files: Sequence[FileOnPage], pieces: Mapping[UUID, str], query: Query) -> list[FileFound]:
    found: list[tuple[int, FileFound]] = []
    for file in files:
        name = parts_of(file.name, query)
        excerpt = excerpt_of(pieces[file.id], query) if file.id in pieces else None
        hits = sum(is_hit for _, is_hit in name) + (excerpt.hits if excerpt else 0)
        if hits:
            found.append((hits, FileFound(file.id, name, excerpt)))
    return [file for _, file in sorted(found, key=lambda entry: -entry[0])]


def _best_pieces(scope: Scope, query: Query, revision_ids: list[UUID]) -> dict[UUID, str]:
    """Of each file the piece in which most of what is looked for stands, as it was read. One query."""
    score = piece_score(query.terms)
    place = func.row_number().over(partition_by=FilePiece.revision_id, order_by=(score.desc(), FilePiece.number))
    ranked = (
        select(FilePiece.revision_id, FilePiece.text, place.label("place"))
        .where(FilePiece.service_id == scope.service_id, FilePiece.revision_id.in_(revision_ids), score > 0)
        .subquery()
    )
    rows = select(ranked.c.revision_id, ranked.c.text).where(ranked.c.place == 1)
    return dict(db.session.execute(rows).all())
