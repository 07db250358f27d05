"""The pages of the good-news book: what goes into it, the book as a page and as a PDF, and its pictures."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, send_file, url_for

from evidence.accounts import frameworks, openings
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.provider import get_provider
from evidence.accounts.scope import Scope
from evidence.drawing.pdf import draw_pdf
from evidence.packs import good_news_store as store
from evidence.packs.good_news_book import Book, make_book
from evidence.packs.good_news_document import book_document
from evidence.packs.good_news_forms import BookForm, as_args
from evidence.packs.good_news_pictures import open_picture, open_pictures
from evidence.packs.routes import blueprint
from evidence.web import clock
from evidence.web.errors import NotFound


@blueprint.get("/good-news")
@for_roles(*READERS)
def good_news(scope: Scope) -> Any:
    """Choose what goes into the book."""
    form = _form(scope)
    form.validate()
    return _choosing(scope, form)


@blueprint.get("/good-news/book")
@for_roles(*READERS)
def good_news_book(scope: Scope) -> Any:
    """The book as a page that prints; the choices again where they can't be understood."""
    form = _form(scope)
    if not form.validate():
        return _choosing(scope, form)
    return render_template("packs/good_news_book.html", book=_book(scope, form), asked=as_args(form.book_choices()))


@blueprint.get("/good-news/book.pdf")
@for_roles(*READERS)
def good_news_pdf(scope: Scope) -> Any:
    """The book as a PDF to download; a book with nothing in it leads to the page that says what to do."""
    form = _form(scope)
    is_fine = form.validate()
    book = _book(scope, form)
    if not is_fine or not book.stories:
        page = url_for(".good_news_book", service=g.place.service.reference)
        return redirect(f"{page}?{request.query_string.decode('ascii', 'ignore')}")
    pictures = open_pictures(book.pictures, scope.service_id)
    made = draw_pdf(book_document(book, pictures, made_at=clock.now()))
    openings.mark(scope, openings.What.PACK, "the good-news book")
    return send_file(
        BytesIO(made),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"good-news-{g.place.service.reference}.pdf",
        max_age=0,
    )


@blueprint.get("/good-news/pictures/<uuid:file_id>.jpg")
@for_roles(*READERS)
def good_news_picture(scope: Scope, file_id: UUID) -> Any:
    """A picture of the book, scaled down."""
    picture = open_picture(store.get_picture(scope, file_id), scope.service_id, "")
    if picture is None:
        raise NotFound
    return send_file(BytesIO(picture.content), mimetype="image/jpeg", max_age=0)


def _form(scope: Scope) -> BookForm:
    return BookForm(request.args, frameworks.get_framework(scope, g.place.service.framework_id))


def _choosing(scope: Scope, form: BookForm) -> Any:
    stories = store.accepted_stories(scope)
    return render_template(
        "packs/good_news.html",
        form=form,
        form_has_errors=bool(form.errors),
        framework=frameworks.get_framework(scope, g.place.service.framework_id),
        stories=sum(story.is_good_news for story in stories),
        left_out=sum(not story.is_good_news for story in stories),
    )


def _book(scope: Scope, form: BookForm) -> Book:
    service = g.place.service
    return make_book(
        store.accepted_stories(scope),
        frameworks.get_framework(scope, service.framework_id),
        form.book_choices(),
        service=service.name,
        provider=get_provider(scope.provider_id).name,
        today=clock.today(),
    )
