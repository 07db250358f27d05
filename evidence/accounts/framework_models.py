"""Frameworks a provider brings itself, and official wording laid over the frameworks we ship."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base


class ImportedFramework(Base):
    """One content version of a framework a provider imported. Never changed; a newer version is a further row."""

    __tablename__ = "imported_framework"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    framework_id: Mapped[str] = mapped_column(primary_key=True)
    content_version: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class OfficialWording(Base):
    """Official wording of one statement of a framework we ship, which a provider may show in place of ours."""

    __tablename__ = "official_wording"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    framework_id: Mapped[str] = mapped_column(primary_key=True)
    statement_key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    laid_at: Mapped[datetime]
    laid_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
