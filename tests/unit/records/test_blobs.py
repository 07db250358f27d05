"""What only the folder on the disk does: names, permissions, and a disk that is full."""

import errno
import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.records.blobs import BlobFolder
from evidence.records.disk_room import NoRoomLeft
from evidence.records.intake import TakenIn
from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Take

ONE = "0198c0de-0000-7000-8000-000000000001"
SHA = hashlib.sha256(sample.PDF).hexdigest()


@pytest.fixture
def place(blobs: BlobFolder) -> Path:
    """Where the sample is kept."""
    return blobs.path_of(ONE, SHA)


def test_kept_file_lies_under_its_service_and_digest(blobs: BlobFolder, take: Take) -> None:
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    assert (blobs.root / ONE / SHA[:2] / SHA).read_bytes() == sample.PDF


def test_same_bytes_are_not_written_again(blobs: BlobFolder, take: Take, place: Path) -> None:
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    before = place.stat().st_ino
    blobs.keep(ONE, take("again.pdf", sample.PDF))
    assert place.stat().st_ino == before


def test_kept_file_of_the_wrong_size_is_replaced(blobs: BlobFolder, take: Take, place: Path) -> None:
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    place.write_bytes(sample.PDF[:10])
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    assert place.read_bytes() == sample.PDF


def test_wrong_size_in_what_was_taken_does_not_replace_a_sound_file(
    blobs: BlobFolder, tmp_path: Path, take: Take, place: Path
) -> None:
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"wrong")
    blobs.keep(ONE, TakenIn("a.pdf", "application/pdf", 5, SHA, wrong))
    assert place.read_bytes() == sample.PDF
    assert not wrong.exists()


def test_file_that_goes_while_the_old_ones_are_listed_is_left_out(
    monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder
) -> None:
    monkeypatch.setattr(BlobFolder, "all_of", lambda *_: iter([SHA]))
    assert list(blobs.older_than(ONE, datetime.now(UTC))) == []


@pytest.mark.parametrize("sha256", ["..", SHA.upper(), "../" + SHA[3:]])
def test_digest_of_another_form_has_no_path(blobs: BlobFolder, sha256: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        blobs.path_of(ONE, sha256)


def test_full_disk_while_keeping_is_told_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder, take: Take
) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    taken = take("a.pdf", sample.PDF)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(NoRoomLeft):
        blobs.keep(ONE, taken)
    assert not taken.path.exists()
    assert list(blobs.all_of(ONE)) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows settles names by itself")
def test_new_names_are_settled_from_the_file_up(
    monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder, take: Take, place: Path
) -> None:
    settled: list[Path] = []
    taken = take("a.pdf", sample.PDF)
    monkeypatch.setattr("evidence.records.blobs.settle_folder", settled.append)
    blobs.keep(ONE, taken)
    assert settled == [place.parent, place.parent.parent, blobs.root]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_kept_files_are_for_the_account_of_the_site_alone(blobs: BlobFolder, take: Take, place: Path) -> None:
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    for folder in (place.parent, place.parent.parent, blobs.incoming()):
        assert folder.stat().st_mode & 0o077 == 0
    assert place.stat().st_mode & 0o077 == 0
