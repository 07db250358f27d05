"""Pictures for the documentation are made small or refused, and only those that there are can be asked for."""

import os
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from tests.pictures import __main__ as pictures
from tests.pictures import camera, shots


def png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def test_picture_keeps_its_size_and_what_it_shows():
    page = Image.new("RGB", (360, 740), "white")
    ImageDraw.Draw(page).rectangle((20, 20, 200, 60), "#0b4f52")
    small = Image.open(BytesIO(camera.shrink(png(page))))
    assert (small.size, small.mode) == ((360, 740), "P")
    assert small.convert("RGB").getpixel((100, 40)) == (0x0B, 0x4F, 0x52)


def noise() -> bytes:
    return png(Image.frombytes("RGB", (100, 100), os.urandom(100 * 100 * 3)))


def test_picture_loses_colours_until_it_fits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(camera, "MOST_BYTES", 8_000)
    small = camera.shrink(noise())
    assert len(small) <= 8_000
    assert len(Image.open(BytesIO(small)).convert("RGB").getcolors()) == 64


def test_picture_that_never_fits_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(camera, "MOST_BYTES", 1_000)
    with pytest.raises(camera.TooLarge, match="1000 are allowed"):
        camera.shrink(noise())


def test_picture_that_there_is_not_is_told(capsys: pytest.CaptureFixture[str]):
    assert pictures.main(["first-screen", "nothing"]) == 2
    assert capsys.readouterr().err == "There is no picture called nothing.\n"


def test_names_of_pictures_are_their_own():
    names = [shot.name for shot in shots.ALL]
    assert sorted(set(names)) == sorted(names)
