"""Changes as a CSV file."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from evidence.changes.csv_file import HEADINGS, safe, write
from evidence.changes.store import Change
from evidence.changes.telling import Told


def change(**rest: object) -> Change:
    said = {
        "number": 7,
        "at": datetime(2026, 6, 1, 9, 30, tzinfo=UTC),
        "happened_on": date(2026, 5, 30),
        "who": "Ann Marsh",
        "what": "changed evidence",
        "subject": "EV-7KX3M",
        "reference": "EV-7KX3M",
        "title": "Falls audit",
        "told": (Told("Title", "Falls audit", "Falls"),),
    }
    return Change(**{**said, **rest})  # type: ignore[arg-type]


def rows(*changes: Change) -> list[list[str]]:
    with write(changes) as file:
        return list(csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline="")))


def test_each_change_is_a_line_below_the_headings():
    assert rows(change()) == [
        list(HEADINGS),
        [
            "7",
            "2026-06-01T10:30:00+01:00",
            "2026-05-30",
            "Ann Marsh",
            "changed evidence",
            "EV-7KX3M",
            "Falls audit",
            "Title: Falls → Falls audit",
        ],
    ]


def test_no_changes_leave_the_headings():
    assert rows() == [list(HEADINGS)]


def test_thousands_come_out_as_they_went_in():
    assert len(rows(*(change(number=number, title="x" * 1000) for number in range(4000)))) == 4001


def test_odd_texts_stay_whole():
    found = rows(change(title='A "quoted"\nline; łąka, ś', happened_on=None))
    assert found[1][2] == ""
    assert found[1][6] == 'A "quoted"\nline; łąka, ś'


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@x", "\tx", "\rx"])
def test_text_is_no_formula(text: str):
    assert safe(text) == f"'{text}"
    assert rows(change(title=text))[1][6] == f"'{text}"


@pytest.mark.parametrize("text", ["", "x=1", "Falls - May"])
def test_usual_text_stays_as_it_is(text: str):
    assert safe(text) == text
