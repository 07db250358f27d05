"""What both places for kept files promise: the folder on the disk and the bucket."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from evidence.records.blob_store import BlobStore
from evidence.records.blobs import BlobFolder
from evidence.records.blobs_bucket import BlobBucket
from tests.bucket_double import BucketDouble
from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Take

ONE = "0198c0de-0000-7000-8000-000000000001"
OTHER = "0198c0de-0000-7000-8000-000000000002"
SHA = hashlib.sha256(sample.PDF).hexdigest()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(params=["blobs", "in_bucket"])
def store(request: pytest.FixtureRequest) -> BlobStore:
    return request.getfixturevalue(request.param)


@pytest.fixture
def grow_old(store: BlobStore, request: pytest.FixtureRequest):
    """Makes a kept file look as if it had been kept long ago."""

    def grown(service_id: str, sha256: str) -> None:
        if isinstance(store, BlobFolder):
            os.utime(store.path_of(service_id, sha256), (LONG_AGO.timestamp(),) * 2)
        else:
            assert isinstance(store, BlobBucket)
            bucket: BucketDouble = request.getfixturevalue("bucket")
            bucket.objects[store.key_of(service_id, sha256)].modified = LONG_AGO

    return grown


def read(store: BlobStore, service_id: str, sha256: str) -> bytes:
    with store.open(service_id, sha256) as file:
        return file.read()


def test_kept_file_can_be_opened_listed_and_removed(store: BlobStore, take: Take) -> None:
    others = [sample.PDF + b"\n" * number for number in range(1, 5)]
    for content in (sample.PDF, *others):
        store.keep(ONE, take("a.pdf", content))
    assert read(store, ONE, SHA) == sample.PDF
    assert list(store.all_of(ONE)) == sorted(hashlib.sha256(content).hexdigest() for content in (sample.PDF, *others))
    assert store.remove(ONE, SHA) is True
    assert store.remove(ONE, SHA) is False
    assert SHA not in store.all_of(ONE)
    with pytest.raises(FileNotFoundError):
        store.open(ONE, SHA)


def test_file_that_is_kept_waits_no_longer(store: BlobStore, take: Take) -> None:
    taken = take("a.pdf", sample.PDF)
    assert list(store.incoming().iterdir()) == [taken.path]
    store.keep(ONE, taken)
    assert list(store.incoming().iterdir()) == []


def test_same_bytes_are_kept_once_for_a_service(store: BlobStore, take: Take) -> None:
    store.keep(ONE, take("a.pdf", sample.PDF))
    store.keep(ONE, take("again.pdf", sample.PDF))
    assert list(store.all_of(ONE)) == [SHA]
    assert list(store.incoming().iterdir()) == []


def test_same_bytes_of_two_services_are_kept_apart(store: BlobStore, take: Take) -> None:
    store.keep(ONE, take("a.pdf", sample.PDF))
    store.keep(OTHER, take("a.pdf", sample.PDF))
    store.remove(ONE, SHA)
    assert list(store.all_of(ONE)) == []
    assert read(store, OTHER, SHA) == sample.PDF


def test_file_is_old_when_it_was_kept_before_a_moment(store: BlobStore, take: Take, grow_old) -> None:
    young = sample.PDF + b"\n"
    store.keep(ONE, take("a.pdf", sample.PDF))
    store.keep(ONE, take("b.pdf", young))
    grow_old(ONE, SHA)
    assert list(store.older_than(ONE, YESTERDAY)) == [SHA]


def test_old_file_kept_again_is_young_again_and_not_removed(store: BlobStore, take: Take, grow_old) -> None:
    store.keep(ONE, take("a.pdf", sample.PDF))
    grow_old(ONE, SHA)
    assert list(store.older_than(ONE, YESTERDAY)) == [SHA]
    store.keep(ONE, take("a.pdf", sample.PDF))
    assert list(store.older_than(ONE, YESTERDAY)) == []
    assert store.remove(ONE, SHA, kept_before=YESTERDAY) is False
    assert read(store, ONE, SHA) == sample.PDF


def test_old_file_is_removed(store: BlobStore, take: Take, grow_old) -> None:
    store.keep(ONE, take("a.pdf", sample.PDF))
    grow_old(ONE, SHA)
    assert store.remove(ONE, SHA, kept_before=YESTERDAY) is True
    assert store.remove(ONE, SHA, kept_before=YESTERDAY) is False
    assert list(store.all_of(ONE)) == []


def test_service_without_files_has_none(store: BlobStore) -> None:
    assert list(store.all_of(ONE)) == list(store.older_than(ONE, YESTERDAY)) == []


@pytest.mark.parametrize(
    "service_id",
    ["", "..", "../other", ONE.upper(), ONE + "\n", ONE.replace("-", ""), "incoming", f"{ONE}/..", f"/{ONE}"],
)
def test_service_id_of_another_form_is_refused(store: BlobStore, take: Take, service_id: str) -> None:
    taken = take("a.pdf", sample.PDF)
    for use in (
        lambda: store.keep(service_id, taken),
        lambda: store.open(service_id, SHA),
        lambda: list(store.all_of(service_id)),
        lambda: list(store.older_than(service_id, YESTERDAY)),
        lambda: store.remove(service_id, SHA),
    ):
        with pytest.raises(ValueError, match="service id"):
            use()


@pytest.mark.parametrize("sha256", ["", "..", SHA.upper(), SHA[:-1], SHA + "0", SHA + "\n", "../" + SHA[3:]])
def test_digest_of_another_form_is_refused(store: BlobStore, sha256: str) -> None:
    for use in (lambda: store.open(ONE, sha256), lambda: store.remove(ONE, sha256)):
        with pytest.raises(ValueError, match="digest"):
            use()


def test_sweep_of_incoming_removes_only_what_is_old_and_ours(store: BlobStore, take: Take) -> None:
    old, young = take("a.pdf", sample.PDF), take("b.pdf", sample.PDF)
    strange = store.incoming() / "notes.txt"
    strange.write_text("not ours")
    now = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
    for path, age in ((old.path, 3601), (young.path, 3599), (strange, 9999)):
        os.utime(path, (now.timestamp() - age,) * 2)
    assert store.sweep_incoming(3600, now) == 1
    assert not old.path.exists()
    assert young.path.exists()
    assert strange.exists()


def test_sweep_of_incoming_needs_an_aware_moment(store: BlobStore) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.sweep_incoming(3600, datetime(2026, 11, 22, 14, 5))
