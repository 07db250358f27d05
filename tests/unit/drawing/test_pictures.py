"""Pictures on a page: in rows, within the text, and whole sections kept together."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from evidence.drawing.document import Document, Paragraph, Picture, Pictures, Section
from evidence.drawing.look import TEXT_WIDTH
from evidence.drawing.picture_rows import picture_rows


def a_picture(width: int, height: int, colour: str = "#7a9e7e") -> Picture:
    output = BytesIO()
    Image.new("RGB", (width, height), colour).save(output, "JPEG")
    return Picture(output.getvalue(), width, height, "A colour")


@pytest.mark.parametrize(
    ("number", "rows"), [(0, []), (1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (7, [2, 3, 2])]
)
def test_pictures_stand_in_rows_of_up_to_three(number: int, rows: list[int]) -> None:
    drawn = picture_rows([a_picture(30, 20)] * number)
    assert [len(row._pictures) for row in drawn] == rows


@pytest.mark.parametrize("size", [(400, 100), (100, 400), (90, 90)])
def test_row_is_no_wider_than_the_text_and_not_too_high(size: tuple[int, int]) -> None:
    for number in (1, 2, 3):
        (row,) = picture_rows([a_picture(*size)] * number)
        _, height = row.wrap(TEXT_WIDTH, 1000)
        assert height <= 250
        assert number * height * size[0] / size[1] <= TEXT_WIDTH + 0.01


def test_pictures_are_in_the_file_as_they_were_given(opened: Callable[[Document], PdfReader]) -> None:
    pictures = Pictures((a_picture(60, 40), a_picture(40, 60, "#aa3344")))
    document = Document("Book", sections=(Section("Safe", blocks=(pictures,)),))
    images = opened(document).pages[0].images
    assert sorted(image.image.size for image in images if image.image) == [(40, 60), (60, 40)]


def test_whole_section_moves_to_the_next_page_rather_than_part(opened: Callable[[Document], PdfReader]) -> None:
    def pages(is_whole: bool) -> list[str]:
        first = Section("One", blocks=tuple(Paragraph(f"Line {n}.") for n in range(16)))
        last = Section("Two", 2, tuple(Paragraph(f"Part {n}.") for n in range(8)), is_whole=is_whole)
        found = opened(Document("Book", sections=(first, last), has_contents=False)).pages
        return [page.extract_text() for page in found]

    assert ["Part 0." in page for page in pages(False)] == [True, False]
    assert ["Part 0." in page for page in pages(True)] == [False, True]
    assert "Part 7." in pages(True)[1]


def test_whole_section_longer_than_a_page_starts_where_it_is(opened: Callable[[Document], PdfReader]) -> None:
    last = Section("Two", 2, tuple(Paragraph(f"Part {n}.") for n in range(60)), is_whole=True)
    pages = opened(Document("Book", sections=(Section("One"), last), has_contents=False)).pages
    assert "Part 0." in pages[0].extract_text()
