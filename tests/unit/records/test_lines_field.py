"""The field for a record's lines: what it reads, what it carries over, and what it leaves to the program."""

from collections.abc import Sequence

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from evidence.records.details import LineLink
from evidence.records.forms import DECIDE, LinesField
from evidence.records.words import Bearing
from kloe.loader import load_framework

FRAMEWORK = load_framework("asc-2017-11")
S1, S2 = f"{FRAMEWORK.id}/S1", f"{FRAMEWORK.id}/S2"
ELSEWHERE = LineLink("saf-2023", "SS1", Bearing.CHALLENGES, "Shown there")
STORED = (LineLink(FRAMEWORK.id, "S1", Bearing.BACKGROUND, "Stored"), ELSEWHERE)


class LinesForm(Form):
    """A form with nothing but lines."""

    lines = LinesField(decided_by="Decide")


class FixedForm(Form):
    """A form whose links are all background."""

    lines = LinesField(fixed=Bearing.BACKGROUND)


def sent(
    form_class: type[Form], pairs: Sequence[tuple[str, str]], stored: tuple[LineLink, ...] = ()
) -> tuple[LinesField, bool]:
    """The field after a form was sent, and whether it was in order."""
    form = form_class(MultiDict(pairs), data={"lines": stored})
    form["lines"].offer(FRAMEWORK)
    return form["lines"], form.validate()


def test_ticks_are_read_with_bearing_and_words():
    field, is_good = sent(LinesForm, [("lines", S1), (f"bearing-{S1}", "challenges"), (f"shows-{S1}", " A\r\n b ")])
    assert is_good
    assert field.links() == (LineLink(FRAMEWORK.id, "S1", Bearing.CHALLENGES, "A  b"),)


@pytest.mark.parametrize("value", [DECIDE, "", "nonsense"])
def test_unsaid_bearing_is_decided_by_the_program(value: str):
    field, _ = sent(LinesForm, [("lines", S1), (f"bearing-{S1}", value)])
    assert [link.bearing for link in field.links()] == [Bearing.SUPPORTS]
    assert [link.bearing for link in field.links(Bearing.CHALLENGES)] == [Bearing.CHALLENGES]


def test_what_is_said_wins_over_the_program():
    field, _ = sent(LinesForm, [("lines", S1), (f"bearing-{S1}", "supports")])
    assert [link.bearing for link in field.links(Bearing.CHALLENGES)] == [Bearing.SUPPORTS]


def test_details_of_lines_that_are_not_ticked_are_left_alone():
    field, _ = sent(LinesForm, [("lines", S1), (f"bearing-{S2}", "challenges"), (f"shows-{S2}", "x")])
    assert [link.key for link in field.links()] == [S1]


def test_links_to_other_frameworks_are_carried_over():
    field, is_good = sent(LinesForm, [("lines", S2)], STORED)
    assert is_good
    assert set(field.links()) == {LineLink(FRAMEWORK.id, "S2"), ELSEWHERE}


def test_clearing_every_tick_leaves_only_other_frameworks():
    field, _ = sent(LinesForm, [("lines-shown", "yes")], STORED)
    assert field.links() == (ELSEWHERE,)


def test_form_without_the_field_leaves_all_links():
    field, is_good = sent(LinesForm, [("title", "x")], STORED)
    assert is_good
    assert set(field.links()) == set(STORED)


def test_line_ticked_twice_is_linked_once():
    field, _ = sent(LinesForm, [("lines", S1), ("lines", "S1"), ("lines", S1)])
    assert [link.key for link in field.links()] == [S1]


def test_fixed_bearing_outranks_whatever_is_sent():
    field, _ = sent(FixedForm, [("lines", S1), (f"bearing-{S1}", "supports")])
    assert [link.bearing for link in field.links(Bearing.CHALLENGES)] == [Bearing.BACKGROUND]


@pytest.mark.parametrize("line", ["S99", "saf-2023/SS1", "asc-2017-11/", "/S1x", "a/b/c"])
def test_line_that_is_not_offered_is_refused(line: str):
    field, is_good = sent(LinesForm, [("lines", line)])
    assert not is_good
    assert field.errors[0].startswith("There is no line ")


def test_words_about_a_line_may_be_500_characters():
    assert sent(LinesForm, [("lines", S1), (f"shows-{S1}", "x" * 500)])[1]
    assert not sent(LinesForm, [("lines", S1), (f"shows-{S1}", "x" * 501)])[1]
