"""Speaking to an S3-compatible bucket: where it is, the connection, and what its errors mean here.

The library is loaded when the first file is asked for, so that a site that keeps its files on the disk never waits for
it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from evidence.records.blob_store import FilesUnreachable
from evidence.records.disk_room import NoRoomLeft

# Stores that are not Amazon's mostly ignore the region, but a request can't be signed without one. This is their usual.
USUAL_REGION = "us-east-1"
# A person waits at a form meanwhile: two tries of this length at most.
CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 5, 20, 2
CONNECTIONS = 32

_NOT_FOUND = {"NoSuchKey", "404"}
_NO_ROOM_STATUS = 507
_NO_ROOM = ("QuotaExceeded", "StorageFull")


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """Where a bucket is. prefix: what all its keys begin with, without slashes at its ends; empty for none.

    endpoint: the address of a store that is not Amazon's, or None. region: None for the usual environment variables.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None


def new_client(place: BucketPlace) -> Any:
    """A client for a bucket, safe to be used by several threads. Asks nothing of the bucket yet.

    Credentials come from where the library always looks: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the AWS files of
    the account that runs the site, or the machine's role.
    """
    from botocore.config import Config
    from botocore.session import Session

    session = Session()
    region = place.region or os.environ.get("AWS_REGION") or session.get_config_variable("region") or USUAL_REGION
    config = Config(
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        max_pool_connections=CONNECTIONS,
        # The signature holds the SHA-256 of what is sent, and every store checks it. The newer checksums come on top of
        # that, and many stores that are not Amazon's refuse them.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"payload_signing_enabled": True, "addressing_style": "path" if place.endpoint else "auto"},
    )
    return session.create_client("s3", region_name=region, endpoint_url=place.endpoint, config=config)


@contextmanager
def asking(place: BucketPlace) -> Iterator[None]:
    """Raises FileNotFoundError, NoRoomLeft or FilesUnreachable for what the library raises inside the block."""
    from botocore.exceptions import BotoCoreError, ClientError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        raise _meaning(place, error.response) from error
    except (BotoCoreError, HTTPError) as error:
        raise FilesUnreachable(f"the bucket {place.bucket} can’t be reached ({error})") from error


def _meaning(place: BucketPlace, answer: Any) -> Exception:
    code = str(answer.get("Error", {}).get("Code", ""))
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in _NOT_FOUND:
        return FileNotFoundError(f"The bucket {place.bucket} does not have it.")
    if status == _NO_ROOM_STATUS or code.endswith(_NO_ROOM):
        return NoRoomLeft()
    return FilesUnreachable(f"the bucket {place.bucket} answers {status} {code}")
