"""The inspection pack: what is stored, line by line, honestly, and nothing confidential."""

import re
from datetime import date
from io import BytesIO
from unicodedata import normalize

from flask import Flask
from pypdf import PdfReader

from evidence.accounts import openings
from evidence.assessments import store as rounds
from evidence.assessments.answers import LineWords, save_line
from evidence.database import saving
from evidence.items.models import EvidenceItem
from evidence.packs.choices import Names, PackChoices
from evidence.packs.inspection_pack import InspectionPack, PackLine, read_inspection_pack
from evidence.records import challenges
from evidence.records import store as records
from evidence.records.words import Bearing, Kind
from kloe.judgement import Rating
from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, FRAMEWORK, MadePerson, MadeService
from tests.statements import count_queries

TODAY = date(2026, 6, 20)


def pack_of(app: Flask, person: MadePerson, choices: PackChoices | None = None, today: date = TODAY) -> InspectionPack:
    with app.app_context():
        return read_inspection_pack(person.scope, choices or PackChoices(), today)


def line_of(pack: InspectionPack, code: str) -> PackLine:
    return next(line for line in pack.lines if line.code == code)


def pdf_words(client: PageCheckingClient, address: str) -> str:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = (normalize("NFKC", page.extract_text()) for page in PdfReader(BytesIO(answer.data)).pages)
    return " ".join(pages).replace("\n", " ")


def test_evidence_is_told_as_it_is_stored(app: Flask, manager: MadePerson):
    made = factories.make_item(app, manager, lines=("S1",), files=[A_FILE])
    (piece,) = line_of(pack_of(app, manager), "S1").evidence
    assert (piece.reference, piece.title, piece.kind) == (made.reference, made.title, "Survey or questionnaire")
    assert (piece.source, piece.happened_on) == ("People and their families", date(2026, 3, 2))
    assert (piece.original_kept, piece.files, piece.shows) == ("Office, cabinet 2", 1, "People feel safe.")
    assert piece.freshness == "Current, good until 2 March 2027"


def test_evidence_that_is_out_of_date_says_so(app: Flask, manager: MadePerson):
    factories.make_item(app, manager)
    (piece,) = line_of(pack_of(app, manager, today=date(2028, 1, 1)), "S1").evidence
    assert piece.freshness == "Out of date, last good day 2 March 2027"


def test_short_pack_leaves_out_what_was_written(app: Flask, manager: MadePerson):
    factories.make_story(app, manager)
    factories.make_item(app, manager)
    short, full = pack_of(app, manager), pack_of(app, manager, PackChoices(is_full=True))
    assert [(story.text, story.difference, story.who_says) for story in line_of(short, "C1").stories] == [("", "", "")]
    assert [piece.text for piece in line_of(short, "S1").evidence] == [""]
    (story,) = line_of(full, "C1").stories
    assert (story.text, story.difference) == ("She baked scones with M.", "She eats with the others now.")
    assert [piece.text for piece in line_of(full, "S1").evidence] == ["Nine of ten feel safe."]


def test_challenges_are_shown_open_ones_first_with_what_was_done(app: Flask, manager: MadePerson):
    dealt = factories.make_item(app, manager, "Fall in May", bearing=Bearing.CHALLENGES)
    factories.make_item(app, manager, "Complaint", bearing=Bearing.CHALLENGES)
    resolve(app, manager, dealt.reference, "New rails.")
    line = line_of(pack_of(app, manager), "S1")
    assert [(each.title, each.is_open, each.resolution) for each in line.challenges] == [
        ("Complaint", True, ""),
        ("Fall in May", False, "New rails."),
    ]
    assert (line.evidence, line.open_challenges) == ((), 1)


