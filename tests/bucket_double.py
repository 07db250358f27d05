"""An S3-compatible bucket on this computer, spoken to over HTTP, that checks everything it is sent as a real one does.

It knows the five requests that the site makes (put, get, head, delete, list) in path style, and answers anything else
with an error. Signatures (version 4) are worked out here from the published rules, not by the library under test.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Thread
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from werkzeug.http import http_date
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

BUCKET, REGION = "rose-lodge", "eu-west-2"
ACCESS_KEY, SECRET_KEY = "AKIDTESTS", "the secret of the tests"
# What the site sees of the bucket: its own settings, and where the library looks for credentials.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nowhere",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    "NO_PROXY": "127.0.0.1",
}
KEYS_PER_PAGE = 2
PIECE = 64 * 1024


class Refused(Exception):
    """The request gets an error: its status and S3's word for it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Held:
    """An object: its bytes, and when it was put there."""

    content: bytes
    modified: datetime


@dataclass
class BucketDouble:
    """The bucket. `objects` by key may be looked at and changed; `asked` lists the requests as (method, key).

    Going wrong: `faults` are answers by method. `puts_left` is how many more objects it takes. With `cuts_off` it sends
    the first half of an object and hangs up. sent: the bytes of objects that have been sent so far.
    """

    objects: dict[str, Held] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, Refused] = field(default_factory=dict)
    puts_left: int | None = None
    cuts_off: bool = False
    sent: int = 0
    port: int = 0
    _server: BaseWSGIServer | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings with which the site uses this bucket."""
        endpoint = f"http://127.0.0.1:{self.port}"
        return {"FILES_BUCKET": f"s3://{BUCKET}/kept/files", "FILES_ENDPOINT": endpoint, "FILES_REGION": REGION}

    def start(self) -> None:
        """Answer, on the same port as before."""
        self._server = make_server("127.0.0.1", self.port, self, threaded=True, request_handler=_Silent)
        self.port = self._server.port
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Be out of reach: nobody listens any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def __call__(self, environ: object, start_response: object) -> object:
        """Answer one request, as a WSGI application."""
        request = Request(environ)  # type: ignore[arg-type]
        try:
            answer = self._answer(request)
        except Refused as refused:
            words = f"<Error><Code>{refused.code}</Code><Message>No.</Message></Error>"
            answer = Response("" if request.method == "HEAD" else words, refused.status, mimetype="application/xml")
        return answer(environ, start_response)  # type: ignore[arg-type]

    def _answer(self, request: Request) -> Response:
        body = request.get_data()
        check_signature(request, body)
        bucket, _, key = unquote(urlsplit(request.environ["REQUEST_URI"]).path).removeprefix("/").partition("/")
        self.asked.append((request.method, key))
        if fault := self.faults.get(request.method):
            raise fault
        if bucket != BUCKET:
            raise Refused(404, "NoSuchBucket")
        if request.method == "GET" and not key:
            return self._list(dict(parse_qsl(urlsplit(request.environ["REQUEST_URI"]).query)))
        if request.method == "PUT" and key:
            return self._put(key, request, body)
        if request.method not in ("GET", "HEAD", "DELETE") or not key or request.args:
            raise Refused(501, "NotImplemented")
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response(status=204)
        return self._get(key)

    def _put(self, key: str, request: Request, body: bytes) -> Response:
        if self.puts_left is not None:
            if self.puts_left == 0:
                raise Refused(503, "SlowDown")
            self.puts_left -= 1
        if request.content_length != len(body):
            raise Refused(411, "MissingContentLength")
        self.objects[key] = Held(body, datetime.now(UTC))
        return Response(headers={"ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'})

    def _get(self, key: str) -> Response:
        if key not in self.objects:
            raise Refused(404, "NoSuchKey")
        held = self.objects[key]
        answer = Response(self._pieces(held.content), mimetype="binary/octet-stream")
        answer.content_length = len(held.content)
        answer.headers["Last-Modified"] = http_date(held.modified)
        return answer

    def _pieces(self, content: bytes) -> Iterator[bytes]:
        for start in range(0, len(content) // 2 if self.cuts_off else len(content), PIECE):
            piece = content[start : start + PIECE]
            yield piece[: len(content) // 2] if self.cuts_off else piece
            self.sent += len(piece)

    def _list(self, said: dict[str, str]) -> Response:
        if said.get("list-type") != "2":
            raise Refused(501, "NotImplemented")
        found = sorted(key for key in self.objects if key.startswith(said.get("prefix", "")))
        rest = [key for key in found if key > said.get("continuation-token", "")]
        page = rest[:KEYS_PER_PAGE]
        contents = "".join(
            f"<Contents><Key>{escape(quote(key) if said.get('encoding-type') == 'url' else key)}</Key>"
            f"<LastModified>{self.objects[key].modified.isoformat()}</LastModified>"
            f"<Size>{len(self.objects[key].content)}</Size></Contents>"
            for key in page
        )
        more = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if len(rest) > len(page) else ""
        told = f"<IsTruncated>{str(bool(more)).lower()}</IsTruncated>{more}{contents}"
        return Response(f"<ListBucketResult>{told}</ListBucketResult>", mimetype="application/xml")


@contextmanager
def opened() -> Iterator[BucketDouble]:
    """A bucket that answers for as long as the block lasts."""
    bucket = BucketDouble()
    bucket.start()
    try:
        yield bucket
    finally:
        bucket.stop()


def check_signature(request: Request, body: bytes) -> None:
    """Raises Refused unless the request, with these bytes, is signed with the tests' key as the rules want it."""
    if any(name.lower().startswith(("x-amz-checksum-", "x-amz-sdk-checksum-")) for name, _ in request.headers):
        # Stores that know nothing of the newer checksums say so.
        raise Refused(400, "InvalidArgument")
    method, _, said = request.headers.get("Authorization", "").partition(" ")
    parts = dict(part.strip().split("=", 1) for part in said.split(",") if "=" in part)
    moment = request.headers.get("X-Amz-Date", "")
    scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
    if method != "AWS4-HMAC-SHA256" or parts.get("Credential") != f"{ACCESS_KEY}/{scope}":
        raise Refused(403, "InvalidAccessKeyId")
    told = datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if abs(datetime.now(UTC) - told) > timedelta(minutes=15):
        raise Refused(403, "RequestTimeTooSkewed")
    if request.headers.get("X-Amz-Content-Sha256") != hashlib.sha256(body).hexdigest():
        raise Refused(400, "XAmzContentSHA256Mismatch")
    signed = parts["SignedHeaders"]
    needed = {"host", "x-amz-date", "x-amz-content-sha256"}
    if not needed <= set(signed.split(";")) or not hmac.compare_digest(
        parts["Signature"], _signature(request, signed, moment, scope)
    ):
        raise Refused(403, "SignatureDoesNotMatch")


def _signature(request: Request, signed: str, moment: str, scope: str) -> str:
    address = urlsplit(request.environ["REQUEST_URI"])
    query = "&".join(sorted(part if "=" in part else f"{part}=" for part in address.query.split("&") if part))
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed.split(";"))
    asked = [request.method, address.path, query, headers, signed, request.headers["X-Amz-Content-Sha256"]]
    digest = hashlib.sha256("\n".join(asked).encode()).hexdigest()
    key = f"AWS4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, "\n".join(["AWS4-HMAC-SHA256", moment, scope, digest]).encode(), "sha256").hex()


class _Silent(WSGIRequestHandler):
    """Says nothing in the log of the tests."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""
