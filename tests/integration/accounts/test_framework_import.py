"""`flask frameworks import`: a provider's own framework comes in whole, is theirs alone, and loses nothing in use."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts import audit_check, frameworks
from evidence.accounts.audit_models import ProviderAuditEntry
from evidence.accounts.framework_models import ImportedFramework
from evidence.database import db
from evidence.web.errors import UnknownCode
from kloe.framework import Framework
from tests import factories
from tests.factories import FRAMEWORK, MadePerson
from tests.integration.accounts.own_framework import HEAD, LINES, OWN, bring_in, run, text_of_version
from tests.pages import text_of


def stored(app: Flask) -> list[tuple[str, str, str]]:
    """Every version that is kept: framework id, content version, text; the oldest first."""
    with app.app_context():
        rows = db.session.scalars(select(ImportedFramework).order_by(ImportedFramework.imported_at))
        return [(row.framework_id, row.content_version, row.text) for row in rows]


def entries(app: Flask, action: str = "imported a framework") -> list[str]:
    with app.app_context():
        rows = select(ProviderAuditEntry.subject).where(ProviderAuditEntry.action == action)
        return list(db.session.scalars(rows.order_by(ProviderAuditEntry.number)))


def shown(app: Flask, person: MadePerson, framework_id: str = OWN) -> Framework:
    with app.app_context():
        return frameworks.get_framework(person.scope, framework_id)


def test_imported_text_is_kept_as_it_is_and_read_by_the_same_loader(app, service, manager, tmp_path):
    text = text_of_version()
    done = bring_in(app, tmp_path, text)
    assert done.exit_code == 0, done.output
    assert done.output == (
        f"Imported {OWN}, content version 1, for Orchard Care: 2 lines, 1 prompt, 4 characteristics.\n"
        "Its services can choose it under Service details.\n"
    )
    assert stored(app) == [(OWN, "1", text)]
    framework = shown(app, manager)
    assert framework.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert (framework.id, [line.code for line in framework.lines]) == (OWN, ["D1", "D2"])
    assert framework.line("D1").characteristics[1].applies == ("residential",)


def test_import_stands_in_the_providers_audit_trail(app, service, tmp_path):
    bring_in(app, tmp_path, text_of_version())
    bring_in(app, tmp_path, text_of_version())
    assert entries(app) == [OWN]
    with app.app_context():
        assert audit_check.find_trouble() == []


def test_folder_is_imported_as_one_text(app, service, manager, tmp_path):
    folder = tmp_path / "any name"
    folder.mkdir()
    (folder / "framework.toml").write_text(HEAD.format(id=OWN, version="1"), encoding="utf-8")
    (folder / "lines.toml").write_text(LINES, encoding="utf-8")
    done = run(app, "import", folder, "--provider", service.reference)
    assert done.exit_code == 0, done.output
    assert [line.code for line in shown(app, manager).lines] == ["D1", "D2"]


@pytest.mark.parametrize(
    ("id", "more", "expected"),
    [
        ("standards", (), "own/orchard-care/standards"),
        ("standards", ("--as", "own/orchard/days"), "own/orchard/days"),
        (OWN, ("--as", "own/orchard/days"), "own/orchard/days"),
        (FRAMEWORK, (), f"own/orchard-care/{FRAMEWORK}"),
    ],
)
def test_it_is_known_by_an_own_id(app, service, manager, tmp_path, id, more, expected):
    done = bring_in(app, tmp_path, text_of_version(id=id), *more)
    assert done.exit_code == 0, done.output
    assert f"Imported {expected}," in done.output
    assert shown(app, manager, expected).id == expected
    assert shown(app, manager, FRAMEWORK).publisher == "Care Quality Commission"


@pytest.mark.parametrize("id", ["standards", FRAMEWORK, "own/orchard", "own/Orchard/days", "own/a/b/c"])
def test_another_kind_of_id_is_refused(app, service, tmp_path, id):
    done = bring_in(app, tmp_path, text_of_version(), "--as", id)
    assert done.exit_code == 1
    assert f"“{id}” must look like own/rose-care/standards" in done.output
    assert stored(app) == []


def test_errors_of_the_loader_are_shown_as_they_are_and_nothing_changes(app, service, tmp_path):
    wrong = text_of_version().replace('status = "current"', 'status = "new"').replace('code = "D2"', 'code = "D1"')
    done = bring_in(app, tmp_path, wrong)
    assert done.exit_code == 1
    assert 'framework text: key "status" must be one of draft, current, superseded, not "new".' in done.output
    assert (
        'framework text, line "D1": key "code" "D1" is used already, in framework text, line "D1". '
        "Give each line a code of its own."
    ) in done.output
    assert stored(app) == []
    assert entries(app) == []


def test_file_that_is_no_text_is_refused(app, service, tmp_path):
    (tmp_path / "standards.toml").write_bytes(b"\xff\xfe")
    done = run(app, "import", tmp_path / "standards.toml", "--provider", "Orchard Care")
    assert done.exit_code == 1
    assert "standards.toml: is not UTF-8 text (byte 1). Save it as UTF-8." in done.output


def test_folder_without_a_framework_is_refused(app, service, tmp_path):
    done = run(app, "import", tmp_path, "--provider", "Orchard Care")
    assert done.exit_code == 1
    assert "framework.toml: is missing. Add it to the folder." in done.output


def test_same_text_once_more_changes_nothing_and_says_so(app, service, tmp_path):
    text = text_of_version()
    bring_in(app, tmp_path, text)
    for again in (text, text.replace("\n", "\r\n")):
        done = bring_in(app, tmp_path, again)
        assert done.exit_code == 0
        assert done.output == f"{OWN}, content version 1, is there already with this text. Nothing was changed.\n"
    assert stored(app) == [(OWN, "1", text)]


def test_another_text_of_the_same_version_is_refused(app, service, tmp_path):
    text = text_of_version()
    bring_in(app, tmp_path, text)
    done = bring_in(app, tmp_path, text_of_version(cocoa="tea"))
    assert done.exit_code == 1
    assert "Give this text a content_version of its own." in done.output
    assert stored(app) == [(OWN, "1", text)]


def test_newer_version_takes_the_place_of_the_one_shown(app, service, manager, manager_client, tmp_path):
    bring_in(app, tmp_path, text_of_version())
    done = bring_in(app, tmp_path, text_of_version("2", cocoa="tea"))
    assert done.exit_code == 0
    assert "It is shown from now on in place of content version 1." in done.output
    assert [(id_, version) for id_, version, _ in stored(app)] == [(OWN, "1"), (OWN, "2")]
    assert shown(app, manager).content_version == "2"
    assert "The night staff make tea." in manager_client.get(f"/library/{OWN}/D2").page.text
    with app.app_context():
        own = [found for found in frameworks.choices(manager.scope) if found.is_own]
        assert [(found.id, found.content_version) for found in own] == [(OWN, "2")]


def test_older_version_is_not_shown_again_by_importing_it_once_more(app, service, manager, tmp_path):
    bring_in(app, tmp_path, text_of_version())
    bring_in(app, tmp_path, text_of_version("2"))
    assert "Nothing was changed." in bring_in(app, tmp_path, text_of_version()).output
    assert shown(app, manager).content_version == "2"


def test_other_providers_never_see_it(
    app, service, other_service, manager, other_manager, other_manager_client, tmp_path
):
    assert bring_in(app, tmp_path, text_of_version()).exit_code == 0
    with app.app_context():
        assert OWN in [found.id for found in frameworks.choices(manager.scope)]
        assert OWN not in [found.id for found in frameworks.choices(other_manager.scope)]
        with pytest.raises(UnknownCode):
            frameworks.get_framework(other_manager.scope, OWN)
    for path in (f"/library/{OWN}/", f"/library/{OWN}/D1", f"{other_service.path}/lines/{OWN}/D1"):
        assert other_manager_client.get(path).status_code == 404
    assert "Orchard" not in other_manager_client.get(f"{other_service.path}/details/framework").page.text
    assert "Orchard" not in other_manager_client.get(f"{other_service.path}/assessments/start").page.text


def test_two_providers_can_use_the_same_id(app, service, manager, other_manager, tmp_path):
    bring_in(app, tmp_path, text_of_version())
    assert bring_in(app, tmp_path, text_of_version(cocoa="tea"), provider="Harbour Homes").exit_code == 0
    texts = [shown(app, person).line("D2").characteristics[0].text for person in (manager, other_manager)]
    assert texts == ["The night staff make cocoa.", "The night staff make tea."]


def test_pages_say_whose_wording_it_is(app, service, manager_client, tmp_path):
    bring_in(app, tmp_path, text_of_version())
    for path in (f"/library/{OWN}/", f"{service.path}/lines/{OWN}/D1"):
        page = manager_client.get(path).page
        assert "Your provider brought in this framework. The wording is from its text, not ours." in page.text
        assert "All wording is ours" not in page.text
        assert "Our reading" not in page.text
    statement = manager_client.get(f"{service.path}/lines/{OWN}/D1").page.by_id["D1.good.2"]
    assert "Only for a place where people live, such as a care home." in text_of(statement)


def test_framework_without_characteristics_has_no_empty_ratings(app, service, manager_client, tmp_path):
    head, lines = text_of_version().split("\n[[line]]\n", 1)
    head = head.replace('"characteristics"', '"met-partly-not"')
    head = head.replace('"outstanding", "good", "requires-improvement", "inadequate"', '"met", "partly", "not"')
    line = lines.split("    [[line.characteristic]]")[0]
    assert bring_in(app, tmp_path, f"{head}\n[[line]]\n{line}").exit_code == 0
    page = manager_client.get(f"{service.path}/lines/{OWN}/D1").page
    assert "Who decides when the curtains open?" in page.text
    assert "levels" not in page.by_id


@pytest.mark.parametrize("way", ["name", "capitals", "id", "service", "location"])
def test_provider_is_found_by_what_people_call_it(app, service, other_service, manager, lead_client, tmp_path, way):
    location = lead_client.form(f"{service.path}/details/change").fields["cqc_location_id"]
    told = {
        "name": "Orchard Care",
        "capitals": " ORCHARD CARE ",
        "id": str(service.provider_id),
        "service": service.reference.lower(),
        "location": location,
    }[way]
    assert bring_in(app, tmp_path, text_of_version(), provider=told).exit_code == 0
    assert shown(app, manager).id == OWN


def test_unknown_provider_is_refused_with_those_there_are(app, service, other_service, tmp_path):
    done = bring_in(app, tmp_path, text_of_version(), provider="Orchard")
    assert done.exit_code == 1
    assert "No provider is called “Orchard”." in done.output
    assert f"Harbour Homes ({other_service.provider_id}); Orchard Care ({service.provider_id})" in done.output
    assert stored(app) == []


def test_provider_whose_name_another_has_is_named_by_its_id(app, service, tmp_path):
    other = factories.make_provider(app, "Orchard Care")
    done = bring_in(app, tmp_path, text_of_version())
    assert done.exit_code == 1
    assert "More than one provider is called “Orchard Care”." in done.output
    assert bring_in(app, tmp_path, text_of_version(), provider=str(other.provider_id)).exit_code == 0


def test_site_without_a_provider_says_what_to_do(app, tmp_path):
    done = bring_in(app, tmp_path, text_of_version())
    assert done.exit_code == 1
    assert "Open the site in a browser and set it up first." in done.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ImportedFramework)) == 0
