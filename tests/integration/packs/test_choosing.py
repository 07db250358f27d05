"""The form that says what goes into a pack: whole key questions first, single lines folded, and how much it holds."""

import re

from flask import Flask

from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService


def test_key_questions_are_plain_ticks_before_the_folded_lines(
    service: MadeService, manager_client: PageCheckingClient
):
    page = manager_client.get(f"{service.path}/packs/inspection").text
    before, folded = page.split('<details class="line-group">', 1)
    folded = folded.split("</details>", 1)[0]
    framework = load_framework(FRAMEWORK)
    assert ticks(before) == [each.code for each in framework.key_questions]
    assert ticks(folded) == [line.code for line in framework.lines]


def ticks(page: str) -> list[str]:
    return re.findall(r'name="lines" value="(\w+)"', page)


def test_fold_opens_for_a_single_line_but_not_for_a_key_question(
    service: MadeService, manager_client: PageCheckingClient
):
    address = f"{service.path}/packs/inspection"
    assert '<details class="line-group" open>' in manager_client.get(f"{address}?lines=S1").text
    whole = manager_client.get(f"{address}?lines=S").text
    assert '<details class="line-group">' in whole


def test_how_much_it_holds_is_told_of_the_choices_last_shown_and_counted_again_on_the_form(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    factories.make_item(app, manager, "Safe", lines=("S1",))
    factories.make_item(app, manager, "Caring", lines=("C1",))
    address = f"{service.path}/packs/inspection"
    page = manager_client.get(address).text
    assert "With the choices last shown, it holds 2 records." in page
    assert f'formaction="{address}">Show how much that is</button>' in page
    again = manager_client.get(f"{address}?lines=C1&detail=full&names=full").text
    assert "With the choices last shown, it holds 1 record." in again
    assert "As it stands on" not in again
    plan = manager_client.get(f"{service.path}/packs/action-plan").text
    assert f'formaction="{service.path}/packs/action-plan">Show how much that is' in plan
