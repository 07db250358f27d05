"""The self-assessment as a pack: the same on the page and in the PDF, readable, dated, and never confidential."""

from io import BytesIO
from unicodedata import normalize

import pytest
from flask import Flask
from pypdf import PdfReader

from evidence.packs import line_blocks, routes
from kloe.judgement import Judgement, Rating, Reason
from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService

NAMES = ("Łukasz Zażółć", "Siân Tŷ")
ARABIC = "محمد عبد الله"


def pdf_of(client: PageCheckingClient, service: MadeService, reference: str) -> PdfReader:
    answer = client.get(f"{service.path}/packs/assessments/{reference}.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=self-assessment-{reference}.pdf"
    return PdfReader(BytesIO(answer.data))


def words_of(reader: PdfReader) -> str:
    return " ".join(normalize("NFKC", page.extract_text()) for page in reader.pages).replace("\n", " ")


def page_of(client: PageCheckingClient, service: MadeService, reference: str) -> str:
    answer = client.get(f"{service.path}/packs/assessments/{reference}")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def reference(app: Flask, manager: MadePerson) -> str:
    """A signed-off round with evidence, a story and an action beside its lines."""
    factories.make_item(app, manager, "Residents’ survey <b>spring</b> & summer", lines=("S1", "C1"))
    factories.make_story(app, manager, f"The walk to the sea: {', '.join(NAMES)} and {ARABIC} 🎉", lines=("C1",))
    factories.make_action(app, manager, "New hoist slings", lines=("S2",))
    return factories.make_signed_off_round(app, manager)


def test_pdf_is_titled_numbered_and_in_english(
    manager_client: PageCheckingClient, service: MadeService, reference: str
):
    reader = pdf_of(manager_client, service, reference)
    assert reader.metadata is not None
    assert reader.metadata.title == "Self-assessment of Rose Lodge"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"  # type: ignore[index]
    assert f"Page 2 of {len(reader.pages)}" in reader.pages[1].extract_text()
    assert len(reader.outline) >= 6


def test_pdf_and_page_say_the_same(manager_client: PageCheckingClient, service: MadeService, reference: str):
    pdf, page = words_of(pdf_of(manager_client, service, reference)), page_of(manager_client, service, reference)
    for said in (
        "Rose Lodge",
        "Ann Marsh",
        "The walk to the sea",
        "New hoist slings",
        "Likely overall rating",
        reference,
    ):
        assert said in pdf, said
        assert said in page, said
    for sentence in ("A self-assessment, not CQC’s view, no prediction; CQC may ask to see it.",):
        assert sentence in pdf
        assert sentence in page


def test_names_come_out_readable(manager_client: PageCheckingClient, service: MadeService, reference: str):
    pdf, page = words_of(pdf_of(manager_client, service, reference)), page_of(manager_client, service, reference)
    for name in NAMES:
        assert name in pdf
        assert name in page
    for word in ARABIC.split():
        assert word in pdf or word[::-1] in pdf
    assert ARABIC in page
    assert "party popper" in pdf


def test_what_people_typed_is_never_read_as_markup(
    manager_client: PageCheckingClient, service: MadeService, reference: str
):
    assert "<b>spring</b> & summer" in words_of(pdf_of(manager_client, service, reference))
    assert "&lt;b&gt;spring&lt;/b&gt; &amp; summer" in page_of(manager_client, service, reference)


def test_every_line_and_key_question_is_there(manager_client: PageCheckingClient, service: MadeService, reference: str):
    pdf = words_of(pdf_of(manager_client, service, reference))
    for title in ("Safe", "Effective", "Caring", "Responsive", "Well-led"):
        assert title in pdf
    for code in ("S1", "S6", "E7", "C3", "R3", "W5"):
        assert f"{code} " in pdf


def test_index_names_every_record_with_its_pages(
    manager_client: PageCheckingClient, service: MadeService, reference: str
):
    reader = pdf_of(manager_client, service, reference)
    last = normalize("NFKC", reader.pages[-1].extract_text())
    for title in ("The walk to the sea", "New hoist slings"):
        assert title in last


def test_confidential_records_are_left_out_even_for_managers(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_item(app, manager, "Letter about a carer", lines=("S1",), is_confidential=True)
    reference = factories.make_open_round(app, manager)
    assert "Letter about a carer" not in page_of(manager_client, service, reference)
    assert "Letter about a carer" not in words_of(pdf_of(manager_client, service, reference))


def test_open_round_says_that_it_is_not_signed_off(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    reference = factories.make_open_round(app, manager)
    assert "Not signed off, as it stood on" in page_of(manager_client, service, reference)
    assert "Not signed off, as it stood on" in words_of(pdf_of(manager_client, service, reference))


def test_same_round_gives_the_same_bytes(manager_client: PageCheckingClient, service: MadeService, reference: str):
    path = f"{service.path}/packs/assessments/{reference}.pdf"
    assert manager_client.get(path).data == manager_client.get(path).data


def test_list_offers_every_round(manager_client: PageCheckingClient, service: MadeService, reference: str):
    page = manager_client.get(f"{service.path}/packs/").text
    assert f"{service.path}/packs/assessments/{reference}.pdf" in page


def test_list_without_rounds_says_what_to_do(manager_client: PageCheckingClient, service: MadeService):
    assert "There is no self-assessment yet" in manager_client.get(f"{service.path}/packs/").text


def test_block_kinds_are_told_apart():
    from evidence.drawing.document import Bullets, Paragraph, Span

    assert routes.block_kind("words") == "text"
    assert routes.block_kind((Span("a"), Span("b"))) == "text"
    assert routes.block_kind((Paragraph("a"),)) == "several"
    assert routes.block_kind(()) == "several"
    assert routes.block_kind(Bullets(())) == "Bullets"


def test_aid_is_told_without_the_keys_of_statements(
    manager_client: PageCheckingClient, service: MadeService, reference: str
):
    for said in (page_of(manager_client, service, reference), words_of(pdf_of(manager_client, service, reference))):
        assert "statements for good are true" in said
        assert ".good." not in said
        assert ".outstanding." not in said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("1 statement for inadequate is true here: S1.inadequate.2.", "1 statement for inadequate is true here."),
        ("2 of 5 still to answer: S1.good.1 and S1.good.4.", "2 of 5 still to answer."),
        ("Half: W5.outstanding.1, W5.outstanding.2 and W5.outstanding.3. None.", "Half. None."),
        ("More than a quarter (1½). Not us: S1.good.1; Partly: S1.good.2 and S1.good.3.", "More than a quarter (1½)."),
        ("No key at all.", "No key at all."),
        (
            "R1.requires-improvement.1 alone: S2.requires-improvement.10.",
            "R1.requires-improvement.1 alone.",
        ),
    ],
)
def test_lists_of_keys_are_left_out_of_a_reason(said: str, told: str):
    judgement = Judgement(None, (Reason("some-rule", said, "J"),))
    assert line_blocks.in_words(judgement) == told


def test_what_should_not_happen_and_does_is_written_out(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    reference = factories.make_open_round(app, manager)
    path = f"{service.path}/assessments/{reference}/lines/S2"
    harm = load_framework("asc-2017-11").line("S2").at(Rating.INADEQUATE)[0]
    manager_client.submit(path, {f"answer-{harm.key}": "partly"}, button="Save")
    for said in (page_of(manager_client, service, reference), words_of(pdf_of(manager_client, service, reference))):
        assert "What we say happens here and should not" in said
    assert f"{harm.text} Sometimes." in page_of(manager_client, service, reference)


def test_signed_off_round_leads_to_its_pdf(manager_client: PageCheckingClient, service: MadeService, reference: str):
    pdf = f"{service.path}/packs/assessments/{reference}.pdf"
    for page in ("", "sign-off"):
        assert pdf in manager_client.get(f"{service.path}/assessments/{reference}/{page}").text
