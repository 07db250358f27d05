"""What a service has judged, and evidence in every state, made for the pages that show where it stands."""

from datetime import date

from flask import Flask

from evidence.assessments import judgements
from evidence.assessments import store as rounds
from evidence.assessments.answers import LineWords, save_line, stored_line
from evidence.items.models import EvidenceItem
from evidence.records import store as records
from evidence.records.details import FormFiles, LineLink, RecordDetails
from evidence.records.words import Bearing, Kind
from kloe.judgement import Rating
from kloe.loader import load_framework
from tests import factories
from tests.factories import FRAMEWORK, MadePerson
from tests.pages import Page, text_of


def judge(app: Flask, person: MadePerson, **ratings: str) -> str:
    """Judge lines by their codes in the open round, starting one if needed: judge(app, manager, S1="good")."""
    return _save(
        app, person, {code: LineWords({}, Rating(rating), "We see it so.") for code, rating in ratings.items()}
    )


def leave_out(app: Flask, person: MadePerson, code: str) -> str:
    """Say in the open round that a line does not apply."""
    return _save(app, person, {code: LineWords({}, None, "We handle no medicines.", applies=False)})


def judge_key_questions(app: Flask, person: MadePerson, **ratings: str) -> None:
    """Judge key questions by their codes in the open round."""
    reference = factories.make_open_round(app, person)
    with factories.at_once(app):
        found = rounds.lock_open_round(person.scope, reference)
        for code, rating in ratings.items():
            words = judgements.KeyQuestionWords(Rating(rating), "All in all.")
            judgements.save_key_question(person.scope, found.row, code, words, version=0)


def add_item(
    app: Flask,
    person: MadePerson,
    title: str,
    *codes: str,
    source: str = "people",
    bearing: Bearing = Bearing.SUPPORTS,
    good_until: date | None = None,
    is_confidential: bool = False,
) -> str:
    """Add a piece of evidence to lines, and give its reference."""
    details = RecordDetails(
        title=title,
        text="",
        happened_on=date(2026, 3, 2),
        is_confidential=is_confidential,
        links=tuple(LineLink(FRAMEWORK, code, bearing, "") for code in codes),
        own={"source": source, "item_kind": "other", "good_until": good_until, "original_kept": ""},
    )
    with factories.at_once(app):
        return records.add_record(person.scope, Kind.ITEM, EvidenceItem, details, FormFiles(title)).reference


def archive(app: Flask, person: MadePerson, reference: str) -> None:
    """Put a piece of evidence away."""
    with factories.at_once(app):
        record, _own = records.get_record(person.scope, Kind.ITEM, EvidenceItem, reference)
        records.archive(person.scope, record)


def row_of(page: Page, code: str) -> dict[str, str]:
    """What the list of lines says about one line, by column; its own cell as "line"."""
    for row in page.all("tr"):
        cells = list(row)
        if cells[0].get("scope") == "row" and text_of(cells[0]).split()[0] == code:
            return {"line": text_of(cells[0])} | {cell.get("data-label", ""): text_of(cell) for cell in cells[1:]}
    raise AssertionError(f"{page.path} has no line {code}")


def _save(app: Flask, person: MadePerson, lines: dict[str, LineWords]) -> str:
    reference, framework = factories.make_open_round(app, person), load_framework(FRAMEWORK)
    with factories.at_once(app):
        found = rounds.lock_open_round(person.scope, reference)
        for code, words in lines.items():
            version = stored_line(person.scope, found.row, code).version
            save_line(person.scope, found.row, framework.line(code), words, version=version, records={})
    return reference
