"""The places where a site keeps its files, and how tests look at what is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from tests import bucket_double
from tests.bucket_double import BucketDouble


@dataclass
class Place:
    """A folder or a bucket: the settings for a site that keeps its files there, and the files of a service by key."""

    settings: dict[str, str]
    objects: Callable[[], dict[str, bytes]] = field(repr=False)

    def kept(self, service_id: object) -> dict[str, bytes]:
        """The bytes of every file kept for a service, by the last part of its path."""
        found = ((key.split("/"), content) for key, content in self.objects().items())
        return {parts[-1]: content for parts, content in found if str(service_id) in parts}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketDouble]:
    """A bucket that answers, with the credentials for it in the environment."""
    for name, value in bucket_double.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with bucket_double.opened() as opened:
        yield opened


@pytest.fixture
def disk_place(tmp_path: Path) -> Place:
    """A folder on the disk."""
    root = tmp_path / "kept files"

    def objects() -> dict[str, bytes]:
        files = (file for file in root.rglob("*") if file.is_file())
        return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}

    return Place({"FILES_PATH": str(root)}, objects)


@pytest.fixture
def bucket_place(bucket: BucketDouble, tmp_path: Path) -> Place:
    """A bucket, with the incoming files on the disk."""
    settings = {**bucket.settings, "FILES_PATH": str(tmp_path / "kept files")}
    return Place(settings, lambda: {key: held.content for key, held in bucket.objects.items()})


@pytest.fixture(params=["disk_place", "bucket_place"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each of the two."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def app_on_bucket(make_app: Callable[..., Flask], bucket_place: Place) -> Flask:
    """A site that keeps its files in the bucket."""
    return make_app(**bucket_place.settings)
