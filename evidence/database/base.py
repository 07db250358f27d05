"""The declarative base, the keys, and the mark of a table that belongs to a service."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import uuid6
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from evidence.database.types import AwareDateTime

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base. Strings are TEXT and moments are aware on both databases."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text(), datetime: AwareDateTime(), UUID: Uuid()}


db = SQLAlchemy(metadata=Base.metadata)


def new_id() -> UUID:
    """A new UUIDv7: made by the application, in order of time, so that keys index well."""
    return UUID(int=uuid6.uuid7().int)


class ServiceOwned:
    """A row of one service: the key is (service_id, id), and every SELECT on its table must name the service.

    The pair is what foreign keys inside a service point at, so the database itself refuses a link across services.
    `audited`: a change of such a row can't be committed without an audit entry in the same transaction.
    """

    audited: ClassVar[bool] = True

    @declared_attr
    def service_id(cls) -> Mapped[UUID]:
        """The service the row belongs to."""
        return mapped_column(ForeignKey("service.id"), primary_key=True, sort_order=-2)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-1)
