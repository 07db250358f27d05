"""Rounds as people fill them in: through the pages' own forms."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from evidence.assessments import judgements, store
from evidence.assessments.answers import LineWords, save_line
from evidence.assessments.content import Answered
from evidence.database import saving
from kloe.framework import Framework, Line
from kloe.judgement import Answer, Rating
from kloe.loader import load_framework
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.filled_forms import Value
from tests.pages import Page, text_of

STRENGTHS = (Rating.GOOD, Rating.OUTSTANDING)
SAVE, NEXT, OVERVIEW = "Save", "Save and go to the next line", "Save and go to the overview"


def framework() -> Framework:
    return load_framework(FRAMEWORK)


def line_of(code: str) -> Line:
    return framework().line(code)


def rounds_of(service: MadeService) -> str:
    return f"{service.path}/assessments/"


def start(client: PageCheckingClient, service: MadeService, title: str = "Autumn 2026") -> str:
    """Start a round on its page. Gives the address of its overview."""
    answer = client.submit(f"{rounds_of(service)}start", {"title": title})
    assert answer.status_code == 302, answer.text
    return answer.location


def answers(line: Line, *, outstanding: Answer = Answer.NOT_US, **others: str) -> dict[str, Value]:
    """Every statement for good true, every weakness false, and the outstanding ones as said.

    others: answers by the end of the statement's key, as in good_1="partly".
    """
    said: dict[str, Value] = {}
    for statement in line.characteristics:
        usual = {Rating.GOOD: Answer.US, Rating.OUTSTANDING: outstanding}.get(statement.rating, Answer.NOT_US)
        said[f"answer-{statement.key}"] = usual.value
    for end, value in others.items():
        rating, number = end.rsplit("_", 1)
        said[f"answer-{line.code}.{rating.replace('_', '-')}.{number}"] = value
    return said


def save(
    client: PageCheckingClient, round_path: str, code: str, fields: Mapping[str, Value], button: str = SAVE
) -> Any:
    """Fill in a line's page and press a button."""
    return client.submit(f"{round_path}lines/{code}", fields, button=button)


def judge_by_hand(client: PageCheckingClient, round_path: str) -> None:
    """Judge every line and key question good, each on its own page."""
    for line in framework().lines:
        answer = save(client, round_path, line.code, {**answers(line), "judgement": "good"}, NEXT)
        assert answer.status_code == 302, answer.page.problems_told
    for key_question in framework().key_questions:
        judge_key_question(client, round_path, key_question.code)


def judge_everything(app: Flask, person: MadePerson, round_path: str, *, left: tuple[str, ...] = ()) -> None:
    """The same at once, without the pages, apart from the lines and key questions left."""
    with app.app_context(), saving():
        round_ = store.lock_open_round(person.scope, reference_in(round_path)).row
        for line in framework().lines:
            if line.code not in left:
                said = {key.removeprefix("answer-"): Answered(Answer(value)) for key, value in answers(line).items()}
                save_line(person.scope, round_, line, LineWords(said, Rating.GOOD), version=0, records={})
        for key_question in framework().key_questions:
            if key_question.code not in left:
                judged = judgements.KeyQuestionWords(Rating.GOOD, "Most of it points there.")
                judgements.save_key_question(person.scope, round_, key_question.code, judged, version=0)


def reference_in(round_path: str) -> str:
    """The reference of a round in the address of its overview."""
    return round_path.rstrip("/").split("/")[-1]


def judge_key_question(client: PageCheckingClient, round_path: str, code: str, judgement: str = "good") -> None:
    fields = {"judgement": judgement, "reason": f"Most of what we saw on {code} points there."}
    answer = client.submit(f"{round_path}key-questions/{code}", fields, button=SAVE)
    assert answer.status_code == 302, answer.text


def sign_off(client: PageCheckingClient, round_path: str) -> Any:
    return client.submit(f"{round_path}sign-off", {})


def give_up(client: PageCheckingClient, round_path: str, reason: str = "Against the wrong framework.") -> Any:
    """Give up a round on its page."""
    return client.submit(f"{round_path}give-up", {"reason": reason})


def own_forms(page: Page) -> list[str]:
    """Where the forms of the page itself post to, without those that every page has."""
    main = next(iter(page.all("main")))
    return [form.get("action", "") for form in main.iter("form") if form.get("method") == "post"]


def checked(page: Page, name: str) -> list[str | None]:
    """The values that are chosen or ticked under a name."""
    return [
        control.get("value")
        for control in page.all("input")
        if control.get("name") == name and control.get("checked") is not None
    ]


def value_of(page: Page, name: str) -> str | None:
    """What stands in a field."""
    for control in page.all("input", "textarea"):
        if control.get("name") == name:
            return control.get("value") if control.tag == "input" else text_of(control)
    return None


def rows_of(page: Page, caption: str) -> list[list[str]]:
    """The cells of a table's body, by the table's caption."""
    for table in page.all("table"):
        if text_of(next(table.iter("caption"))) == caption:
            return [[text_of(cell) for cell in row] for row in next(table.iter("tbody"))]
    raise AssertionError(f"There is no table {caption!r}.")
