"""What a good-news story holds besides being a record. Its text is what happened."""

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from evidence.database import Base, ServiceOwned
from evidence.records.search_models import Searched
from evidence.records.words import Kind


class Story(Searched, ServiceOwned, Base):
    """A good-news story: what difference it made to the person, and who says so, in their own words."""

    record_kind = Kind.STORY
    searched = ("difference", "who_says")
    __tablename__ = "story"
    __table_args__ = (ForeignKeyConstraint(["service_id", "id"], ["record.service_id", "record.id"]),)

    difference: Mapped[str]
    who_says: Mapped[str]
    source: Mapped[str]
