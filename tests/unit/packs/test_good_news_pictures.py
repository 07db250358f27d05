"""Pictures of a book: small enough, with nothing but the picture, and refused when they are none."""

from io import BytesIO

import pytest
from PIL import Image, UnidentifiedImageError

from evidence.packs.good_news_pictures import scaled


def picture_file(form: str, size: tuple[int, int], mode: str = "RGB", colour: object = (200, 30, 30)) -> bytes:
    output = BytesIO()
    picture = Image.new(mode, size, colour)  # type: ignore[arg-type]
    notes = picture.getexif()
    notes[0x010E] = "Room 12, Mary Smith"
    picture.save(output, form, exif=notes)
    return output.getvalue()


@pytest.mark.parametrize(
    ("size", "wanted"), [((3000, 2000), (1000, 667)), ((900, 1800), (500, 1000)), ((40, 30), (40, 30))]
)
def test_picture_is_scaled_down_and_never_up(size: tuple[int, int], wanted: tuple[int, int]):
    picture = scaled(picture_file("JPEG", size), "Scones")
    assert (picture.width, picture.height) == wanted
    assert Image.open(BytesIO(picture.content)).size == wanted
    assert picture.words == "Scones"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_nothing_but_the_picture_is_kept(form: str):
    content = picture_file(form, (300, 200))
    assert b"Mary Smith" in content
    made = Image.open(BytesIO(scaled(content, "").content))
    assert made.format == "JPEG"
    assert not made.getexif()
    assert b"Mary Smith" not in scaled(content, "").content


def test_what_shines_through_becomes_white():
    picture = scaled(picture_file("PNG", (20, 20), "RGBA", (0, 0, 0, 0)), "")
    assert Image.open(BytesIO(picture.content)).getpixel((10, 10)) == (255, 255, 255)


def test_same_file_gives_the_same_picture():
    content = picture_file("JPEG", (1500, 1000))
    assert scaled(content, "a") == scaled(content, "a")


def test_other_files_are_refused():
    with pytest.raises(UnidentifiedImageError):
        scaled(b"month,falls\n", "")
    gif = BytesIO()
    Image.new("RGB", (5, 5)).save(gif, "GIF")
    with pytest.raises(UnidentifiedImageError):
        scaled(gif.getvalue(), "")
