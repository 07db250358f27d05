"""Saving a piece of evidence with a photo, beside keeping the same bytes and nothing else."""

from io import BytesIO
from random import Random
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests import filled_forms
from tests.bench import filling, floors
from tests.bench.browsing import Browser
from tests.bench.measuring import MEMORY, SAVE_TIME, Finding, in_turn, megabytes_of, times_the_floor
from tests.bench.sites import Site
from tests.factories import FRAMEWORK
from tests.pages import Page

TIMES = 5
SIDES, SMALL_SIDES, QUALITY = (4032, 3024), (504, 378), 80
_TYPED = {
    "title": "Photo of the garden",
    "happened_on": "2026-03-02",
    "source": "people",
    "item_kind": "picture",
    "text": "The raised beds are in use.",
    "lines": [f"{FRAMEWORK}/S1"],
}


def measure_saving(site: Site, times: int = TIMES) -> list[Finding]:
    """Beside two floors: one that keeps the bytes as they are, and one that redraws the photo before."""
    address = f"{site.filled.homes[0].service.path}/evidence/add"
    photos = iter([photo(number) for number in range(2 * (times + 1))])
    plain = photo(-1)

    def save() -> float:
        return _save(site.manager, address, next(photos))

    kept = in_turn(save, lambda: _send(site.manager, floors.KEPT, {}, plain), times=times)
    redrawn = in_turn(save, lambda: _send(site.manager, floors.REDRAWN, {}, plain), times=times)
    megabytes = f"a photo of {len(plain) / 1_000_000:.1f} MB"
    return [
        times_the_floor("Saving evidence with a photo", SAVE_TIME, kept, megabytes),
        times_the_floor("The same, the floor redraws the photo too", SAVE_TIME, redrawn, megabytes),
        Finding("A worker’s memory after these photos", MEMORY, megabytes_of(site.process_id)),
    ]


def photo(number: int) -> bytes:
    """A JPEG of about 2 MB as a phone makes it, 12 million pixels; each number gives another picture."""
    chance = Random(filling.SEED + number)
    small = Image.frombytes("RGB", SMALL_SIDES, chance.randbytes(SMALL_SIDES[0] * SMALL_SIDES[1] * 3))
    written = BytesIO()
    small.resize(SIDES, Image.Resampling.BILINEAR).save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _save(browser: Browser, address: str, content: bytes) -> float:
    """The seconds from sending the filled form until the answer. Getting the form before is not timed."""
    page = Page(browser.get(address).body.decode(), address)
    filled = filled_forms.fill(page, filled_forms.choose(page), _TYPED)
    fields = {name: values for name, values in filled.fields.lists() if name != "files"}
    return _send(browser, address, fields, content, status=302)


def _send(browser: Browser, address: str, fields: dict[str, Any], content: bytes, status: int = 204) -> float:
    boundary, body = encode_multipart(
        {**fields, "files": FileStorage(BytesIO(content), "garden.jpg", content_type="image/jpeg")}
    )
    answer = browser.ask("POST", address, body, f"multipart/form-data; boundary={boundary}")
    if answer.status != status:
        raise RuntimeError(f"POST {address} answers {answer.status}, not {status}")
    return answer.seconds
