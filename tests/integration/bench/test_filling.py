"""The bench's made-up records keep every rule that the stores keep, and its floors are what they say."""

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from evidence.accounts import audit_check
from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.records.models import Record, RecordLine, RecordVersion
from evidence.records.search_models import RecordWords
from tests import factories
from tests.bench import filling, floors
from tests.statements import count_queries


def test_filled_services_are_as_if_people_had_filled_them(app: Flask):
    filled = filling.fill(app, (60, 5), confidential=0.5)
    with app.app_context(), system_scope("counting what the bench has made"):
        counts = [db.session.scalar(select(func.count()).select_from(table)) for table in (Record, RecordVersion)]
        lines = db.session.scalar(select(func.count()).select_from(RecordLine))
        kinds = set(db.session.scalars(select(Record.kind)))
        found = db.session.scalar(select(func.count()).select_from(RecordWords))
        references = set(db.session.scalars(select(Record.reference)))
        assert audit_check.find_trouble() == []
    assert (counts, found, len(references)) == ([65, 65], 65, 65)
    assert 65 <= lines <= 130
    assert kinds == {"item", "story", "action"}
    home = filled.homes[0]
    client = factories.sign_in(app, home.manager)
    for page in ("/", "/evidence/", "/stories/", "/actions/", "/search?q=medicine", f"/packs/assessments/{home.round}"):
        assert client.get(home.service.path + page, unchecked="its texts repeat").status_code == 200, page
    found = client.get(f"{home.service.path}/search?q=medicine", unchecked="its texts repeat").text
    assert "edicine" in found.partition("<main")[2].partition("<form")[2].partition("</form>")[2]


def test_filled_services_say_the_same_each_time(app: Flask):
    filling.fill(app, (20,), judged=0)
    filling.fill(app, (20,), judged=0)
    with app.app_context(), system_scope("reading what the bench has made"):
        rows = db.session.execute(select(Record.service_id, Record.title, Record.text)).all()
    said = [{row[1:] for row in rows if row[0] == service} for service in {row[0] for row in rows}]
    assert said[0] == said[1]
    assert len(said[0]) == 20


def test_floor_answers_the_same_bytes_and_headers_after_the_same_read_of_the_session(make_app: Callable[..., Flask]):
    app = make_app()
    floors.init_app(app)
    home = filling.fill(app, (5,), judged=0).homes[0]
    client = factories.sign_in(app, home.manager)
    page = client.get(f"{home.service.path}/stories/", unchecked="its texts repeat")
    assert client.put(f"{floors.BYTES}page", data=page.data, unchecked="it is no page").status_code == 204
    with count_queries() as statements:
        bare = client.get(f"{floors.BYTES}page", unchecked="it is the same page")
    assert bare.data == page.data
    headers = [
        {name: value for name, value in answer.headers.items() if name not in ("Set-Cookie", "Content-Length")}
        for answer in (page, bare)
    ]
    assert headers[0] == headers[1]
    assert ["FROM account" in said or "FROM sign_in" in said for said in statements] == [True, True]


def test_floor_of_a_pdf_has_the_same_pages_and_lines(make_app: Callable[..., Flask]):
    app = make_app()
    floors.init_app(app)
    pages = [["Medicine audit", "Nine of ten feel safe."], ["Łukasz said so."]]
    client = app.test_client()
    client.put(f"{floors.PDF}some", json=pages, unchecked="it is no page")
    drawn = PdfReader(BytesIO(client.get(f"{floors.PDF}some").data))
    assert [page.extract_text().splitlines() for page in drawn.pages] == pages
