"""The demonstration's words: plain British English, nobody's full name, nothing left to fill in."""

import re
from datetime import date

import pytest

from evidence.accounts.emails import is_email
from evidence.demo.content import Content
from evidence.records.forms import SHOWS_LENGTH
from evidence.web.fields import TITLE_LENGTH
from tests.unit.demo.words_said import all_texts, link_texts

DAYS = (date(2026, 1, 2), date(2026, 7, 31), date(2028, 2, 29))
PLACEHOLDERS = re.compile(
    r"lorem|ipsum|\bto ?do\b:|\btbc\b|\btbd\b|\bxxx|\?\?|\.\.\.|\[[a-z ]+\]|[{}<>]", re.IGNORECASE
)
AMERICAN = re.compile(
    r"\b(?:colou?r(?<=color)|center|behavior|favorite|organiz\w+|recogniz\w+|realiz\w+|apologiz\w+|program(?!me)\b"
    r"|practicing|licens(?:e|ed) to|gray|mom|diaper\w*|senior living|gotten|canceled|traveled)\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(?:utili[sz]e\w*|leverag\w+|stakeholder\w*|going forward|holistic\w*|robust\w*|service users?|person-centred"
    r"|facilitat\w+|multi-?disciplinary|MDT|MAR|MUST|KPI\w*|CAPA|RAG|escalat\w+|mobilis\w+|non-compliant)\b"
)
ROOM = re.compile(r"\b(?:room|flat|bed|number)\s+\d+\b|\b\d{3}\s?\d{3}\s?\d{4}\b", re.IGNORECASE)
STRAIGHT = re.compile(r"['\"]| - |  ")


@pytest.fixture(scope="module")
def texts(content: Content) -> list[tuple[str, str]]:
    return list(all_texts(content, DAYS[0]))


def told(texts: list[tuple[str, str]], pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Where a pattern is found, and what it found."""
    return [(where, found[0]) for where, text in texts if (found := pattern.search(text))]


@pytest.mark.parametrize("pattern", [PLACEHOLDERS, AMERICAN, JARGON, ROOM, STRAIGHT])
def test_no_text_says_what_it_should_not(texts: list[tuple[str, str]], pattern: re.Pattern[str]):
    assert told(texts, pattern) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (PLACEHOLDERS, "Lorem ipsum"),
        (PLACEHOLDERS, "Falls in {month}"),
        (PLACEHOLDERS, "[name here]"),
        (AMERICAN, "Her favorite color"),
        (JARGON, "A holistic approach"),
        (JARGON, "The MAR audit"),
        (ROOM, "She lives in room 12"),
        (STRAIGHT, "Mrs A's soup"),
        (STRAIGHT, "Soup - and bread"),
    ],
)
def test_what_a_text_should_not_say_is_told(pattern: re.Pattern[str], text: str):
    assert told([("here", text)], pattern)


def test_nobody_is_named_in_full(content: Content, texts: list[tuple[str, str]]):
    names = [person.name for person in content.people]
    surnames = [name.split()[-1] for name in names]
    named = [(where, name) for where, text in texts for name in (*names, *surnames) if re.search(rf"\b{name}\b", text)]
    assert named == []


def test_people_who_live_there_are_initials(texts: list[tuple[str, str]]):
    titled = re.compile(r"\b(?:Mr|Mrs|Miss|Ms)\b\.?\s+(?![A-Z](?:\.|’|\b))")
    assert told(texts, titled) == []
    assert titled.search("Mrs Baker came")


@pytest.mark.parametrize("day", DAYS)
def test_dates_are_filled_in_on_any_day(content: Content, day: date):
    assert all("{" not in text for _, text in all_texts(content, day))


def test_texts_fit_their_fields(content: Content):
    for service in content.services:
        titles = [each.title for part in (service.items, service.stories, service.actions) for each in part]
        assert [title for title in titles if len(title) > TITLE_LENGTH - 10] == []
        records = (*service.items, *service.stories)
        assert all(len(text) <= SHOWS_LENGTH for record in records for text in link_texts(record.links))
        assert all(link.shows for record in records for link in record.links)
        assert all(text.strip() and text == text.strip() for record in records for text in (record.text, record.title))


def test_addresses_can_belong_to_nobody(content: Content):
    emails = [person.email for person in content.people]
    assert len(set(emails)) == len(emails)
    assert all(is_email(email) and email.endswith(".example") for email in emails)


def test_location_ids_are_plainly_made_up(content: Content):
    assert all(service.cqc_location_id.startswith("1-000000") for service in content.services)
    assert "demonstration" in content.provider
