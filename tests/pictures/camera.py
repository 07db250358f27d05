"""Taking a picture of a page and making its file small."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.windows import window
from tests.pictures.shots import HEIGHTS
from tests.pictures.sites import Site

MOST_BYTES = 60 * 1024
MOST_BYTES_OF_ALL = 2_500 * 1024
_COLOURS = (128, 64, 32, 16, 8)


class TooLarge(Exception):
    """A picture does not fit into its limit, even with few colours."""


@contextmanager
def window_of(chromium: Browser, site: Site, person: str) -> Iterator[Page]:
    """A window with the light look in which a person has signed in through the page; "" for nobody."""
    with window(chromium, site.address, reduced_motion="reduce") as page:
        page.context.add_cookies([{"name": "look", "value": "light", "url": site.address}])
        if person:
            email, password = site.given[person]
            page.goto("/sign-in")
            page.locator("[name=email]").fill(email)
            page.locator("[name=password]").fill(password)
            page.locator("[name=password]").press("Enter")
            page.wait_for_url(lambda address: "/sign-in" not in address)
        yield page


def take(page: Page, path: str, width: int) -> bytes:
    """A PNG of what one sees of a page at this width. Raises AssertionError where it does not open, and TooLarge."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.goto("about:blank")  # so that the same address with another part is fetched anew
    answer = page.goto(path)
    assert answer is not None, path
    assert answer.status == 200, f"{path} answered {answer.status}"
    try:
        return shrink(page.screenshot(animations="disabled"))
    except TooLarge as error:
        error.add_note(f"{path}, {width} pixels wide")
        raise


def shrink(png: bytes) -> bytes:
    """The same picture with as many colours as fit into MOST_BYTES. Raises TooLarge."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    for colours in _COLOURS:
        written = BytesIO()
        few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    raise TooLarge(f"{written.tell()} bytes; {MOST_BYTES} are allowed")
