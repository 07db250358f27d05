"""The details of an audit entry in words."""

from typing import Any
from uuid import UUID

import pytest

from evidence.changes.telling import Told, as_text, people_in, tell

ANN = UUID("018f0000-0000-7000-8000-000000000001")
NAMES = {ANN: "Ann Marsh"}


@pytest.mark.parametrize(
    ("details", "told"),
    [
        (None, []),
        ({}, []),
        ({"version": 3}, []),
        ({"before": "waiting", "after": "accepted"}, [Told("State", "accepted", "waiting")]),
        ({"before": None, "after": "open"}, [Told("State", "open", "(nothing)")]),
        (
            {"before": {"name": "Ann", "role": "staff"}, "after": {"name": "Ann", "role": "viewer"}},
            [Told("Role", "viewer", "staff")],
        ),
        ({"before": {"a": 1}, "after": {"b": 2}}, [Told("B", "2", "(nothing)"), Told("A", "(nothing)", "1")]),
        ({"owner": str(ANN)}, [Told("Who looks after it", "Ann Marsh")]),
        ({"owner": str(UUID(int=5))}, [Told("Who looks after it", "somebody whose name is gone")]),
        ({"due_on": "2026-06-30"}, [Told("Due on", "30 June 2026")]),
        ({"due_on": "2026-13-99"}, [Told("Due on", "2026-13-99")]),
        ({"confidential": True, "text": "", "files": []}, [Told("Confidential", "yes")]),
        ({"files": [{"name": "falls.csv", "sha256": "ab"}]}, [Told("Files added", "falls.csv")]),
        (
            {"lines": [{"line": "asc-2017-11/S1", "bearing": "supports", "shows": "Safe."}]},
            [Told("Lines", "S1 supports (Safe.)")],
        ),
        ({"lines": [{"line": "own/x/y/S1", "bearing": "challenges", "shows": ""}]}, [Told("Lines", "S1 challenges")]),
        ({"number": 0}, [Told("Number", "0")]),
        ({"inner": {"a_b": 1, "c": None}}, [Told("Inner", "a b: 1, c: (nothing)")]),
        ({"cqc_location_id": "1-123456789"}, [Told("CQC location ID", "1-123456789")]),
    ],
)
def test_details_are_told_field_by_field(details: dict[str, Any] | None, told: list[Told]):
    assert tell(details, NAMES) == told


def test_first_version_says_all_that_is_filled_in():
    fields = {"title": "Falls", "text": "", "confidential": False, "owner": str(ANN)}
    assert tell({"version": 1, "fields": fields}, NAMES) == [
        Told("Title", "Falls"),
        Told("Who looks after it", "Ann Marsh"),
    ]


def test_later_version_says_what_differs_from_the_one_before():
    older = {"title": "Falls", "text": "Two", "gone": 1}
    fields = {"title": "Falls", "text": "", "new": 2}
    assert tell({"version": 2, "fields": fields, "files_taken_off": ["a.csv"]}, {}, older=older) == [
        Told("Text", "(nothing)", "Two"),
        Told("Files taken off", "a.csv"),
    ]


def test_people_are_found_however_deep_they_stand():
    details = [{"owner": str(ANN), "list": [{"inner": [str(UUID(int=7))]}], "text": "no id", "long": "x" * 36}]
    assert people_in(details) == {ANN, UUID(int=7)}


def test_one_line_of_text_holds_all_of_it():
    assert as_text([Told("Title", "B", "A"), Told("Files added", "falls.csv")]) == (
        "Title: A → B; Files added: falls.csv"
    )
