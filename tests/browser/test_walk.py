"""The whole main job, as a new registered manager does it on the real site, and the pack they get out of it.

It is walked once, from set-up to a signed-off round and its PDF; the tests compare the PDF with what was entered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from evidence.web.formatters import long_date, short_date
from kloe.judgement import Rating
from tests.browser import walking
from tests.browser.entered import FRAMEWORK, HARMED, RATING_NAMES, Entered, LineSaid
from tests.browser.fitness import problems_at, problems_of
from tests.browser.running_site import RunningSite
from tests.browser.windows import DESK, window
from tests.pages import tidy

LATER = "This was written after the sign-off."
STANDING_SENTENCE = "A self-assessment, not CQC’s view, no prediction; CQC may ask to see it."


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of the walk.

    set_up_problems: what was found wrong with the pages of set-up, which can only be seen once. overall: the rating and
    its reason as the page showed them before the sign-off.
    """

    entered: Entered
    set_up_problems: list[str]
    evidence: str
    story: str
    action: str
    overall: tuple[str, str]
    risk_answered: str
    pdf: bytes
    pdf_after_change: bytes


@pytest.fixture(scope="module")
def walked(chromium: Browser, fresh_site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """The walk. What is wrong on its way fails here, at the step that it concerns."""
    entered = Entered.on(date.today())
    with window(chromium, fresh_site.address) as page:
        yield walk(page, entered, tmp_path_factory.mktemp("files"))


def walk(page: Page, entered: Entered, folder: Path) -> Walked:
    set_up_problems = problems_at_set_up(page)
    walking.set_up(page, entered.place)
    evidence = walking.add_evidence(page, entered.evidence, folder / entered.evidence.file_name)
    story = walking.add_story(page, entered.story)
    action = walking.add_action(page, entered.action)
    titles = {evidence: entered.evidence.title, story: entered.story.title, action: entered.action.title}
    walking.look_at_line(page, entered.story.line, titles)
    walking.start_round(page)
    for said in entered.lines:
        walking.answer_and_judge(page, said)
        ask_about_risk_only_after_harm(page, said)
    walking.judge_key_questions(page, entered.key_questions)
    overall = walking.deny_limits(page)
    risk_answered = walking.answer_about_risk(page, HARMED)
    walking.sign_off(page)
    pdf = walking.download_pdf(page)
    walking.change_story(page, entered.story.title, LATER)
    after_change = walking.download_pdf(page)
    frozen_page_keeps_its_words(page, entered)
    return Walked(entered, set_up_problems, evidence, story, action, overall, risk_answered, pdf, after_change)


def problems_at_set_up(page: Page) -> list[str]:
    told = problems_at(page, ["/set-up"])
    walking.press(page, "Finish set-up")
    expect(page.get_by_role("alert")).to_be_visible()
    told += problems_of(page)
    page.set_viewport_size(DESK)
    return told


def ask_about_risk_only_after_harm(page: Page, said: LineSaid) -> None:
    question = page.get_by_role("region", name=walking.AT_RISK)
    if said.harm:
        expect(question).to_contain_text(said.harm)
        expect(question.get_by_role("link", name="Add an action")).to_be_visible()
    else:
        expect(question).to_have_count(0)


def frozen_page_keeps_its_words(page: Page, entered: Entered) -> None:
    """The pack as a page still says what was signed off; it is open after a download from the list of packs."""
    page.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("main")).to_contain_text(entered.story.difference)
    expect(page.get_by_role("main")).to_contain_text(entered.story.names[0])
    expect(page.get_by_role("main")).not_to_contain_text(LATER)


@pytest.fixture(scope="module")
def reader(walked: Walked) -> PdfReader:
    """The PDF that was downloaded, opened."""
    return PdfReader(BytesIO(walked.pdf))


@pytest.fixture(scope="module")
def texts(reader: PdfReader) -> list[str]:
    """The words of each page of the PDF."""
    return [page.extract_text() for page in reader.pages]


@pytest.fixture(scope="module")
def sections(texts: list[str], walked: Walked) -> dict[str, str]:
    """What the PDF says under each heading, by its words: key questions and lines, without the running lines."""
    headings = [each.title for each in FRAMEWORK.key_questions] + [
        f"{line.code} {line.title}" for line in FRAMEWORK.lines
    ]
    running = re.compile(rf"^(Self-assessment .*|{walked.entered.place.service}, SA-.* Page \d+ of \d+)$", re.MULTILINE)
    body = "\n".join(running.sub("", text) for text in texts[2:-1])
    parts = re.split(rf"^({'|'.join(map(re.escape, headings))})$", body, flags=re.MULTILINE)
    return {heading: tidy(words) for heading, words in zip(parts[1::2], parts[2::2], strict=True)}


def without_signature(words: str, walked: Walked) -> str:
    """A part of the PDF without who judged it and when, which must stand in it once."""
    signature = rf"Judged by {walked.entered.place.person}, \d+ \w+ \d{{4}}, \d\d:\d\d "
    left, found = re.subn(signature, "", words)
    assert found == 1
    return left


