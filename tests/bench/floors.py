"""The floors: the least that any site of this kind would have to do for the same answer, served by the same server.

They are views of the site itself, so that a request to one passes everything that every request passes: the server,
the session read of a signed-in person, the security headers. Beyond that each does only its bare work.
"""

import os
import secrets
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request
from flask_wtf import CSRFProtect
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from evidence.database import db, saving
from evidence.drawing.fonts import SANS, fonts
from evidence.records.pictures import JPEG_QUALITY, LONGEST_SIDE

BYTES, PDF, KEPT, REDRAWN = "/bench/bytes/", "/bench/pdf/", "/bench/kept", "/bench/redrawn"
FONT_SIZE, LEADING, MARGIN = 9, 12, 50
A4 = (595, 842)

blueprint = Blueprint("bench", __name__)
rows = Table("bench_row", MetaData(), Column("id", Integer, primary_key=True), Column("words", Text))
_bodies: dict[str, bytes] = {}
_pages: dict[str, list[list[str]]] = {}


def init_app(app: Flask) -> None:
    """Open the floors on a site that is about to be measured."""
    app.register_blueprint(blueprint)
    csrf: CSRFProtect = app.extensions["csrf"]
    csrf.exempt(blueprint)
    with app.app_context():
        rows.create(db.engine, checkfirst=True)


@blueprint.put(f"{BYTES}<name>")
def take_bytes(name: str) -> tuple[str, int]:
    """Remember what a page answered."""
    _bodies[name] = request.get_data()
    return "", 204


@blueprint.get(f"{BYTES}<name>")
def answer_bytes(name: str) -> Response:
    """The same bytes as the page, straight from memory."""
    return Response(_bodies[name], mimetype="text/html")


@blueprint.put(f"{PDF}<name>")
def take_pages(name: str) -> tuple[str, int]:
    """Remember the lines of text that stand on each page of a PDF."""
    _pages[name] = request.get_json()
    return "", 204


@blueprint.get(f"{PDF}<name>")
def answer_pdf(name: str) -> Response:
    """A PDF of as many pages with the same lines of text on them."""
    return Response(bare_pdf(_pages[name]), mimetype="application/pdf")


@blueprint.post(KEPT)
def keep_bytes() -> tuple[str, int]:
    """Keep what was sent: a file that is settled on the disk, and one committed row."""
    _keep(request.files["files"].read())
    return "", 204


@blueprint.post(REDRAWN)
def keep_redrawn() -> tuple[str, int]:
    """The same, with the photo opened, made smaller and written anew, which takes the place it was taken out of it."""
    picture = Image.open(request.files["files"].stream)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    written = BytesIO()
    picture.save(written, "JPEG", quality=JPEG_QUALITY)
    _keep(written.getvalue())
    return "", 204


def bare_pdf(pages: list[list[str]]) -> bytes:
    """A PDF made by a bare loop: the lines of each page, one below the other, in the font that packs are drawn in."""
    fonts()
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for lines in pages:
        canvas.setFont(SANS, FONT_SIZE)
        for number, line in enumerate(lines):
            canvas.drawString(MARGIN, A4[1] - MARGIN - number * LEADING, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _keep(content: bytes) -> None:
    folder = Path(current_app.config["FILES_PATH"]) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / secrets.token_hex(8)).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with saving():
        db.session.execute(insert(rows).values(words="kept"))
