"""Tables of records: the record, its immutable versions, its links to lines, its files and their revisions.

Every row belongs to one service; keys inside a service are composite, so that the database refuses a link from one
service's row to another's. Nothing is deleted by a cascade.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from evidence.database import Base, ServiceOwned, db
from evidence.records.title_order import title_key

# Compared byte by byte on both databases, whatever language the server of one of them speaks.
BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")


class Record(ServiceOwned, Base):
    """Anything attached to lines: an evidence item, a story, an action. Its own fields lie in its kind's table.

    `version` counts its versions; a save that names an older one is refused as stale. What staff send in is accepted
    by a manager: it has then been checked by a second person. `title_key` is what lists are put in order by.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("service_id", "reference"),
        ForeignKeyConstraint(["service_id", "owner_id"], ["membership.service_id", "membership.account_id"]),
        CheckConstraint("kind IN ('item', 'story', 'action', 'feedback')", name="kind"),
        CheckConstraint("state IN ('waiting', 'accepted', 'open', 'done', 'archived')", name="state"),
        Index("ix_record_list", "service_id", "kind", "state", "happened_on", "id"),
        Index("ix_record_owner", "service_id", "owner_id", "state"),
        Index("ix_record_title", "service_id", "kind", "title_key", "id"),
        Index("ix_record_created", "service_id", "kind", "created_at", "id"),
        Index("ix_record_updated", "service_id", "kind", "updated_at", "id"),
    )

    reference: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    happened_on: Mapped[date | None]
    owner_id: Mapped[UUID | None]
    state: Mapped[str]
    is_confidential: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    title_key: Mapped[str] = mapped_column(BYTEWISE, default="", server_default="")

    @validates("title")
    def _keep_title_key(self, _name: str, title: str) -> str:
        self.title_key = title_key(title)
        return title


class RecordVersion(ServiceOwned, Base):
    """One immutable version of everything a person typed into a record.

    `fields` holds the record's and its kind's fields by name, and `lines` its links, as plain JSON.
    """

    __tablename__ = "record_version"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "record_id"], ["record.service_id", "record.id"]),
        UniqueConstraint("service_id", "record_id", "number"),
    )

    record_id: Mapped[UUID]
    number: Mapped[int]
    fields: Mapped[dict[str, object]] = mapped_column(db.JSON)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class RecordCheck(ServiceOwned, Base):
    """Somebody who did not write a version has looked at it: who, when, and an optional word.

    It holds for that version alone; a version saved later has not been checked by it.
    """

    __tablename__ = "record_check"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "record_id", "version"],
            ["record_version.service_id", "record_version.record_id", "record_version.number"],
        ),
        Index("ix_record_check_version", "service_id", "record_id", "version"),
    )

    record_id: Mapped[UUID]
    version: Mapped[int]
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    word: Mapped[str] = mapped_column(default="")


class RecordLine(ServiceOwned, Base):
    """A record's link to one line of one framework: how it bears on the line and what it shows.

    `via` names the line it came from through a crosswalk; such a link counts only once a person has confirmed it.
    A challenge stays unresolved until a manager says, in `resolution`, how it has been dealt with.
    """

    __tablename__ = "record_line"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "record_id"], ["record.service_id", "record.id"]),
        UniqueConstraint("service_id", "record_id", "framework_id", "code"),
        CheckConstraint("bearing IN ('supports', 'challenges', 'background')", name="bearing"),
        CheckConstraint("resolved_at IS NULL OR resolution <> ''", name="resolution"),
        Index("ix_record_line_line", "service_id", "framework_id", "code", "record_id"),
    )

    record_id: Mapped[UUID]
    framework_id: Mapped[str]
    code: Mapped[str]
    bearing: Mapped[str]
    shows: Mapped[str]
    via: Mapped[str | None]
    is_confirmed: Mapped[bool] = mapped_column(default=True)
    linked_at: Mapped[datetime]
    linked_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    resolution: Mapped[str] = mapped_column(default="")


class StoredFile(ServiceOwned, Base):
    """Bytes kept once per service, found by their SHA-256. The file itself lies in the files folder."""

    audited = False
    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("service_id", "sha256"),)

    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str]
    stored_at: Mapped[datetime]


class Attachment(ServiceOwned, Base):
    """One file of a record as people see it; its bytes come in revisions. Removed ones keep their history."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "record_id"], ["record.service_id", "record.id"]),
        UniqueConstraint("service_id", "record_id", "position"),
    )

    record_id: Mapped[UUID]
    position: Mapped[int]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class FileRevision(ServiceOwned, Base):
    """One revision of an attachment: which bytes, under which name, added when and by whom."""

    __tablename__ = "file_revision"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "attachment_id"], ["attachment.service_id", "attachment.id"]),
        ForeignKeyConstraint(["service_id", "stored_file_id"], ["stored_file.service_id", "stored_file.id"]),
        UniqueConstraint("service_id", "attachment_id", "number"),
        Index("ix_file_revision_stored_file", "service_id", "stored_file_id"),
    )

    attachment_id: Mapped[UUID]
    number: Mapped[int]
    stored_file_id: Mapped[UUID]
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class KeptFile(ServiceOwned, Base):
    """A file that arrived with a form which could not be saved yet, kept for the same form's next try.

    `form_key` is the form's `once` key. Dropped when the form is saved, or by the sweep after a day.
    """

    audited = False
    __tablename__ = "kept_file"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "stored_file_id"], ["stored_file.service_id", "stored_file.id"]),
        Index("ix_kept_file_form", "service_id", "account_id", "form_key"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    stored_file_id: Mapped[UUID]
    name: Mapped[str]
    kept_at: Mapped[datetime]
