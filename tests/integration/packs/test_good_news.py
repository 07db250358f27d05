"""The good-news book on its pages and as a PDF: accepted stories, their pictures, and nothing confidential."""

from io import BytesIO
from unicodedata import normalize

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from evidence.records import attachments
from evidence.records.words import Bearing
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.filled_forms import File
from tests.statements import count_queries

ARABIC = "محمد"


def picture_file(name: str = "Mary Smith.jpg", size: tuple[int, int] = (1200, 800)) -> File:
    output = BytesIO()
    Image.new("RGB", size, "#7a9e7e").save(output, "JPEG")
    return output.getvalue(), name


def book_page(client: PageCheckingClient, service: MadeService, **choices: str) -> str:
    answer = client.get(f"{service.path}/packs/good-news/book", query_string=choices)
    assert answer.status_code == 200
    return answer.text


def book_pdf(client: PageCheckingClient, service: MadeService, **choices: str) -> PdfReader:
    answer = client.get(f"{service.path}/packs/good-news/book.pdf", query_string=choices)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=good-news-{service.reference}.pdf"
    return PdfReader(BytesIO(answer.data))


def words_of(reader: PdfReader) -> str:
    return " ".join(normalize("NFKC", page.extract_text()) for page in reader.pages).replace("\n", " ")


def test_book_tells_the_same_on_its_page_and_in_the_pdf(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    made = factories.make_story(app, manager, f"The walk to the sea with Łukasz and {ARABIC} 🎉", lines=["C1"])
    reader = book_pdf(manager_client, service)
    page, pdf = book_page(manager_client, service), words_of(reader)
    for words in (
        "Good news from Rose Lodge",
        "1 story, 3 March 2026",
        "Caring",
        "The walk to the sea with Łukasz",
        "She baked scones with M.",
        "What difference it made",
        "She eats with the others now.",
        "Her daughter",
        "Speaks for",
        made.reference,
    ):
        assert words in page, words
        assert words in pdf, words
    assert reader.metadata is not None
    assert reader.metadata.title == "Good news from Rose Lodge"
    assert reader.metadata.author == "Orchard Care"


def test_only_accepted_stories_that_are_not_confidential_are_in_it(
    app: Flask, manager: MadePerson, staff: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_story(app, manager, "Told to all")
    factories.make_story(app, manager, "Kept back", is_confidential=True, files=[picture_file()])
    factories.make_story(app, staff, "Still waiting")
    factories.make_story(app, manager, "What went wrong", bearing=Bearing.CHALLENGES)
    for said in (book_page(manager_client, service), words_of(book_pdf(manager_client, service))):
        assert "Told to all" in said
        for title in ("Kept back", "Still waiting", "What went wrong"):
            assert title not in said
    choosing = manager_client.get(f"{service.path}/packs/good-news").text
    assert "1 story is ready for it." in choosing
    assert "Left out as well: 1 story linked only to lines that they challenge." in choosing


def test_stories_of_another_service_are_not_in_it(
    app: Flask,
    neighbour_manager: MadePerson,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    service: MadeService,
):
    factories.make_story(app, manager, "Ours")
    factories.make_story(app, neighbour_manager, "Theirs")
    assert "Theirs" not in book_page(manager_client, service)


def test_pictures_are_shown_only_when_they_are_chosen(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    made = factories.make_story(app, manager, "Scones", files=[picture_file(), (b"a,b\n", "list.csv")])
    address = f"{service.path}/packs/good-news/pictures/{made.file_ids[0]}.jpg"
    assert address not in book_page(manager_client, service)
    assert [page.images[:] for page in book_pdf(manager_client, service).pages if len(page.images)] == []
    page = book_page(manager_client, service, pictures="with")
    assert address in page
    assert 'alt="Picture for “Scones”"' in page
    assert "Mary Smith" not in page
    shown = [image for page in book_pdf(manager_client, service, pictures="with").pages for image in page.images]
    assert [image.image.size for image in shown if image.image] == [(1000, 667)]


def test_picture_is_scaled_down_and_shown_inside_the_page(
    app: Flask, manager: MadePerson, viewer_client: PageCheckingClient, service: MadeService
):
    made = factories.make_story(app, manager, "Scones", files=[picture_file()])
    answer = viewer_client.get(f"{service.path}/packs/good-news/pictures/{made.file_ids[0]}.jpg")
    assert answer.mimetype == "image/jpeg"
    assert Image.open(BytesIO(answer.data)).size == (1000, 667)


def test_only_pictures_of_the_book_can_be_asked_for(
    app: Flask,
    manager: MadePerson,
    staff: MadePerson,
    neighbour_manager: MadePerson,
    manager_client: PageCheckingClient,
    service: MadeService,
):
    pictures = {"files": [picture_file()]}
    hidden = [
        factories.make_story(app, manager, is_confidential=True, **pictures),
        factories.make_story(app, staff, **pictures),
        factories.make_story(app, neighbour_manager, **pictures),
        factories.make_item(app, manager, **pictures),
        factories.make_story(app, manager, files=[(b"a,b\n", "list.csv")]),
    ]
    for made in hidden:
        path = f"{service.path}/packs/good-news/pictures/{made.file_ids[0]}.jpg"
        assert manager_client.get(path).status_code == 404


def test_picture_whose_file_is_gone_leaves_the_story_whole(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    service: MadeService,
    monkeypatch: pytest.MonkeyPatch,
):
    made = factories.make_story(app, manager, "Scones", files=[picture_file()])

    def gone(*_: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(attachments, "open_file", gone)
    said = words_of(book_pdf(manager_client, service, pictures="with"))
    assert "A picture of this story can’t be opened." in said
    assert "She baked scones with M." in said
    path = f"{service.path}/packs/good-news/pictures/{made.file_ids[0]}.jpg"
    assert manager_client.get(path).status_code == 404


def test_empty_book_says_what_to_do(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    service: MadeService,
):
    path = f"{service.path}/packs/good-news"
    for client, may_add in ((manager_client, True), (viewer_client, False)):
        page = client.get(path).text
        assert "There is no story for the book yet" in page
        assert (f"{service.path}/stories/add" in page) is may_add
    assert "No story fits what you chose" in book_page(manager_client, service)
    answer = manager_client.get(f"{path}/book.pdf?order=months")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"{path}/book?order=months")


def test_choices_are_kept_and_wrong_ones_are_told(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_story(app, manager, "Scones")
    page = book_page(manager_client, service, order="months", names="full", since="2026-03-01", pictures="with")
    assert "March 2026" in page
    assert f"Told by {manager.name}." in page
    assert "good-news?names=full&amp;since=2026-03-01&amp;order=months&amp;pictures=with" in page
    wrong = book_page(manager_client, service, since="2026-03-05", until="2026-03-01", order="size")
    assert "The last day must be on or after the first." in wrong
    assert "Choose what the chapters are" in wrong
    assert "No story fits what you chose" in book_page(manager_client, service, since="2026-04-01")


def test_book_asks_the_same_whatever_it_tells(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    counts = []
    for number in (1, 20):
        with factories.at_once(app):
            for each in range(number):
                factories.make_story(
                    app, manager, f"Story {number}-{each}", lines=["S1"], files=[(b"%d" % each, "a.csv")]
                )
        with count_queries() as statements:
            book_page(manager_client, service)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
