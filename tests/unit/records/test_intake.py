import errno
import hashlib
import os
from dataclasses import FrozenInstanceError
from io import BytesIO
from pathlib import Path

import pytest

from evidence.records.blobs import BlobFolder
from evidence.records.disk_room import NO_ROOM, NoRoomLeft
from evidence.records.intake import LIMIT, take_in
from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Refusal, Take


class EndlessStream(BytesIO):
    """A file that never ends; counts what was read of it."""

    read_so_far = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0, "the stream must be read in pieces"
        self.read_so_far += size
        return b"%PDF-" + bytes(size - 5)


def test_what_comes_out_speaks_of_the_bytes_on_the_disk(take: Take, blobs: BlobFolder) -> None:
    taken = take("C:\\scans\\Fire\u202e drill.pdf", sample.PDF)
    assert taken.name == "Fire drill.pdf"
    assert taken.size == len(sample.PDF)
    assert taken.sha256 == hashlib.sha256(sample.PDF).hexdigest()
    assert list(blobs.incoming().iterdir()) == [taken.path]
    with pytest.raises(FrozenInstanceError):
        taken.size = 0  # type: ignore[misc]


def test_limit_is_twenty_five_megabytes() -> None:
    assert LIMIT == 26_214_400


def test_file_of_exactly_the_limit_is_taken(take: Take) -> None:
    assert take("a.pdf", sample.PDF, limit=len(sample.PDF)).size == len(sample.PDF)


def test_file_over_the_limit_is_refused(refusal: Refusal) -> None:
    assert refusal("a.pdf", sample.PDF + bytes(2048), limit=2048) == (
        "a.pdf is larger than 2 KB. Make it smaller and add that: "
        "for a PDF or a scan choose a lower quality or fewer pages, for a picture a smaller size."
    )


def test_stream_is_not_read_past_the_limit(blobs: BlobFolder) -> None:
    stream = EndlessStream()
    with pytest.raises(Exception, match="is larger than 1 MB"):
        take_in("a.pdf", stream, folder=blobs.incoming(), limit=1024 * 1024)
    assert stream.read_so_far < 1024 * 1024 + 2 * 64 * 1024
    assert list(blobs.incoming().iterdir()) == []


def test_empty_file_is_refused(refusal: Refusal) -> None:
    assert refusal("a.pdf", b"") == "a.pdf is empty. Open it to check what is in it, save it and add it again."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("photo.jpg", sample.PDF, "photo.jpg is really a PDF. Rename it to photo.pdf and add it again."),
        (
            "photo.jpg",
            sample.picture("WEBP"),
            "photo.jpg is really a WebP picture. Rename it to photo.webp and add it again.",
        ),
        (
            "IMG_1.HEIC",
            sample.picture("JPEG"),
            "IMG_1.HEIC is really a JPEG picture. Rename it to IMG_1.jpg and add it again.",
        ),
        (
            "plan.pdf",
            sample.office("docx"),
            "plan.pdf is really a Word document. Rename it to plan.docx and add it again.",
        ),
        (
            "plan.docx",
            sample.office("xlsx"),
            "plan.docx is really an Excel workbook. Rename it to plan.xlsx and add it again.",
        ),
        (
            "rota.csv",
            sample.office("xlsx"),
            "rota.csv is really an Excel workbook. Rename it to rota.xlsx and add it again.",
        ),
        ("rota.csv", sample.PDF, "rota.csv is really a PDF. Rename it to rota.pdf and add it again."),
        (
            "photo.jfif",
            sample.picture("JPEG"),
            "photo.jfif is really a JPEG picture. Rename it to photo.jpg and add it again.",
        ),
        ("scan", sample.PDF, "scan has no ending, but it is a PDF. Rename it to scan.pdf and add it again."),
    ],
)
def test_file_under_another_name_is_told_its_right_name(
    refusal: Refusal, name: str, content: bytes, message: str
) -> None:
    assert refusal(name, content) == message


