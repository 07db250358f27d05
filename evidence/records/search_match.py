"""A search as a condition on records, for the database in use: the same records and the same order on both.

SQLite is asked with FTS5's MATCH, with the service's token inside the match; PostgreSQL with its own @@ on an index
that begins with the service. Words that must follow each other are first found as words, then compared with the stems
in their order, so that neither database's own idea of a phrase counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.records.models import Attachment, FileRevision, Record
from evidence.records.search_models import FilePiece, RecordWords, fts, service_token
from evidence.records.search_query import Query, Term
from evidence.records.search_words import SPELT

# Where words may stand: nearest to what a record is about first.
TITLE, TEXT, FILES = 0, 1, 2
_COLUMNS = {TITLE: "title", TEXT: "title body", FILES: "title body files"}
_WEIGHTS = {TITLE: "A", TEXT: "AB", FILES: ""}


@dataclass(frozen=True, slots=True)
class Found:
    """A search for the database. where: its records, to be joined with RecordWords. nearness: TITLE, TEXT or FILES."""

    where: ColumnElement[bool]
    nearness: ColumnElement[int]


def found_by(scope: Scope, query: Query) -> Found:
    """The records of the service that have all that a search looks for, whoever may see them.

    A statement that uses it joins Record with RecordWords by `has_words`, and names who may see the records itself.
    """
    return Found(
        where=and_(RecordWords.service_id == scope.service_id, _is_in(scope, query, FILES)),
        nearness=case(
            (_is_in(scope, query, TITLE), literal(TITLE)),
            (_is_in(scope, query, TEXT), literal(TEXT)),
            else_=literal(FILES),
        ),
    )


def has_words() -> ColumnElement[bool]:
    """What joins a record with its words."""
    return and_(RecordWords.service_id == Record.service_id, RecordWords.id == Record.id)


def piece_score(terms: Sequence[Term]) -> ColumnElement[int]:
    """How many of the terms stand in a piece of a file."""
    first, *others = [case((_stands_in(FilePiece.words, term), 1), else_=0) for term in terms]
    score: ColumnElement[int] = first
    for other in others:
        score = score + other
    return score


def _is_in(scope: Scope, query: Query, reach: int) -> ColumnElement[bool]:
    phrases = [_phrase_in(scope, term, reach) for term in query.terms if term.is_phrase]
    if db.engine.dialect.name == "sqlite":
        return and_(_matches_full_text(scope, query, reach), *phrases)
    asked = cast(_as_tsquery(query, _WEIGHTS[reach]), TSQUERY)
    vector: Any = RecordWords.vector
    return and_(vector.op("@@", is_comparison=True)(asked), *phrases)


def _matches_full_text(scope: Scope, query: Query, reach: int) -> ColumnElement[bool]:
    asked = " AND ".join(f"({_as_fts5(term)})" for term in query.terms)
    match = f'keys : "{service_token(scope.service_id)}" AND {{{_COLUMNS[reach]}}} : ({asked})'
    rows = select(fts.c.record_id).where(fts.c.match.op("MATCH")(match), fts.c.service_id == scope.service_id)
    return RecordWords.id.in_(rows)


def _as_fts5(term: Term) -> str:
    if term.beginning:
        return f'"{term.spelt}" * OR "{SPELT}{term.spelt}" *'
    return " AND ".join(f'"{stem}"' for stem in dict.fromkeys(term.stems))


def _as_tsquery(query: Query, weights: str) -> str:
    return " & ".join(f"({_term_as_tsquery(term, weights)})" for term in query.terms)


def _term_as_tsquery(term: Term, weights: str) -> str:
    if term.beginning:
        return f"'{term.spelt}':*{weights} | '{SPELT}{term.spelt}':*{weights}"
    ending = f":{weights}" if weights else ""
    return " & ".join(f"'{stem}'{ending}" for stem in dict.fromkeys(term.stems))


def _phrase_in(scope: Scope, term: Term, reach: int) -> ColumnElement[bool]:
    """Whether a phrase stands in one of the parts of a record that are within reach."""
    places = [_stands_in(RecordWords.title, term)]
    if reach >= TEXT:
        places.append(_stands_in(RecordWords.body, term))
    if reach >= FILES:
        places += [_stands_in(RecordWords.file_names, term), _phrase_in_files(scope, term)]
    return or_(*places)


def _phrase_in_files(scope: Scope, term: Term) -> ColumnElement[bool]:
    newest = (
        select(func.max(FileRevision.number))
        .where(FileRevision.service_id == scope.service_id, FileRevision.attachment_id == Attachment.id)
        .correlate(Attachment)
        .scalar_subquery()
    )
    return exists().where(
        Attachment.service_id == scope.service_id,
        Attachment.record_id == RecordWords.id,
        Attachment.removed_at.is_(None),
        FileRevision.service_id == scope.service_id,
        FileRevision.attachment_id == Attachment.id,
        FileRevision.number == newest,
        FilePiece.service_id == scope.service_id,
        FilePiece.revision_id == FileRevision.id,
        _stands_in(FilePiece.words, term),
    )


def _stands_in(words: Any, term: Term) -> ColumnElement[bool]:
    """Whether stems in their order hold a term; blanks on both sides make that whole words."""
    if term.beginning:
        return or_(_holds(words, f" {term.spelt}"), _holds(words, f" {SPELT}{term.spelt}"))
    return _holds(words, f" {' '.join(term.stems)} ")


def _holds(words: Any, sought: str) -> ColumnElement[bool]:
    # Not LIKE: it has signs with a meaning, and SQLite's makes no difference between capital and small letters.
    place = func.instr(words, sought) if db.engine.dialect.name == "sqlite" else func.strpos(words, sought)
    return place > 0
