"""Tables of search: what is found of each record, and the words that were read in its files.

All of it is made from the records and files themselves and can be made anew at any time. The words are folded by
evidence/records/search_words.py before they are stored. SQLite looks them up in `record_fts`, a full-text table that
the migrations make; PostgreSQL in the column `vector` with an index that begins with the service.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    event,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, ServiceOwned
from evidence.database.scope_guard import watch
from evidence.records.words import Kind

# Tables that hold nothing of their own say so; a backup leaves them out.
MADE_FROM_OTHERS = {"made_from_others": True}
FTS = "record_fts"
VECTOR_INDEX = "ix_record_words_vector"


class Searched:
    """A kind's own table whose texts are found: beside its record's title and text, those of these columns."""

    record_kind: ClassVar[Kind]
    searched: ClassVar[tuple[str, ...]]


class RecordWords(ServiceOwned, Base):
    """What is found of one record; its id is the record's.

    title, body, file_names: their stems in order, for phrases and for what comes first. said: the text as it was
    typed, for excerpts. vector: all words, those of the files as well, on PostgreSQL. folding: see FOLDING.
    """

    audited = False
    __tablename__ = "record_words"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "id"], ["record.service_id", "record.id"]),
        Index(VECTOR_INDEX, "service_id", "vector", postgresql_using="gin").ddl_if(dialect="postgresql"),
        {"info": MADE_FROM_OTHERS},
    )

    title: Mapped[str]
    body: Mapped[str]
    file_names: Mapped[str]
    said: Mapped[str]
    folding: Mapped[int]
    vector: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class FileReading(ServiceOwned, Base):
    """What came of reading one revision of a file; its id is the revision's. Without a row it has yet to be read.

    state: "read", "empty" where no words could be read, "unreadable" where the file could not be opened or took too
    long. is_cut: only its beginning was read. words: each word once, as the index takes them.
    """

    audited = False
    __tablename__ = "file_reading"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "id"], ["file_revision.service_id", "file_revision.id"]),
        CheckConstraint("state IN ('read', 'empty', 'unreadable')", name="state"),
        {"info": MADE_FROM_OTHERS},
    )

    state: Mapped[str]
    is_cut: Mapped[bool]
    words: Mapped[str]
    folding: Mapped[int]
    read_at: Mapped[datetime]


class FilePiece(ServiceOwned, Base):
    """A page or so of what was read in a file: the text for excerpts, and its stems in order for phrases.

    The words go a little further than the text, so that a phrase is found that the end of the text would cut.
    """

    audited = False
    __tablename__ = "file_piece"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "revision_id"], ["file_reading.service_id", "file_reading.id"]),
        UniqueConstraint("service_id", "revision_id", "number"),
        {"info": MADE_FROM_OTHERS},
    )

    revision_id: Mapped[UUID]
    number: Mapped[int]
    text: Mapped[str]
    words: Mapped[str]


# The full-text table of SQLite. It stands apart from the others, because it is no ordinary table: the migrations make
# it, and it has companions that SQLite makes by itself. Its own name is what MATCH is asked of. `keys` holds the
# service's and the record's token, so that both can stand inside the match.
fts = Table(
    FTS,
    MetaData(),
    Column("rowid", Integer, primary_key=True),
    Column("service_id", Uuid),
    Column("record_id", Uuid),
    Column("keys", Text),
    Column("title", Text),
    Column("body", Text),
    Column("files", Text),
    Column(FTS, Text, key="match"),
)
watch(FTS)


def is_full_text(table: str) -> bool:
    """Whether a table is SQLite's full-text table or one of its companions."""
    return table == FTS or table.startswith(f"{FTS}_")


def service_token(service_id: UUID) -> str:
    """The word that stands for a service inside a match."""
    return f"s{service_id.hex}"


def record_token(record_id: UUID) -> str:
    """The word that stands for a record inside a match."""
    return f"r{record_id.hex}"


@event.listens_for(RecordWords.__table__, "before_create")
def _make_extension(_table: Any, connection: Any, **_rest: Any) -> None:
    # An index over a service and its words needs it; a site's own database gets it from the migrations.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS btree_gin")