def section_of(sections: dict[str, str], code: str) -> str:
    """What the PDF says of a line."""
    return sections[f"{code} {FRAMEWORK.line(code).title}"]


def test_set_up_is_fit_for_everybody(walked: Walked):
    assert walked.set_up_problems == []


def test_cover_says_whose_it_is_and_what_it_is_not(texts: list[str], walked: Walked):
    place, cover = walked.entered.place, tidy(texts[0])
    for words in (place.provider, place.service, place.location_id, place.registered_manager, STANDING_SENTENCE):
        assert words in cover
    assert f"by {place.person}" in cover
    assert "Signed off" in cover


def test_pdf_has_title_language_and_author(reader: PdfReader, walked: Walked):
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Self-assessment")
    assert reader.metadata.author == walked.entered.place.provider
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


def test_every_page_after_the_cover_has_its_number(texts: list[str]):
    assert [f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1)] == [
        False,
        *([True] * (len(texts) - 1)),
    ]


def test_outline_leads_to_every_key_question_and_line(reader: PdfReader, texts: list[str]):
    told = {}
    for entry in [each for part in reader.outline for each in (part if isinstance(part, list) else [part])]:
        told[entry.title] = texts[reader.get_destination_page_number(entry)]
    for words in [each.title for each in FRAMEWORK.key_questions] + [
        f"{each.code} {each.title}" for each in FRAMEWORK.lines
    ]:
        assert re.search(rf"^{re.escape(words)}$", told[words], re.MULTILINE), f"{words} is not where the outline leads"


def test_every_line_is_judged_as_it_was_judged(sections: dict[str, str], walked: Walked):
    told = {said.line.code: section_of(sections, said.line.code) for said in walked.entered.lines}
    assert len(told) == 24
    for said in walked.entered.lines:
        judged, described = RATING_NAMES[said.judged], RATING_NAMES[said.described]
        words = without_signature(told[said.line.code].removeprefix(said.line.question).lstrip(), walked)
        assert words.startswith(f"{judged} {said.reason}".rstrip()), said.line.code
        assert f"arithmetic) {described}." in words, said.line.code


def test_every_key_question_is_judged_with_its_reason(sections: dict[str, str], walked: Walked):
    for said in walked.entered.key_questions:
        words = without_signature(sections[said.title], walked)
        assert words.endswith(f"{RATING_NAMES[said.judged]} {said.reason}")


def test_overall_rating_is_the_one_the_page_showed_with_its_reason(texts: list[str], walked: Walked):
    rating, reason = walked.overall
    glance = tidy(texts[2])
    assert f"Likely overall rating {rating}" in glance
    assert reason in glance


def test_evidence_stands_at_each_of_its_lines(sections: dict[str, str], walked: Walked):
    evidence = walked.entered.evidence
    for code, shows in evidence.lines.items():
        words = section_of(sections, code)
        assert f"{walked.evidence} {evidence.title} {short_date(evidence.happened_on)} {evidence.source}" in words
        assert f"{shows} 1 file kept.".strip() in words
    holding = [line.code for line in FRAMEWORK.lines if walked.evidence in section_of(sections, line.code)]
    assert holding == list(evidence.lines)


def test_story_keeps_its_names_readable(sections: dict[str, str], walked: Walked):
    story = walked.entered.story
    words = section_of(sections, story.line)
    assert f"{walked.story} {story.title}, {long_date(story.happened_on)}" in words
    for name in story.names:
        assert name in words
    for said in (story.shown, story.difference, story.who_says):
        assert said in words


def test_open_action_says_plan_owner_and_due_date(sections: dict[str, str], walked: Walked):
    action = walked.entered.action
    told = f"{walked.action} {action.title} {action.plan} {walked.entered.place.person} {short_date(action.due_on)}"
    assert told in section_of(sections, action.line)


def test_index_finds_every_record(texts: list[str], walked: Walked):
    for reference, title in (
        (walked.evidence, walked.entered.evidence.title),
        (walked.story, walked.entered.story.title),
        (walked.action, walked.entered.action.title),
    ):
        pages = [str(number) for number, text in enumerate(texts[:-1], 1) if reference in text]
        assert f"{reference} {title} {', '.join(pages)}" in tidy(texts[-1])


def test_harm_is_told_where_it_was_reported(sections: dict[str, str]):
    telling = []
    for line in FRAMEWORK.lines:
        said = [words for each in line.at(Rating.INADEQUATE) for words in (each.key, each.text)]
        if any(words in section_of(sections, line.code) for words in said):
            telling.append(line.code)
    assert telling == [HARMED]


def test_answer_about_risk_stands_at_its_line(sections: dict[str, str], walked: Walked):
    assert walked.risk_answered in section_of(sections, HARMED)


def test_later_change_of_the_story_leaves_what_was_signed_off(walked: Walked):
    assert walked.pdf_after_change == walked.pdf
