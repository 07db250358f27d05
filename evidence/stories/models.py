"""What a good-news story holds besides being a record. Its text is what happened."""

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from evidence.database import Base, ServiceOwned


class Story(ServiceOwned, Base):
    """A good-news story: what difference it made to the person, and who says so, in their own words."""

    __tablename__ = "story"
    __table_args__ = (ForeignKeyConstraint(["service_id", "id"], ["record.service_id", "record.id"]),)

    difference: Mapped[str]
    who_says: Mapped[str]
    source: Mapped[str]
