"""Titles in the order in which people look for them."""

import pytest

from evidence.records.title_order import LONGEST, title_key


def test_case_accents_and_signs_make_no_difference():
    titles = ["zebra crossing", "Éclairs", "“Audit” of beds", "audit 10", "Audit 2", "eclipse"]
    assert sorted(titles, key=title_key) == [
        "Audit 2",
        "audit 10",
        "“Audit” of beds",
        "Éclairs",
        "eclipse",
        "zebra crossing",
    ]


@pytest.mark.parametrize("title", ["", "…", "x" * 500, "1" * 500])
def test_any_title_has_a_key_that_an_index_takes(title: str):
    assert len(title_key(title)) <= LONGEST
