"""The steps of a new manager's first walk through the site, by what a person sees: labels, buttons and links."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from reportlab.pdfgen.canvas import Canvas

from tests.browser.entered import (
    FRAMEWORK,
    NO,
    PASSWORD,
    RATING_NAMES,
    Action,
    Evidence,
    KeyQuestionSaid,
    LineSaid,
    Place,
    Story,
)

MORE = "More, if you have it"
AT_RISK = "Is anyone at risk now?"
# Clicks the label of an answer in the group of each statement; fails where a group or a label is missing.
_ANSWER = """(main, answers) => {
    const words = (element) => element.innerText.trim();
    const groups = [...main.querySelectorAll("fieldset")].filter((each) => each.querySelector("legend"));
    for (const [statement, answer] of answers) {
        const group = groups.find((each) => words(each.querySelector("legend")).includes(statement));
        [...group.querySelectorAll("label")].find((each) => words(each) === answer).click();
    }
}"""


def press(page: Page, name: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=name, exact=True).click()


def follow(within: Page | Locator, name: str) -> None:
    """Follow the first link with these words."""
    within.get_by_role("link", name=name, exact=True).first.click()


def menu(page: Page) -> Locator:
    """The main navigation."""
    return page.get_by_role("navigation", name="Main")


def set_up(page: Page, place: Place) -> None:
    """Open a fresh site, which asks for everything at once, and finish set-up."""
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up the tracker")
    for label, text in (
        ("Name of the provider", place.provider),
        ("Name of the service", place.service),
        ("CQC location ID", place.location_id),
        ("Registered manager", place.registered_manager),
        ("Your name", place.person),
        ("Your e-mail address", place.email),
        ("Password", PASSWORD),
        ("Password again", PASSWORD),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(place.service_type).check()
    press(page, "Finish set-up")
    expect(page.get_by_text("Everything is set up.")).to_be_visible()


def unfold(page: Page, name: str) -> None:
    """Open a folded part of a form by the words of its heading, unless it is open."""
    part = page.locator("details").filter(has=page.locator("summary", has_text=name)).first
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()


def tick_lines(page: Page, codes: Mapping[str, str]) -> None:
    """Tick lines on the form of a record. codes: what it shows, by line code; empty where nothing is said."""
    page.locator(".line-picker > summary").click()
    for code, shows in codes.items():
        line = FRAMEWORK.line(code)
        box = page.get_by_role("checkbox", name=f"{code} {line.title}")
        if not box.is_visible():
            page.get_by_role("group").locator("summary", has_text=_title_of(line.key_question)).click()
        box.check()
        if shows:
            page.get_by_label(f"What does it show for {code}?").fill(shows)


def add_evidence(page: Page, evidence: Evidence, file: Path) -> str:
    """Add a piece of evidence with a real PDF. Gives its reference."""
    draw_a_file(file)
    follow(menu(page), "Evidence")
    follow(page.get_by_role("main"), "Add evidence")
    page.get_by_label("Title").fill(evidence.title)
    page.get_by_label("When did it happen?").fill(evidence.happened_on.isoformat())
    page.get_by_label("Where does it come from?").select_option(label=evidence.source)
    unfold(page, MORE)
    page.get_by_label("What kind of evidence is it?").select_option(label=evidence.kind)
    page.get_by_label("What does it say?").fill(evidence.text)
    page.locator("#files").set_input_files(file)
    tick_lines(page, evidence.lines)
    reference = _save(page, evidence.title)
    with page.expect_download() as download:
        follow(page.get_by_role("main"), evidence.file_name)
    assert download.value.path().read_bytes() == file.read_bytes()
    return reference


def draw_a_file(file: Path) -> None:
    """Make the PDF that a manager attaches."""
    canvas = Canvas(str(file))
    canvas.drawString(72, 720, "Nine of ten people feel safe here.")
    canvas.save()


def add_story(page: Page, story: Story) -> str:
    """Add a good-news story. Gives its reference."""
    follow(menu(page), "Good news")
    follow(page.get_by_role("main"), "Add good news")
    page.get_by_label("Title").fill(story.title)
    page.get_by_label("What happened?").fill(story.text)
    page.get_by_label("What difference did it make to the person?").fill(story.difference)
    page.get_by_label("When did it happen?").fill(story.happened_on.isoformat())
    unfold(page, MORE)
    page.get_by_label("Who says so?").fill(story.who_says)
    tick_lines(page, {story.line: ""})
    return _save(page, story.title)


def add_action(page: Page, action: Action) -> str:
    """Add an action. Gives its reference."""
    follow(menu(page), "Actions")
    follow(page.get_by_role("main"), "Add an action")
    page.get_by_label("Title").fill(action.title)
    page.get_by_label("What is wrong, or could be better?").fill(action.issue)
    page.get_by_label("What will be done?").fill(action.plan)
    page.get_by_label("How will you know it has worked?").fill(action.measure)
    page.get_by_label("Due by").fill(action.due_on.isoformat())
    tick_lines(page, {action.line: ""})
    return _save(page, action.title)


def _save(page: Page, title: str) -> str:
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    told = page.get_by_role("status").get_by_text("Saved as").inner_text()
    return told.removeprefix("Saved as ").rstrip(".")


def look_at_line(page: Page, code: str, records: Mapping[str, str]) -> None:
    """Open a line's page and find the records there. records: title by reference."""
    follow(menu(page), "Lines")
    follow(page.get_by_role("main"), f"{code} {FRAMEWORK.line(code).title}")
    for reference, title in records.items():
        entry = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title)).filter(has_text=reference)
        expect(entry.first).to_be_visible()