@pytest.mark.parametrize(
    ("name", "content", "start"),
    [
        ("photo.jpg", sample.picture("GIF"), "photo.jpg is really a GIF picture. Open it in a picture program and "),
        ("photo.jpg", b"MZ\x90\x00\x03", "photo.jpg is really a program. Programs are never kept here. "),
        ("plan.pdf", b"<html>hello", "plan.pdf is really a web page. Open it in your browser, "),
        ("plan.pdf", sample.container("WordDocument"), "plan.pdf is really an old Word file. Open it in Word "),
        ("plan.pdf", sample.container("Workbook"), "plan.pdf is really an old Excel file. Open it in Excel "),
        (
            "mail.pdf",
            sample.container("__properties_version1.0"),
            "mail.pdf is really an e-mail. Print the e-mail to PDF: ",
        ),
        ("plan.pdf", sample.zipped({"a.txt": "a"}), "plan.pdf is really a packed folder of files. Unpack it "),
        ("plan.pdf", sample.office("pptx"), "plan.pdf is really a PowerPoint file. Open it in PowerPoint "),
        (
            "plan.docx",
            sample.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "plan.docx is damaged or not complete. Open it in Word, ",
        ),
        (
            "plan.pdf",
            sample.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
            "plan.pdf is really an OpenDocument text. ",
        ),
        ("photo.png", b"hello", "photo.png is not a PNG picture, or it is damaged. Open it to check, save it again "),
        ("plan.docx", b"hello", "plan.docx is not a Word document, or it is damaged. Open it to check, save it again "),
        ("scan", b"hello", "scan has no ending that says what kind of file it is, such as .pdf. Add a PDF, "),
        (
            "scan.xyz",
            b"hello",
            "scan.xyz is a kind of file we don’t take. Add one of these: PDF (.pdf), Word (.docx), ",
        ),
    ],
)
def test_file_of_another_kind_is_told_what_to_do(refusal: Refusal, name: str, content: bytes, start: str) -> None:
    message = refusal(name, content)
    assert message.startswith(start)
    assert message.endswith(".")


def test_unknown_ending_is_told_every_kind_we_take(refusal: Refusal) -> None:
    assert refusal("a.xyz", b"hello") == (
        "a.xyz is a kind of file we don’t take. Add one of these: PDF (.pdf), Word (.docx), Excel (.xlsx), CSV (.csv), "
        "JPEG (.jpg, .jpeg), PNG (.png), WebP (.webp) and HEIC (.heic, .heif)."
    )


@pytest.mark.parametrize(("name", "content"), [("a.pdf", sample.PDF), ("a.png", sample.picture("PNG"))])
@pytest.mark.parametrize("code", [errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)])
def test_full_disk_is_told_in_words_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder, name: str, content: bytes, code: int
) -> None:
    def full(handle: int) -> None:
        raise OSError(code, "full")

    folder = blobs.incoming()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoomLeft) as caught:
        take_in(name, BytesIO(content), folder=folder)
    assert caught.value.message == NO_ROOM
    assert "Nothing you wrote on the form is lost." in NO_ROOM
    assert list(folder.iterdir()) == []


def test_disk_that_fills_while_a_picture_is_written_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder
) -> None:
    folder, settle, calls = blobs.incoming(), os.fsync, []

    def full_the_second_time(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        settle(handle)

    monkeypatch.setattr(os, "fsync", full_the_second_time)
    with pytest.raises(NoRoomLeft):
        take_in("a.png", BytesIO(sample.picture("PNG")), folder=folder)
    assert len(calls) == 2
    assert list(folder.iterdir()) == []


def test_other_faults_of_the_disk_pass_as_they_are(monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "broken")

    folder = blobs.incoming()
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="broken"):
        take_in("a.pdf", BytesIO(sample.PDF), folder=folder)
    assert list(folder.iterdir()) == []


def test_bytes_are_settled_before_the_file_is_handed_over(
    monkeypatch: pytest.MonkeyPatch, take: Take, tmp_path: Path
) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: sizes.append(os.fstat(handle).st_size))
    assert take("a.pdf", sample.PDF).size == sizes[-1]
