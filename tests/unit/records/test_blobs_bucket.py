"""What only the bucket does: what is sent, what its errors mean, and files that come over the network."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.records.blob_store import FilesUnreachable
from evidence.records.blobs_bucket import PIECE, BlobBucket
from evidence.records.bucket_client import BucketPlace, new_client
from evidence.records.disk_room import NoRoomLeft
from evidence.records.intake import TakenIn
from tests import bucket_double
from tests.bucket_double import BucketDouble, Held, Refused
from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Take

ROOT = Path(__file__).parents[3]
ONE = "0198c0de-0000-7000-8000-000000000001"
SHA = hashlib.sha256(sample.PDF).hexdigest()
KEY = f"kept/files/{ONE}/{SHA[:2]}/{SHA}"


def test_object_lies_under_the_prefix_its_service_and_its_digest(
    bucket: BucketDouble, in_bucket: BlobBucket, take: Take
) -> None:
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    assert {key: held.content for key, held in bucket.objects.items()} == {KEY: sample.PDF}


def test_bucket_without_a_prefix_has_the_service_first(bucket: BucketDouble, in_bucket: BlobBucket, take: Take) -> None:
    place = BucketPlace(bucket_double.BUCKET, endpoint=in_bucket.place.endpoint, region=bucket_double.REGION)
    store = BlobBucket(in_bucket.root, place)
    store.keep(ONE, take("a.pdf", sample.PDF))
    assert list(bucket.objects) == [f"{ONE}/{SHA[:2]}/{SHA}"]
    assert list(store.all_of(ONE)) == [SHA]


def test_damaged_object_is_mended_when_the_same_file_comes_again(
    bucket: BucketDouble, in_bucket: BlobBucket, take: Take
) -> None:
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    bucket.objects[KEY].content = sample.PDF[::-1]
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    assert bucket.objects[KEY].content == sample.PDF


def test_other_objects_in_the_bucket_are_not_ours(bucket: BucketDouble, in_bucket: BlobBucket, take: Take) -> None:
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    moment = bucket.objects[KEY].modified
    for key in (f"kept/files/{ONE}/notes.txt", f"kept/files/{ONE}/ff/{SHA}", f"kept/files/{ONE}-2/{SHA[:2]}/{SHA}"):
        bucket.objects[key] = Held(b"", moment)
    assert list(in_bucket.all_of(ONE)) == [SHA]


def test_large_file_is_read_as_it_arrives(bucket: BucketDouble, in_bucket: BlobBucket, tmp_path: Path) -> None:
    content = b"0123456789abcdef" * (25 * PIECE)
    digest = hashlib.sha256(content).hexdigest()
    path = tmp_path / "large"
    path.write_bytes(content)
    in_bucket.keep(ONE, TakenIn("large.pdf", "application/pdf", len(content), digest, path))
    with in_bucket.open(ONE, digest) as file:
        assert file.read(10) == content[:10]
        assert bucket.sent < len(content) / 2
        assert file.read() == content[10:]


def test_wrong_secret_can_not_ask(monkeypatch: pytest.MonkeyPatch, in_bucket: BlobBucket, take: Take) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    taken = take("a.pdf", sample.PDF)
    with pytest.raises(FilesUnreachable, match="answers 403 SignatureDoesNotMatch") as caught:
        in_bucket.keep(ONE, taken)
    assert "another" not in str(caught.value)
    assert not taken.path.exists()


def test_missing_credentials_are_told(monkeypatch: pytest.MonkeyPatch, in_bucket: BlobBucket) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(FilesUnreachable, match="credentials"):
        in_bucket.open(ONE, SHA)


def test_missing_bucket_is_not_a_missing_file(in_bucket: BlobBucket) -> None:
    place = BucketPlace("another", endpoint=in_bucket.place.endpoint, region=bucket_double.REGION)
    store = BlobBucket(in_bucket.root, place)
    with pytest.raises(FilesUnreachable, match="404 NoSuchBucket"):
        store.open(ONE, SHA)
    with pytest.raises(FilesUnreachable, match="404 NoSuchBucket"):
        list(store.all_of(ONE))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
@pytest.mark.parametrize(("status", "code"), [(403, "AccessDenied"), (503, "SlowDown"), (500, "InternalError")])
def test_answer_that_is_an_error_is_told(
    bucket: BucketDouble, in_bucket: BlobBucket, take: Take, method: str, status: int, code: str
) -> None:
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    taken = take("a.pdf", sample.PDF)
    uses = {"GET": lambda: in_bucket.open(ONE, SHA), "PUT": lambda: in_bucket.keep(ONE, taken)}
    bucket.faults[method] = Refused(status, code)
    with pytest.raises(FilesUnreachable, match=f"answers {status}"):
        uses.get(method, lambda: in_bucket.remove(ONE, SHA))()
    assert bucket.objects[KEY].content == sample.PDF


@pytest.mark.parametrize(("status", "code"), [(507, "XMinioStorageFull"), (403, "QuotaExceeded")])
def test_full_bucket_has_no_room_left(
    bucket: BucketDouble, in_bucket: BlobBucket, take: Take, status: int, code: str
) -> None:
    bucket.faults["PUT"] = Refused(status, code)
    taken = take("a.pdf", sample.PDF)
    with pytest.raises(NoRoomLeft):
        in_bucket.keep(ONE, taken)
    assert not taken.path.exists()


def test_bucket_out_of_reach_is_told_and_asked_again_later(
    bucket: BucketDouble, in_bucket: BlobBucket, take: Take
) -> None:
    bucket.stop()
    with pytest.raises(FilesUnreachable, match="can’t be reached"):
        in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    with pytest.raises(FilesUnreachable, match="can’t be reached"):
        list(in_bucket.all_of(ONE))
    bucket.start()
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    assert list(in_bucket.all_of(ONE)) == [SHA]


def test_download_that_breaks_off_is_told(bucket: BucketDouble, in_bucket: BlobBucket, take: Take) -> None:
    in_bucket.keep(ONE, take("a.pdf", sample.PDF))
    bucket.cuts_off = True
    with in_bucket.open(ONE, SHA) as file, pytest.raises(FilesUnreachable):
        file.read()


@pytest.mark.parametrize(
    ("region", "environment", "used"),
    [
        (None, {}, "us-east-1"),
        (None, {"AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
        (None, {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-west-2"}, "eu-west-2"),
        ("garage", {"AWS_REGION": "eu-west-2"}, "garage"),
    ],
)
def test_region_comes_from_the_setting_then_from_the_usual_variables(
    monkeypatch: pytest.MonkeyPatch, region: str | None, environment: dict[str, str], used: str
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**bucket_double.ENVIRONMENT, **environment}.items():
        monkeypatch.setenv(name, value)
    client = new_client(BucketPlace("rose-lodge", region=region))
    assert client.meta.region_name == used
    client.close()


def test_site_on_the_disk_never_loads_the_library(tmp_path: Path) -> None:
    program = (
        "import sys; from app import create_app; from evidence.records import attachments\n"
        f"app = create_app({{'TESTING': True, 'INSTANCE_PATH': {str(tmp_path)!r}}})\n"
        "with app.app_context():\n"
        "    list(attachments.folder().all_of('0198c0de-0000-7000-8000-000000000001'))\n"
        "assert 'evidence.records.bucket_client' in sys.modules\n"
        "sys.exit(', '.join(name for name in sys.modules if name.startswith(('botocore', 'urllib3'))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