def start_round(page: Page) -> None:
    """Start a self-assessment, and go to its first line."""
    follow(menu(page), "Self-assessment")
    follow(page.get_by_role("main"), "Start a round")
    press(page, "Start")
    follow(page.get_by_role("main"), f"Start with {FRAMEWORK.lines[0].code}")


def answer_and_judge(page: Page, said: LineSaid) -> None:
    """Answer every statement of the line whose page is open, judge it, and go on to the next."""
    expect(page.get_by_role("heading", level=1)).to_have_text(said.line.title)
    # One call for a whole line: asking the browser for each of 446 groups by its name would take minutes.
    page.get_by_role("main").evaluate(_ANSWER, [list(each) for each in said.answers()])
    judgement = page.get_by_role("group", name="How do you judge this line?")
    judgement.get_by_label(RATING_NAMES[said.judged], exact=True).check()
    press(page, "Save and go to the next line")
    if said.reason:
        expect(page.get_by_role("alert")).to_contain_text(f"Enter why you judge it {said.judged.words}")
        page.get_by_label("Why?").fill(said.reason)
        press(page, "Save and go to the next line")
    expect(page.get_by_role("status")).to_have_text(f"{said.line.code} is saved.")


def judge_key_questions(page: Page, said: list[KeyQuestionSaid]) -> None:
    """Judge all key questions, each from the overview."""
    for each in said:
        follow(page.get_by_role("main"), f"Judge {each.title.lower()}")
        expect(page.get_by_role("heading", level=1)).to_have_text(each.title)
        page.get_by_role("radio", name=RATING_NAMES[each.judged], exact=True).check()
        page.get_by_label("Why?").fill(each.reason)
        press(page, "Save and go to the overview")


def deny_limits(page: Page) -> tuple[str, str]:
    """Say of each limiter, and of a breach, that it does not hold. Gives the overall rating shown, and its reason."""
    follow(page.get_by_role("main"), "Limits and the overall rating")
    for question in page.get_by_role("main").get_by_role("group").all():
        question.get_by_label(NO, exact=True).check()
    press(page, "Save")
    likely = page.get_by_role("region", name="What it likely comes to")
    reason = likely.get_by_role("listitem").first.inner_text().splitlines()[0]
    rating = likely.get_by_text("likely, by the published principles").locator("xpath=..").inner_text()
    press(page, "Save and go to the overview")
    return rating.split("likely")[0].strip(), reason


def answer_about_risk(page: Page, code: str) -> str:
    """Say, from the overview, that nobody is at risk now at a line where harm was reported. Gives what was written."""
    follow(page.get_by_role("main"), f"Answer for {code}: is anyone at risk now?")
    done = "Both people are safe; their family and the council were told the same day."
    page.get_by_label("No, nobody is", exact=True).check()
    page.get_by_label("What have you done, or how do you know?").fill(done)
    press(page, "Save the answer")
    return done


def sign_off(page: Page) -> None:
    """Sign the round off, from its overview."""
    follow(page.get_by_role("main"), "Sign off")
    press(page, "Sign off and freeze it")
    expect(page.get_by_text(re.compile("Signed off by|signed off this round")).first).to_be_visible()


def download_pdf(page: Page) -> bytes:
    """Download the PDF of the one self-assessment there is."""
    follow(menu(page), "Packs")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    return download.value.path().read_bytes()


def change_story(page: Page, title: str, text: str) -> None:
    """Change what a story says happened."""
    follow(menu(page), "Good news")
    follow(page.get_by_role("main"), title)
    follow(page.get_by_role("main"), "Edit")
    page.get_by_label("What happened?").fill(text)
    press(page, "Save")
    expect(page.get_by_text(text)).to_be_visible()


def _title_of(key_question: str) -> str:
    return FRAMEWORK.key_question(key_question).title
