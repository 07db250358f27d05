"""Dataclasses as plain JSON and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.accounts.audit import canonical
from evidence.assessments.plain_values import from_plain, to_plain
from kloe.framework import Framework
from kloe.judgement import Rating
from kloe.loader import framework_ids, load_framework


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Inner:
    colour: Colour
    day: date | None


@dataclass(frozen=True)
class Outer:
    name: str
    number: int
    is_so: bool
    at: datetime
    rating: Rating | None
    inner: tuple[Inner, ...]
    by_key: Mapping[str, tuple[Inner, ...]]


inner = st.builds(Inner, st.sampled_from(Colour), st.none() | st.dates())
outer = st.builds(
    Outer,
    st.text(),
    st.integers(),
    st.booleans(),
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.sampled_from(Rating),
    st.lists(inner).map(tuple),
    st.dictionaries(st.text(), st.lists(inner).map(tuple)),
)


@given(outer)
def test_value_comes_back_from_canonical_json(value: Outer):
    assert from_plain(Outer, json.loads(canonical(to_plain(value)))) == value


@pytest.mark.parametrize("framework_id", framework_ids())
def test_framework_comes_back_from_canonical_json(framework_id: str):
    framework = load_framework(framework_id)
    assert from_plain(Framework, json.loads(canonical(to_plain(framework)))) == framework


def test_value_without_a_plain_form_is_refused():
    with pytest.raises(TypeError, match="set has no plain form"):
        to_plain({"a": {1}})


@pytest.mark.parametrize(
    ("plain", "error"),
    [
        ({"colour": "blue", "day": None}, ValueError),
        ({"colour": "red"}, KeyError),
        ({"colour": "red", "day": "x"}, ValueError),
    ],
)
def test_plain_value_that_does_not_fit_is_refused(plain: dict[str, object], error: type[Exception]):
    with pytest.raises(error):
        from_plain(Inner, plain)


def test_text_where_a_number_is_wanted_is_refused():
    value = Outer("a", 1, True, datetime(2026, 1, 1, tzinfo=UTC), None, (), {})
    plain = {**to_plain(value), "number": "1"}
    with pytest.raises(TypeError, match="'1' is no int"):
        from_plain(Outer, plain)
