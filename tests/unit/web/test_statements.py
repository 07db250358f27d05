"""What stands beside a statement: for whom it holds, and whose wording it is."""

import pytest

from evidence.web.statements import CONDITION_WORDS, where_it_holds, whose_wording
from kloe.framework import SERVICE_TAGS
from kloe.loader import load_framework, read_framework
from kloe.wording import with_official_wording
from tests.integration.accounts.own_framework import text_of_version


def test_every_condition_has_its_words():
    assert CONDITION_WORDS.keys() == SERVICE_TAGS


@pytest.mark.parametrize(
    ("applies", "words"),
    [
        ((), ""),
        (("residential", "community"), ""),
        (("community",), "Only for care in people’s own homes and in the community."),
        (("medicines",), "Only where the service handles medicines."),
        (
            ("food", "residential"),
            "Only for a place where people live, such as a care home and where the service provides food and drink, "
            "or helps people with them.",
        ),
        (("residential", "community", "visitors"), "Only where people receive visitors."),
    ],
)
def test_where_a_statement_holds_is_said_in_words(applies: tuple[str, ...], words: str):
    assert where_it_holds(applies) == words


def test_whose_wording_is_said():
    ours = load_framework("asc-2017-11")
    assert whose_wording(ours) == "All wording is ours."
    official = whose_wording(with_official_wording(ours, {"S1.good.1": "Theirs."}))
    assert official.startswith("“Official wording” marks the words of the publisher (Care Quality Commission)")
    assert official.endswith("All other wording is ours.")
    assert "not ours" in whose_wording(read_framework(text_of_version()))
