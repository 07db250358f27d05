"""A row as a line of a backup, and back."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import CHAR, Column, DateTime, Uuid

from evidence.backup import values

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
LONDON_SUMMER = timezone(timedelta(hours=1))


def there_and_back(row: dict[str, Any], *json_columns: str) -> dict[str, Any]:
    return values.from_line(values.as_line(row, frozenset(json_columns)))


def test_every_kind_of_value_comes_back():
    row = {
        "id": ID,
        "text": "Łukasz said “yes”\nand smiled 🌻",
        "count": 3,
        "is_open": True,
        "share": 12.5,
        "price": Decimal("3.10"),
        "day": date(2026, 3, 1),
        "moment": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        "salt": b"\x00\xff",
        "nothing": None,
        "details": {"uuid": "not one", "list": [1, None]},
        "no_details": None,
    }
    assert there_and_back(row, "details", "no_details") == {**row, "share": Decimal("12.5")}


def test_a_moment_is_told_in_utc():
    line = values.as_line({"at": datetime(2026, 7, 1, 10, 0, tzinfo=LONDON_SUMMER)}, frozenset())
    assert json.loads(line) == {"at": {"moment": "2026-07-01T09:00:00+00:00"}}


def test_a_row_is_one_line():
    assert "\n" not in values.as_line({"text": "one\ntwo\u2028three"}, frozenset())


@given(some.dictionaries(some.text(max_size=5), some.none() | some.booleans() | some.integers() | some.text()))
def test_plain_values_always_come_back(row: dict[str, Any]):
    assert there_and_back(row) == row


@given(some.dictionaries(some.sampled_from(["uuid", "day", "json", "x"]), some.text() | some.integers()))
def test_json_that_looks_like_one_of_ours_comes_back(value: dict[str, Any]):
    assert there_and_back({"details": value}, "details") == {"details": value}


def test_a_value_without_a_place_is_an_error():
    with pytest.raises(TypeError, match="set has no place"):
        values.as_line({"odd": {1, 2}}, frozenset())


@pytest.mark.parametrize("line", ["[]", "3", "{", '{"a": {"day": "tomorrow"}}'])
def test_a_line_that_is_not_ours_is_refused(line: str):
    with pytest.raises(ValueError, match=r"object|Expecting|isoformat"):
        values.from_line(line)


def test_values_fit_the_database_they_come_to():
    moment = datetime(2026, 7, 1, 10, 0, tzinfo=LONDON_SUMMER)
    char, uuid, at = Column("a", CHAR(32)), Column("b", Uuid()), Column("c", DateTime(timezone=True))
    assert values.fit(ID, char, dialect="sqlite") == ID.hex
    assert values.fit(ID, uuid, dialect="postgresql") == ID
    assert values.fit(moment, at, dialect="sqlite") == datetime(2026, 7, 1, 9, 0)
    assert values.fit(moment, at, dialect="postgresql") == moment
