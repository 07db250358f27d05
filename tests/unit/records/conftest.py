"""Taking in a file and looking at what happened, without a database or a site."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from evidence.records.blobs import BlobFolder
from evidence.records.blobs_bucket import BlobBucket
from evidence.records.bucket_client import BucketPlace
from evidence.records.intake import LIMIT, TakenIn, take_in
from evidence.records.refusals import RefusedFile
from tests import bucket_double
from tests.bucket_double import BucketDouble

Take = Callable[..., TakenIn]
Refusal = Callable[..., str]


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "files")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketDouble]:
    for name, value in bucket_double.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with bucket_double.opened() as opened:
        yield opened


@pytest.fixture
def in_bucket(tmp_path: Path, bucket: BucketDouble) -> Iterator[BlobBucket]:
    """The files in the bucket, whose keys begin with "kept/files"."""
    endpoint = bucket.settings["FILES_ENDPOINT"]
    place = BucketPlace(bucket_double.BUCKET, "kept/files", endpoint, bucket_double.REGION)
    store = BlobBucket(tmp_path / "files", place)
    yield store
    store.close()


@pytest.fixture
def take(tmp_path: Path) -> Take:
    def taken(name: str, content: bytes, limit: int = LIMIT) -> TakenIn:
        return take_in(name, BytesIO(content), folder=BlobFolder(tmp_path / "files").incoming(), limit=limit)

    return taken


@pytest.fixture
def refusal(take: Take, blobs: BlobFolder) -> Refusal:
    """The message with which a file is refused; nothing may be left of the file."""

    def message(name: str, content: bytes, limit: int = LIMIT) -> str:
        with pytest.raises(RefusedFile) as caught:
            take(name, content, limit)
        assert list(blobs.incoming().iterdir()) == []
        assert str(caught.value) == caught.value.message
        return caught.value.message

    return message
