import struct
import zipfile
from io import BytesIO

import pytest

from evidence.records import package_parts
from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Refusal, Take

OVERSIZE = (
    "plan.docx is far larger inside than it looks, too large to open safely. "
    "Open it in Word, save the pages you need as a PDF and add that."
)
DAMAGED = (
    "plan.docx is damaged or not complete. "
    "Open it in Word, choose Save As, Word document (.docx), and add the new file."
)
MACROS = (
    "plan.docx has macros (small programs) in it. "
    "Open it in Word and choose Save As, Word document (.docx). Then add the new file."
)
PROGRAM = "plan.docx has a program or a control embedded in it. Open it in Word, choose Save As, PDF, and add the PDF."
LOCKED = (
    "plan.docx is locked with a password, so nobody else could open it. "
    "Open it in Word, take the password off (File, Info, Protect), save it and add it again."
)
WORD_TYPES = sample.content_types(*sample.ENDINGS_AND_MAINS["docx"])


def with_parts(**parts: bytes) -> bytes:
    return sample.office("docx", **parts)


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_office_file_is_taken_as_it_is(take: Take, kind: str, media_type: str) -> None:
    content = sample.office(kind)
    taken = take(f"Plan.{kind}", content)
    assert (taken.media_type, taken.path.read_bytes()) == (media_type, content)


@pytest.mark.parametrize(
    "content",
    [
        with_parts(word__media__image1_dot_png=sample.picture("PNG")),
        with_parts(word__embeddings__Microsoft_Excel_Sheet1_dot_xlsx=sample.office("xlsx")),
        with_parts(word__embeddings__oleObject1_dot_bin=sample.container("Equation Native")),
        with_parts(word__printerSettings1_dot_bin=b"settings"),
        sample.office("docx", '<Default Extension="png" ContentType="image/png"/>'),
    ],
)
def test_pictures_charts_and_equations_inside_are_no_reason_to_refuse(take: Take, content: bytes) -> None:
    assert take("plan.docx", content).size == len(content)


@pytest.mark.parametrize(
    "content",
    [
        sample.office("docm"),
        with_parts(word__vbaProject_dot_bin=b"macro"),
        with_parts(word__VBAPROJECT_dot_BIN=b"macro"),
        with_parts(xl__macrosheets__sheet1_dot_xml=b"<macro/>"),
        sample.office("docx", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        sample.office("docx", '<Override PartName="/a" ContentType="application/vnd.ms-excel.sheet.macroEnabled.12"/>'),
    ],
)
def test_macros_are_refused(refusal: Refusal, content: bytes) -> None:
    assert refusal("plan.docx", content) == MACROS


@pytest.mark.parametrize(
    "content",
    [
        with_parts(word__activeX__activeX1_dot_xml=b"<control/>"),
        sample.office("docx", '<Default Extension="bin" ContentType="application/vnd.ms-office.activeX"/>'),
        with_parts(word__embeddings__setup_dot_exe=b"anything"),
        with_parts(word__media__run_dot_js=b"anything"),
        with_parts(word__embeddings__oleObject1_dot_bin=b"MZ\x90\x00"),
        with_parts(word__embeddings__oleObject1_dot_bin=sample.container("\x01Ole10Native")),
        with_parts(word__embeddings__oleObject1_dot_bin=bytes(1024 * 1024 - 9) + sample.container("\x01Ole10Native")),
    ],
)
def test_programs_and_controls_inside_are_refused(refusal: Refusal, content: bytes) -> None:
    assert refusal("plan.docx", content) == PROGRAM


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            sample.office("dotx"),
            "is really a Word template. Open it in Word and choose Save As, Word document (.docx). ",
        ),
        (sample.office("pptx"), "is really a PowerPoint file. Open it in PowerPoint and choose Save As, PDF. "),
        (sample.office("xlsb"), "has macros (small programs) in it. "),
        (
            sample.zipped({"[Content_Types].xml": sample.content_types("a.xml", "application/xml"), "a.xml": "<a/>"}),
            "is not a document that Word made. ",
        ),
        (
            sample.zipped({"[Content_Types].xml": WORD_TYPES, "other.xml": "<a/>"}),
            "is not a document that Word made. ",
        ),
        (sample.zipped({"word/document.xml": "<a/>"}), "is damaged or not complete. "),
    ],
)
def test_package_without_the_right_main_part_is_refused(refusal: Refusal, content: bytes, words: str) -> None:
    assert refusal("plan.docx", content).startswith(f"plan.docx {words}")


@pytest.mark.parametrize(
    "name", ["../evil.xml", "word/../../evil.xml", "/etc/passwd", "C:/evil.xml", "..\\evil.xml", "\\\\host\\evil.xml"]
)
def test_part_that_leads_outside_is_refused(refusal: Refusal, name: str) -> None:
    assert refusal("plan.docx", sample.zipped({"[Content_Types].xml": WORD_TYPES, name: "x"})) == DAMAGED


