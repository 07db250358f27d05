"""`flask frameworks wording`: official text in place of ours, for one provider, on every page and in frozen copies."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from evidence.accounts import audit_check
from evidence.accounts.audit_models import ProviderAuditEntry, ProviderAuditPayload
from evidence.accounts.framework_models import OfficialWording
from evidence.assessments.models import FrozenCopy
from evidence.database import db
from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK
from tests.integration.accounts.own_framework import OWN, bring_in, run, text_of_version
from tests.integration.assessments.filled import judge_everything
from tests.pages import Page, text_of
from tests.statements import count_queries

KEY, PROMPT = "S1.good.1", "S1.prompt.1"
OFFICIAL, QUESTION = "The publisher's very own words.", "How does the publisher ask it?"
OURS = {statement.key: statement.text for statement in load_framework(FRAMEWORK).statements()}


def wording(app: Flask, *words: object, provider: str = "Orchard Care", framework: str = FRAMEWORK) -> Result:
    return run(app, "wording", *words, "--provider", provider, "--framework", framework)


def lay(app: Flask, folder: Path, texts: dict[str, str], **options: str) -> Result:
    file = folder / "official.toml"
    file.write_text("".join(f"{json.dumps(key)} = {json.dumps(text)}\n" for key, text in texts.items()), "utf-8")
    return wording(app, file, **options)


def stored(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(select(OfficialWording.statement_key, OfficialWording.text))
        return dict(rows.all())


def entries(app: Flask) -> list[tuple[str, str, dict]]:
    with app.app_context():
        rows = (
            select(ProviderAuditEntry.action, ProviderAuditEntry.subject, ProviderAuditPayload.details)
            .join(ProviderAuditPayload, ProviderAuditPayload.id == ProviderAuditEntry.id)
            .where(ProviderAuditEntry.action.contains("official wording"))
            .order_by(ProviderAuditEntry.number)
        )
        assert audit_check.find_trouble() == []
        return [(action, subject, details["statements"]) for action, subject, details in db.session.execute(rows)]


def words_of(page: Page, key: str) -> str:
    return text_of(page.by_id[key])


def test_official_text_is_shown_in_place_of_ours_and_marked(app, service, manager_client, tmp_path):
    done = lay(app, tmp_path, {KEY: OFFICIAL, PROMPT: QUESTION})
    assert done.exit_code == 0, done.output
    assert done.output == (
        "Orchard Care now sees the official wording of 2 statements: 2 new, 0 changed, 0 as before.\n"
    )
    for path in (f"{service.path}/lines/{FRAMEWORK}/S1", f"/library/{FRAMEWORK}/S1"):
        page = manager_client.get(path).page
        assert words_of(page, KEY).startswith(OFFICIAL)
        assert "In the words of the publisher (Care Quality Commission), put in by your provider." in words_of(
            page, KEY
        )
        assert f"{QUESTION} official wording" in page.text
        assert "“Official wording” marks the words of the publisher (Care Quality Commission)" in page.text
        assert OURS[KEY] not in page.text
        assert OURS[PROMPT] not in page.text
        assert words_of(page, "S1.good.2").startswith(OURS["S1.good.2"])
        assert "official wording" not in words_of(page, "S1.good.2").casefold()


def test_official_text_is_shown_in_rounds(app, service, manager_client, viewer_client, tmp_path, manager):
    lay(app, tmp_path, {KEY: OFFICIAL, PROMPT: QUESTION})
    round_ = factories.make_open_round(app, manager)
    for client in (manager_client, viewer_client):
        page = client.get(f"{service.path}/assessments/{round_}/lines/S1").page
        assert words_of(page, KEY).startswith(OFFICIAL)
        assert "official wording" in words_of(page, KEY)
        assert f"{QUESTION} official wording" in page.text
        assert "“Official wording” marks the words of the publisher (Care Quality Commission)" in page.text
        assert OURS[KEY] not in page.text


def test_frozen_copy_keeps_the_text_that_was_shown(app, service, manager, manager_client, tmp_path):
    before = factories.make_signed_off_round(app, manager, "Before")
    lay(app, tmp_path, {KEY: OFFICIAL})
    after = factories.make_signed_off_round(app, manager, "After")
    assert wording(app, "--remove-all").exit_code == 0
    for round_, text, other in ((before, OURS[KEY], OFFICIAL), (after, OFFICIAL, OURS[KEY])):
        page = manager_client.get(f"{service.path}/assessments/{round_}/lines/S1").page
        assert words_of(page, KEY).startswith(text)
        assert other not in page.text
        assert ("official wording" in words_of(page, KEY)) is (round_ == after)
    with app.app_context():
        copies = select(FrozenCopy.body).where(FrozenCopy.service_id == service.id).order_by(FrozenCopy.frozen_at)
        bodies = [json.loads(body) for body in db.session.scalars(copies)]
    shown = [
        next(
            (found["text"], found["is_official"])
            for line in body["framework"]["lines"]
            for found in line["characteristics"]
            if found["key"] == KEY
        )
        for body in bodies
    ]
    assert shown == [(OURS[KEY], False), (OFFICIAL, True)]
    packs = [manager_client.get(f"{service.path}/packs/assessments/{round_}").page.text for round_ in (before, after)]
    assert ["in the publisher’s own words" in text for text in packs] == [False, True]


def test_wording_put_in_while_somebody_signs_off_is_not_frozen_unseen(app, service, manager, manager_client, tmp_path):
    round_ = factories.make_open_round(app, manager)
    path = f"{service.path}/assessments/{round_}/"
    judge_everything(app, manager, path)
    form = manager_client.form(f"{path}sign-off")
    lay(app, tmp_path, {KEY: OFFICIAL})
    answer = manager_client.send(form)
    assert answer.status_code == 409
    assert "Something has changed since you opened this page" in answer.page.text


def test_taking_it_away_brings_ours_back(app, service, manager_client, tmp_path):
    lay(app, tmp_path, {KEY: OFFICIAL, PROMPT: QUESTION, "S2.good.1": "Other words."})
    path = f"/library/{FRAMEWORK}/S1"
    done = wording(app, "--remove", KEY)
    assert (done.exit_code, done.output) == (0, f"Orchard Care sees our words again for 1 statement of {FRAMEWORK}.\n")
    page = manager_client.get(path).page
    assert OURS[KEY] in page.text
    assert QUESTION in page.text
    done = wording(app, "--remove-all")
    assert (done.exit_code, done.output) == (0, f"Orchard Care sees our words again for 2 statements of {FRAMEWORK}.\n")
    page = manager_client.get(path).page
    assert OURS[PROMPT] in page.text
    assert "All wording is ours." in page.text
    assert stored(app) == {}


def test_other_providers_read_our_words(app, service, other_service, other_manager_client, manager_client, tmp_path):
    lay(app, tmp_path, {KEY: OFFICIAL})
    page = other_manager_client.get(f"{other_service.path}/lines/{FRAMEWORK}/S1").page
    assert words_of(page, KEY).startswith(OURS[KEY])
    assert "All wording is ours." in page.text
    assert lay(app, tmp_path, {KEY: "Harbour's."}, provider="Harbour Homes").exit_code == 0
    assert wording(app, "--remove-all", provider="Harbour Homes").exit_code == 0
    assert words_of(manager_client.get(f"/library/{FRAMEWORK}/S1").page, KEY).startswith(OFFICIAL)


def test_what_a_file_does_not_name_stays_and_what_it_words_anew_is_changed(app, service, tmp_path):
    lay(app, tmp_path, {KEY: OFFICIAL, PROMPT: QUESTION})
    done = lay(app, tmp_path, {KEY: "Better.", PROMPT: QUESTION, "S2.good.1": "New."})
    assert "3 statements: 1 new, 1 changed, 1 as before." in done.output
    assert stored(app) == {KEY: "Better.", PROMPT: QUESTION, "S2.good.1": "New."}
    assert entries(app) == [
        (
            "put in official wording",
            FRAMEWORK,
            {KEY: {"before": None, "after": OFFICIAL}, PROMPT: {"before": None, "after": QUESTION}},
        ),
        (
            "put in official wording",
            FRAMEWORK,
            {KEY: {"before": OFFICIAL, "after": "Better."}, "S2.good.1": {"before": None, "after": "New."}},
        ),
    ]


def test_same_file_once_more_changes_nothing(app, service, tmp_path):
    lay(app, tmp_path, {KEY: OFFICIAL})
    done = lay(app, tmp_path, {KEY: f" {OFFICIAL}\n"})
    assert (done.exit_code, done.output) == (
        0,
        "Orchard Care sees this official wording already. Nothing was changed.\n",
    )
    assert len(entries(app)) == 1


def test_csv_is_read_too(app, service, tmp_path):
    file = tmp_path / "official.CSV"
    file.write_text(f"\ufeffkey,text\r\n{KEY},{OFFICIAL}\r\n", "utf-8")
    assert wording(app, file).exit_code == 0
    assert stored(app) == {KEY: OFFICIAL}


def test_unknown_keys_are_refused_with_their_list_and_nothing_changes(app, service, tmp_path):
    done = lay(app, tmp_path, {KEY: OFFICIAL, "S1.good.99": "x", "Z9.good.1": "x"})
    assert done.exit_code == 1
    assert f"{FRAMEWORK} has no S1.good.99 and Z9.good.1: 2 keys that do not exist." in done.output
    assert stored(app) == {}
    assert entries(app) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", '"S1.good.1" = ""', "S1.good.1: is empty. Enter the official text, or take the key out."),
        ("a.toml", "S1", "This is not valid TOML"),
        ("a.csv", "S1.good.1;x", "Line 1 must have two columns: the key and its text."),
        ("a.txt", '"S1.good.1" = "x"', "The file must end in .toml or .csv."),
    ],
)
def test_file_with_something_wrong_is_refused(app, service, tmp_path, name, content, message):
    (tmp_path / name).write_text(content, "utf-8")
    done = wording(app, tmp_path / name)
    assert done.exit_code == 1
    assert message in done.output
    assert stored(app) == {}


def test_file_that_is_no_text_is_refused(app, service, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"S1.good.1,caf\xe9")
    done = wording(app, tmp_path / "a.csv")
    assert done.exit_code == 1
    assert "a.csv: is not UTF-8 text" in done.output


def test_only_frameworks_we_ship_have_official_wording(app, service, tmp_path):
    bring_in(app, tmp_path, text_of_version())
    done = lay(app, tmp_path, {"D1.good.1": "x"}, framework=OWN)
    assert done.exit_code == 1
    assert "is your own framework. Change its text, give it a new content version and import it." in done.output
    done = lay(app, tmp_path, {KEY: "x"}, framework="asc-1066")
    assert done.exit_code == 1
    assert "There is no framework asc-1066. Choose from: asc-2017-11" in done.output
    assert stored(app) == {}


def test_taking_away_what_is_not_there_is_refused(app, service, tmp_path):
    lay(app, tmp_path, {KEY: OFFICIAL})
    done = wording(app, "--remove", KEY, "--remove", "S2.good.1")
    assert done.exit_code == 1
    assert "There is no official wording of S2.good.1 to take away. Nothing was changed." in done.output
    assert stored(app) == {KEY: OFFICIAL}


def test_command_asks_for_exactly_one_thing_to_do(app, service, tmp_path):
    file = tmp_path / "official.toml"
    file.write_text(f'"{KEY}" = "x"', "utf-8")
    for words in ((), (file, "--remove-all"), ("--remove", KEY, "--remove-all")):
        done = wording(app, *words)
        assert done.exit_code == 2
        assert "Name a file, or give --remove KEY, or --remove-all." in done.output
    assert stored(app) == {}


def test_unknown_provider_is_refused(app, service, tmp_path):
    done = lay(app, tmp_path, {KEY: OFFICIAL}, provider="Nobody")
    assert done.exit_code == 1
    assert "No provider is called “Nobody”." in done.output


def reading(client: PageCheckingClient, path: str, table: str) -> int:
    """How many statements of a page read from a table, apart from the one that every page begins with."""
    with count_queries() as statements:
        assert client.get(path).status_code == 200
    return len([text for text in statements if f"FROM {table}" in text and "FROM service" not in text])


@pytest.mark.parametrize("path", ["/", "/lines/", f"/lines/{FRAMEWORK}/S1"])
def test_page_reads_the_wording_only_after_it_has_changed(app, service, manager_client, tmp_path, path):
    address = f"{service.path}{path}"
    assert reading(manager_client, address, "official_wording") == 0
    for text in (OFFICIAL, "Better."):
        lay(app, tmp_path, {KEY: text, PROMPT: QUESTION})
        assert [reading(manager_client, address, "official_wording") for _ in range(3)] == [1, 0, 0]
    wording(app, "--remove", KEY)
    assert [reading(manager_client, address, "official_wording") for _ in range(2)] == [1, 0]
    wording(app, "--remove-all")
    assert reading(manager_client, address, "official_wording") == 0


@pytest.mark.parametrize("path", ["/", "/lines/", f"/lines/{OWN}/D1"])
def test_page_reads_an_imported_framework_only_after_it_has_changed(app, service, manager_client, tmp_path, path):
    bring_in(app, tmp_path, text_of_version())
    manager_client.submit(f"{service.path}/details/framework", {"framework": OWN})
    for version in ("1", "2"):
        bring_in(app, tmp_path, text_of_version(version))
        counts = [reading(manager_client, f"{service.path}{path}", "imported_framework") for _ in range(3)]
        assert counts[1:] == [0, 0]
        assert counts[0] == 1 or version == "1"
