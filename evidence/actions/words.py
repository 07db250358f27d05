"""The fixed words of actions, with what people see for them."""

from enum import StrEnum


class Priority(StrEnum):
    """How much an action matters, whatever the day it is due by."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


PRIORITY_WORDS: dict[Priority, str] = {Priority.HIGH: "High", Priority.MEDIUM: "Medium", Priority.LOW: "Low"}