def test_open_challenge_names_the_open_actions_of_its_line(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    factories.make_item(app, manager, "Complaint", bearing=Bearing.CHALLENGES)
    about_it = [factories.make_action(app, manager, f"Action {each}", lines=("S1",)) for each in range(4)]
    elsewhere = factories.make_action(app, manager, "Other", lines=("S2",))
    page = manager_client.get(f"{service.path}/packs/inspection/pack").text
    named = re.findall(r"Open action on this line: (AC-\w+) due 30 Jun 2026", page)
    assert len(named) == 3
    assert set(named) < {action.reference for action in about_it}
    assert elsewhere.reference not in named
    assert "And 1 more, told below." in page


def test_challenge_that_was_dealt_with_names_no_action(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    dealt = factories.make_item(app, manager, "Fall in May", bearing=Bearing.CHALLENGES)
    factories.make_action(app, manager, lines=("S1",))
    resolve(app, manager, dealt.reference, "New rails.")
    page = manager_client.get(f"{service.path}/packs/inspection/pack").text
    assert "New rails." in page
    assert "Open action on this line" not in page


def resolve(app: Flask, person: MadePerson, reference: str, word: str) -> None:
    with app.app_context(), saving():
        record, _item = records.get_record(person.scope, Kind.ITEM, EvidenceItem, reference)
        link = challenges.find_challenge(person.scope, record, FRAMEWORK, "S1")
        challenges.resolve_challenge(person.scope, record, link, word, seen="")


def test_only_the_chosen_time_is_told_but_open_challenges_always(app: Flask, manager: MadePerson):
    factories.make_item(app, manager, "In March")
    factories.make_item(app, manager, "Complaint in March", bearing=Bearing.CHALLENGES)
    line = line_of(pack_of(app, manager, PackChoices(since=date(2026, 5, 1))), "S1")
    assert (line.evidence, [each.title for each in line.challenges]) == ((), ["Complaint in March"])


def test_only_chosen_lines_are_in_it(app: Flask, manager: MadePerson):
    factories.make_item(app, manager, "Safe", lines=("S1",))
    factories.make_item(app, manager, "Caring", lines=("C1",))
    pack = pack_of(app, manager, PackChoices(lines=frozenset({(FRAMEWORK, "C1")})))
    assert ([line.code for line in pack.lines], list(pack.records.values())) == (["C1"], ["Caring"])


def test_what_staff_sent_in_is_left_out_until_it_is_accepted(app: Flask, manager: MadePerson, staff: MadePerson):
    factories.make_item(app, staff, "From staff")
    assert dict(pack_of(app, manager).records) == {}


def test_confidential_records_are_left_out_even_for_managers(app: Flask, manager: MadePerson):
    factories.make_item(app, manager, "Letter about a carer", is_confidential=True)
    factories.make_action(app, manager, "Talk to a carer", lines=("S1",), is_confidential=True)
    pack = pack_of(app, manager)
    line = line_of(pack, "S1")
    assert (dict(pack.records), line.standing.evidence, line.actions) == ({}, 0, ())


def test_judgement_says_why_by_whom_and_in_which_round(app: Flask, manager: MadePerson):
    signed_off = factories.make_signed_off_round(app, manager)
    pack = pack_of(app, manager, PackChoices(names=Names.FULL))
    judged = line_of(pack, "S1").judged
    assert judged is not None
    assert (judged.rating, judged.reason) == ("good", "Good throughout, and we know where we want to get better.")
    assert judged.by == manager.name
    assert judged.round.startswith(f"{signed_off} Winter self-assessment, signed off ")
    assert pack.key_questions[0].judged is not None
    assert pack.overall is not None


def judge_s1_openly(app: Flask, person: MadePerson) -> str:
    """Start a round and judge S1 as outstanding in it; gives its reference."""
    reference, line = factories.make_open_round(app, person), load_framework(FRAMEWORK).line("S1")
    with factories.at_once(app):
        found = rounds.lock_open_round(person.scope, reference)
        words = LineWords({}, Rating.OUTSTANDING, "Beyond what we hoped.")
        save_line(person.scope, found.row, line, words, version=0, records={})
    return reference


def test_only_what_is_signed_off_is_told_unless_the_open_round_is_chosen(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    signed_off = factories.make_signed_off_round(app, manager)
    still_open = judge_s1_openly(app, manager)
    usual, chosen = pack_of(app, manager), pack_of(app, manager, PackChoices(has_open=True))
    judged, openly = line_of(usual, "S1").judged, line_of(chosen, "S1").judged
    assert judged is not None
    assert openly is not None
    assert (judged.rating, judged.is_signed_off, judged.round.split()[0]) == ("good", True, signed_off)
    assert (openly.rating, openly.is_signed_off, openly.round.split()[0]) == ("outstanding", False, still_open)
    page = manager_client.get(f"{service.path}/packs/inspection/pack").text
    assert "Beyond what we hoped." not in page
    assert "Not signed off yet" not in page
    assert "Judgements: only those that are signed off." in page
    with_open = manager_client.get(f"{service.path}/packs/inspection/pack?open=yes").text
    assert with_open.count("<strong>Not signed off yet</strong>") == 1
    assert "open=yes" in with_open


def test_line_judged_in_the_open_round_alone_has_no_judgement_in_the_pack(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    judge_s1_openly(app, manager)
    assert line_of(pack_of(app, manager), "S1").judged is None
    page = manager_client.get(f"{service.path}/packs/inspection/pack").text
    assert "No signed-off judgement" in page
    assert "Not judged yet" not in page
    pdf = pdf_words(manager_client, f"{service.path}/packs/inspection/pack.pdf?open=yes&lines=S1")
    assert "Outstanding Not signed off yet" in pdf


def test_form_keeps_the_tick_for_the_open_round(service: MadeService, manager_client: PageCheckingClient):
    address = f"{service.path}/packs/inspection"
    ticks = [
        re.search(r'<input [^>]*name="open"[^>]*>', manager_client.get(address + asked).text)
        for asked in ("", "?open=yes")
    ]
    assert [tick is not None and "checked" in tick[0] for tick in ticks] == [False, True]


def test_initials_stand_for_people_unless_names_are_chosen(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    factories.make_signed_off_round(app, manager)
    initials = manager_client.get(f"{service.path}/packs/inspection/pack").text
    names = manager_client.get(f"{service.path}/packs/inspection/pack?names=full").text
    assert "Judged by M. O. R. on" in initials
    assert f"Judged by {manager.name} on" in names


def test_page_and_pdf_say_the_same(
    app: Flask, service: MadeService, manager: MadePerson, viewer_client: PageCheckingClient
):
    factories.make_signed_off_round(app, manager)
    factories.make_item(app, manager, "Residents’ <b>survey</b>")
    factories.make_story(app, manager)
    factories.make_action(app, manager, lines=("S1",))
    page = viewer_client.get(f"{service.path}/packs/inspection/pack?detail=full").text
    pdf = pdf_words(viewer_client, f"{service.path}/packs/inspection/pack.pdf?detail=full")
    for said in ("She baked scones with M.", "Office, cabinet 2", "Weekly medicine check", "It is not CQC’s view"):
        assert said in page, said
        assert said in pdf, said
    assert "<b>survey</b>" in pdf
    assert "&lt;b&gt;survey&lt;/b&gt;" in page


def test_pack_tells_facts_and_no_advice(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    factories.make_signed_off_round(app, manager)
    factories.make_item(app, manager, "Survey", lines=("S1",))
    factories.make_item(app, manager, "Complaint", lines=("S1",), bearing=Bearing.CHALLENGES)
    factories.make_item(app, manager, "Policy", lines=("S2",), source="processes")
    page = manager_client.get(f"{service.path}/packs/inspection/pack").text
    for advice in ("before you claim", "different sources", "No piece comes from", "takes more than", "can carry"):
        assert advice not in page, advice
    assert "1 record counts for this line. Sources: people or their families." in page
    assert "1 record: 1 not dealt with yet, 0 dealt with." in page
    assert "Checked by a second person: 0 of 1." in page


def test_choices_that_make_no_sense_are_asked_again(service: MadeService, manager_client: PageCheckingClient):
    for page in ("inspection/pack", "action-plan/plan"):
        answer = manager_client.get(f"{service.path}/packs/{page}?since=2026-05-02&until=2026-05-01&lines=Z9")
        assert "The last day must be on or after the first." in answer.text
        assert "has no line Z9" in answer.text
        pdf = manager_client.get(f"{service.path}/packs/{page}.pdf?since=nonsense&service=1")
        assert pdf.status_code == 302


def test_download_is_noted(app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient):
    for page in ("inspection/pack.pdf", "action-plan/plan.pdf"):
        assert manager_client.get(f"{service.path}/packs/{page}").status_code == 200
    with app.app_context():
        noted = openings.list_openings(manager.scope).rows
    assert {(row.what, row.subject) for row in noted} == {("pack", "the inspection pack"), ("pack", "the action plan")}


def test_staff_get_no_packs(service: MadeService, staff_client: PageCheckingClient):
    for page in ("inspection", "inspection/pack", "inspection/pack.pdf", "action-plan/plan", "write/inspection"):
        assert staff_client.get(f"{service.path}/packs/{page}").status_code == 403


def test_pack_of_many_records_asks_as_little_as_that_of_one(app: Flask, manager: MadePerson):
    factories.make_signed_off_round(app, manager)
    counts = []
    for number in (1, 30):
        with factories.at_once(app):
            for each in range(number):
                factories.make_item(app, manager, f"Evidence {each}", lines=("S1", "C1"))
                factories.make_action(app, manager, f"Action {each}", lines=("S1",))
        with count_queries() as statements:
            pack_of(app, manager)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9