def test_too_many_parts_are_refused(refusal: Refusal) -> None:
    parts: dict[str, bytes | str] = {f"p{number}": "" for number in range(package_parts.MOST_PARTS + 1)}
    assert refusal("plan.docx", sample.zipped(parts)) == OVERSIZE


def test_small_file_that_unpacks_to_a_great_size_is_refused(refusal: Refusal) -> None:
    bomb = with_parts(word__media__a_dot_xml=bytes(11 * 1024 * 1024))
    assert len(bomb) < 30_000
    assert refusal("plan.docx", bomb) == OVERSIZE


def test_total_size_is_limited_however_well_it_packs(monkeypatch: pytest.MonkeyPatch, refusal: Refusal) -> None:
    monkeypatch.setattr(package_parts, "MOST_UNPACKED", 10_000)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": WORD_TYPES,
        "word/document.xml": "<a/>",
        "b.xml": bytes(10_000),
    }
    assert refusal("plan.docx", sample.zipped(parts, zipfile.ZIP_STORED)) == OVERSIZE


def test_size_that_the_directory_understates_is_found_out(refusal: Refusal) -> None:
    honest = with_parts(word__media__a_dot_xml=bytes(5_000_000))
    lying = honest.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    assert lying != honest
    assert refusal("plan.docx", lying) == DAMAGED


def test_count_that_the_directory_understates_is_found_out(refusal: Refusal) -> None:
    parts: dict[str, bytes | str] = {f"p{number}": "" for number in range(package_parts.MOST_PARTS + 1)}
    content = bytearray(sample.zipped(parts))
    struct.pack_into("<HH", content, len(content) - 14, 1, 1)
    assert refusal("plan.docx", bytes(content)) == OVERSIZE


def test_huge_directory_is_not_read(monkeypatch: pytest.MonkeyPatch, refusal: Refusal) -> None:
    monkeypatch.setattr(package_parts, "LARGEST_DIRECTORY", 100)
    assert refusal("plan.docx", sample.office("docx")) == OVERSIZE


def test_directory_for_larger_files_than_we_take_is_refused(refusal: Refusal) -> None:
    content = sample.office("docx")
    assert refusal("plan.docx", content[:-22] + b"PK\x06\x07" + bytes(16) + content[-22:]) == OVERSIZE


def test_encrypted_part_is_refused_as_locked(refusal: Refusal) -> None:
    content = bytearray(sample.office("docx"))
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert refusal("plan.docx", bytes(content)) == LOCKED


def test_document_with_a_password_is_refused_as_locked(refusal: Refusal) -> None:
    locked = sample.container("EncryptionInfo", "EncryptedPackage")
    assert refusal("plan.docx", locked) == LOCKED
    assert "Open it in Excel, take the password off" in refusal("plan.xlsx", locked)


def test_old_document_with_the_new_ending_is_refused_as_old(refusal: Refusal) -> None:
    assert refusal("plan.docx", sample.container("WordDocument")).startswith("plan.docx is really an old Word file. ")


def test_other_packing_methods_are_refused(refusal: Refusal) -> None:
    parts = {"[Content_Types].xml": WORD_TYPES, "word/document.xml": "<a/>"}
    assert refusal("plan.docx", sample.zipped(parts, zipfile.ZIP_LZMA)) == DAMAGED


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_with_one_name_are_refused(refusal: Refusal) -> None:
    output = BytesIO(sample.office("docx"))
    with zipfile.ZipFile(output, "a") as package:
        package.writestr("WORD/document.xml", "<other/>")
    assert refusal("plan.docx", output.getvalue()) == DAMAGED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_growing_entities_are_not_read(refusal: Refusal, encoding: str) -> None:
    entities = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
        + WORD_TYPES.partition("?>")[2]
    )
    parts: dict[str, bytes | str] = {"[Content_Types].xml": entities.encode(encoding), "word/document.xml": "<a/>"}
    assert refusal("plan.docx", sample.zipped(parts)) == DAMAGED


@pytest.mark.parametrize("types", ["", "not xml", "<Types>", '<?xml version="1.0" encoding="nonsense"?><Types/>'])
def test_broken_list_of_content_types_is_refused(refusal: Refusal, types: str) -> None:
    assert refusal("plan.docx", sample.zipped({"[Content_Types].xml": types, "word/document.xml": "<a/>"})) == DAMAGED


def test_file_cut_off_anywhere_is_refused(refusal: Refusal) -> None:
    content = sample.office("docx")
    for length in range(4, len(content), 97):
        assert refusal("plan.docx", content[:length]) == DAMAGED


def test_part_with_a_wrong_checksum_is_refused(refusal: Refusal) -> None:
    content = sample.zipped(
        {"[Content_Types].xml": WORD_TYPES, "word/document.xml": "<document>words</document>"}, zipfile.ZIP_STORED
    )
    assert refusal("plan.docx", content.replace(b">words<", b">swords<"[:7])) == DAMAGED
