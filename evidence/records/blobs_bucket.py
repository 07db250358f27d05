"""Where files are kept in an S3-compatible bucket: once for each service, under the SHA-256 of their bytes.

    s3://<bucket>/<prefix>/<service id>/<aa>/<aabb…>

A bucket shows an object only once all of its bytes have arrived, so there are no half files. On their way in, files lie
on this computer's disk.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from evidence.records.blob_store import is_digest, parts_of, service_part
from evidence.records.blobs_incoming import IncomingFolder
from evidence.records.bucket_client import BucketPlace, asking, new_client
from evidence.records.intake import TakenIn

PIECE = 64 * 1024


class BlobBucket(IncomingFolder):
    """The kept files of all services in one bucket, and the incoming ones on this disk: a BlobStore over the network.

    One for each process; threads share it.
    """

    def __init__(self, root: Path, place: BucketPlace) -> None:
        """root: the folder that the incoming ones lie in."""
        super().__init__(root)
        self.place = place
        self._made: Any = None
        self._making = Lock()

    def keep(self, service_id: str, taken: TakenIn) -> None:
        """Sends a file that was taken in to its place. The temporary file is gone afterwards.

        The same bytes have the same key: sent again they take their own place, which makes them young for the sweep
        and mends what was damaged. Raises NoRoomLeft, FilesUnreachable.
        """
        key = self.key_of(service_id, taken.sha256)
        try:
            with taken.path.open("rb") as file, asking(self.place):
                self._client().put_object(Bucket=self.place.bucket, Key=key, Body=file)
        finally:
            taken.path.unlink(missing_ok=True)

    def open(self, service_id: str, sha256: str) -> BinaryIO:
        """A kept file, to be read as it arrives. Raises FileNotFoundError, FilesUnreachable."""
        key = self.key_of(service_id, sha256)
        with asking(self.place):
            answer = self._client().get_object(Bucket=self.place.bucket, Key=key)
        return io.BufferedReader(_Arriving(self.place, answer["Body"]), PIECE)

    def key_of(self, service_id: str, sha256: str) -> str:
        """The key that the file has, or would have."""
        return self._prefixed("/".join(parts_of(service_id, sha256)))

    def all_of(self, service_id: str) -> Iterator[str]:
        """The digests of all files kept for a service, in order. Raises FilesUnreachable."""
        for sha256, _kept_at in self._listed(service_id):
            yield sha256

    def older_than(self, service_id: str, moment: datetime) -> Iterator[str]:
        """The digests of those that were last kept before an aware moment, in order. Raises FilesUnreachable."""
        for sha256, kept_at in self._listed(service_id):
            if kept_at < moment:
                yield sha256

    def remove(self, service_id: str, sha256: str, *, kept_before: datetime | None = None) -> bool:
        """Removes a file, unless it was kept since a moment. Returns whether there was one to remove.

        A bucket can't do both in one step; between the two lies one round trip. Raises FilesUnreachable.
        """
        place = {"Bucket": self.place.bucket, "Key": self.key_of(service_id, sha256)}
        try:
            with asking(self.place):
                kept_at = self._client().head_object(**place)["LastModified"]
                if kept_before and kept_at >= kept_before:
                    return False
                self._client().delete_object(**place)
        except FileNotFoundError:
            return False
        return True

    def close(self) -> None:
        """Closes the connections. The next use opens new ones."""
        with self._making:
            if self._made is not None:
                self._made.close()
            self._made = None

    def _client(self) -> Any:
        with self._making:
            if self._made is None:
                self._made = new_client(self.place)
            return self._made

    def _listed(self, service_id: str) -> Iterator[tuple[str, datetime]]:
        prefix = self._prefixed(service_part(service_id)) + "/"
        with asking(self.place):
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self.place.bucket, Prefix=prefix)
            for page in pages:
                for listed in page.get("Contents", ()):
                    shelf, _, name = listed["Key"].removeprefix(prefix).partition("/")
                    if is_digest(name) and shelf == name[:2]:
                        yield name, listed["LastModified"]

    def _prefixed(self, name: str) -> str:
        return f"{self.place.prefix}/{name}" if self.place.prefix else name


class _Arriving(io.RawIOBase):
    """An object's bytes as they come over the network."""

    def __init__(self, place: BucketPlace, body: Any) -> None:
        self._place = place
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with asking(self._place):
            piece: bytes = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()
