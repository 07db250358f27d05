"""A search as a condition on records, for the database in use: the same records and the same order on both.

SQLite is asked with FTS5's MATCH, with the service's token inside the match; PostgreSQL with its own @@ on an index
that begins with the service. Words that must follow each other are first found as words, then compared with the stems
in their order, so that neither database's own idea of a phrase counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY

from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.records.models import Attachment, FileRevision, Record
from evidence.records.search_models import FilePiece, RecordWords, fts, service_token
from evidence.records.search_query import Query, Term
from evidence.records.search_words import SPELT

# Where all that is looked for stands: nearest to what a record is about first.
TITLE, TEXT, FILES = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """A search for the database. where: its records, to be joined with RecordWords. nearness: TITLE, TEXT or FILES."""

    where: ColumnElement[bool]
    nearness: ColumnElement[int]


def found_by(scope: Scope, query: Query) -> Found:
    """The records of the service that have all that a search looks for, whoever may see them.

    A statement that uses it joins Record with RecordWords by `has_words`, and names who may see the records itself.
    """
    phrases = (_phrase_in(scope, term) for term in query.terms if term.is_phrase)
    in_title = [_stands_in(RecordWords.title, term) for term in query.terms]
    in_text = [
        or_(stands, _stands_in(RecordWords.body, term)) for stands, term in zip(in_title, query.terms, strict=True)
    ]
    return Found(
        where=and_(RecordWords.service_id == scope.service_id, _has_words(scope, query), *phrases),
        nearness=case((and_(*in_title), literal(TITLE)), (and_(*in_text), literal(TEXT)), else_=literal(FILES)),
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


def _has_words(scope: Scope, query: Query) -> ColumnElement[bool]:
    """Whether all words stand somewhere in a record, those of phrases in any order: asked of the full-text index."""
    if db.engine.dialect.name == "sqlite":
        asked = " AND ".join(f"({_as_fts5(term)})" for term in query.terms)
        match = f'keys : "{service_token(scope.service_id)}" AND {{title body files}} : ({asked})'
        rows = select(fts.c.record_id).where(fts.c.match.op("MATCH")(match), fts.c.service_id == scope.service_id)
        return RecordWords.id.in_(rows)
    vector: Any = RecordWords.vector
    asked = " & ".join(f"({_as_tsquery(term)})" for term in query.terms)
    return cast(ColumnElement[bool], vector.op("@@", is_comparison=True)(sql_cast(asked, TSQUERY)))


def _as_fts5(term: Term) -> str:
    if term.beginning:
        return f'"{term.spelt}" * OR "{SPELT}{term.spelt}" *'
    return " AND ".join(f'"{stem}"' for stem in dict.fromkeys(term.stems))


def _as_tsquery(term: Term) -> str:
    if term.beginning:
        return f"'{term.spelt}':* | '{SPELT}{term.spelt}':*"
    return " & ".join(f"'{stem}'" for stem in dict.fromkeys(term.stems))


def _phrase_in(scope: Scope, term: Term) -> ColumnElement[bool]:
    """Whether a phrase stands in one of the parts of a record."""
    parts = (RecordWords.title, RecordWords.body, RecordWords.file_names)
    return or_(*(_stands_in(part, term) for part in parts), _phrase_in_files(scope, term))


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
    """Whether the stems of a text in their order hold a term; blanks on both sides make that whole words."""
    if term.beginning:
        return or_(_holds(words, f" {term.spelt}"), _holds(words, f" {SPELT}{term.spelt}"))
    return _holds(words, f" {' '.join(term.stems)} ")


def _holds(words: Any, sought: str) -> ColumnElement[bool]:
    # Not LIKE: it has signs with a meaning, and SQLite's makes no difference between capital and small letters.
    place = func.instr(words, sought) if db.engine.dialect.name == "sqlite" else func.strpos(words, sought)
    return place > 0
