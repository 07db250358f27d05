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
OTHER = "0198c0de-0000-7000-8000-000000000002"
SHA = hashlib.sha256(sample.PDF).hexdigest()


def test_kept_file_lies_under_its_service_and_digest(blobs: BlobFolder, take: Take) -> None:
    place = blobs.keep(ONE, take("a.pdf", sample.PDF))
    assert place == blobs.root / ONE / SHA[:2] / SHA
    assert place.read_bytes() == sample.PDF
    assert list(blobs.incoming().iterdir()) == []


def test_kept_file_can_be_opened_listed_and_removed(blobs: BlobFolder, take: Take) -> None:
    other_bytes = sample.PDF + b"\n"
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    blobs.keep(ONE, take("b.pdf", other_bytes))
    with blobs.open(ONE, SHA) as file:
        assert file.read() == sample.PDF
    assert list(blobs.all_of(ONE)) == sorted([SHA, hashlib.sha256(other_bytes).hexdigest()])
    assert blobs.remove(ONE, SHA) is True
    assert blobs.remove(ONE, SHA) is False
    assert not blobs.exists(ONE, SHA)
    with pytest.raises(FileNotFoundError):
        blobs.open(ONE, SHA)


def test_same_bytes_are_kept_once_for_a_service(blobs: BlobFolder, take: Take) -> None:
    place = blobs.keep(ONE, take("a.pdf", sample.PDF))
    before = place.stat().st_ino
    assert blobs.keep(ONE, take("again.pdf", sample.PDF)) == place
    assert place.stat().st_ino == before
    assert list(blobs.all_of(ONE)) == [SHA]
    assert list(blobs.incoming().iterdir()) == []


def test_same_bytes_of_two_services_are_kept_apart(blobs: BlobFolder, take: Take) -> None:
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    blobs.keep(OTHER, take("a.pdf", sample.PDF))
    blobs.remove(ONE, SHA)
    assert blobs.exists(OTHER, SHA)
    assert list(blobs.all_of(ONE)) == []


def test_file_kept_again_is_young_again(blobs: BlobFolder, take: Take) -> None:
    place = blobs.keep(ONE, take("a.pdf", sample.PDF))
    os.utime(place, (0, 0))
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    assert place.stat().st_mtime > 1_000_000


def test_kept_file_of_the_wrong_size_is_replaced(blobs: BlobFolder, take: Take) -> None:
    place = blobs.keep(ONE, take("a.pdf", sample.PDF))
    place.write_bytes(sample.PDF[:10])
    blobs.keep(ONE, take("a.pdf", sample.PDF))
    assert place.read_bytes() == sample.PDF


def test_wrong_size_in_what_was_taken_does_not_replace_a_sound_file(
    blobs: BlobFolder, tmp_path: Path, take: Take
) -> None:
    place = blobs.keep(ONE, take("a.pdf", sample.PDF))
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"wrong")
    blobs.keep(ONE, TakenIn("a.pdf", "application/pdf", 5, SHA, wrong))
    assert place.read_bytes() == sample.PDF
    assert not wrong.exists()


def test_discarded_file_is_gone_and_may_be_discarded_twice(blobs: BlobFolder, take: Take) -> None:
    taken = take("a.pdf", sample.PDF)
    blobs.discard(taken)
    blobs.discard(taken)
    assert not taken.path.exists()


def test_service_without_files_has_none(blobs: BlobFolder) -> None:
    assert list(blobs.all_of(ONE)) == []
    assert not blobs.exists(ONE, SHA)


@pytest.mark.parametrize(
    "service_id",
    ["", "..", "../other", ONE.upper(), ONE + "\n", ONE.replace("-", ""), "incoming", f"{ONE}/..", f"/{ONE}"],
)
def test_service_id_of_another_form_is_refused(blobs: BlobFolder, take: Take, service_id: str) -> None:
    taken = take("a.pdf", sample.PDF)
    for use in (
        lambda: blobs.keep(service_id, taken),
        lambda: blobs.open(service_id, SHA),
        lambda: blobs.exists(service_id, SHA),
        lambda: list(blobs.all_of(service_id)),
        lambda: blobs.remove(service_id, SHA),
    ):
        with pytest.raises(ValueError, match="service id"):
            use()


@pytest.mark.parametrize("sha256", ["", "..", SHA.upper(), SHA[:-1], SHA + "0", SHA + "\n", "../" + SHA[3:]])
def test_digest_of_another_form_is_refused(blobs: BlobFolder, sha256: str) -> None:
    for use in (
        lambda: blobs.open(ONE, sha256),
        lambda: blobs.exists(ONE, sha256),
        lambda: blobs.remove(ONE, sha256),
        lambda: blobs.path_of(ONE, sha256),
    ):
        with pytest.raises(ValueError, match="digest"):
            use()


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
def test_new_names_are_settled_from_the_file_up(monkeypatch: pytest.MonkeyPatch, blobs: BlobFolder, take: Take) -> None:
    settled: list[Path] = []
    taken = take("a.pdf", sample.PDF)
    monkeypatch.setattr("evidence.records.blobs.settle_folder", settled.append)
    place = blobs.keep(ONE, taken)
    assert settled == [place.parent, place.parent.parent, blobs.root]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_kept_files_are_for_the_account_of_the_site_alone(blobs: BlobFolder, take: Take) -> None:
    place = blobs.keep(ONE, take("a.pdf", sample.PDF))
    for folder in (place.parent, place.parent.parent, blobs.incoming()):
        assert folder.stat().st_mode & 0o077 == 0
    assert place.stat().st_mode & 0o077 == 0


def test_sweep_removes_only_what_is_old_and_ours(blobs: BlobFolder, take: Take) -> None:
    old, young = take("a.pdf", sample.PDF), take("b.pdf", sample.PDF)
    strange = blobs.incoming() / "notes.txt"
    strange.write_text("not ours")
    now = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
    for path, age in ((old.path, 3601), (young.path, 3599), (strange, 9999)):
        os.utime(path, (now.timestamp() - age,) * 2)
    assert blobs.sweep_incoming(3600, now) == 1
    assert not old.path.exists()
    assert young.path.exists()
    assert strange.exists()


def test_sweep_needs_an_aware_moment(blobs: BlobFolder) -> None:
    with pytest.raises(ValueError, match="time zone"):
        blobs.sweep_incoming(3600, datetime(2026, 11, 22, 14, 5))
