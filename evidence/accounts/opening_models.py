"""The table of who opened what: confidential records, files, and lists that were taken out of the tracker."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, ServiceOwned


class Opening(ServiceOwned, Base):
    """One time that somebody opened something that not everybody may see, or took a file out.

    subject: the reference of the record, or a word for a list. what: a word of `openings.What`. name: the file's name.
    Kept for as long as the settings say, then forgotten: it is no part of the audit trail.
    """

    audited = False
    __tablename__ = "opening"
    __table_args__ = (
        Index("ix_opening_subject", "service_id", "subject", "at"),
        Index("ix_opening_person", "service_id", "account_id", "at"),
        Index("ix_opening_at", "at"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    subject: Mapped[str]
    what: Mapped[str]
    name: Mapped[str]
