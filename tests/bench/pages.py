"""Pages, as a browser gets them from a filled site: their time beside the floor, their queries and their size."""

from dataclasses import dataclass
from uuid import uuid4

from tests.bench import floors
from tests.bench.browsing import Browser, cookie_of
from tests.bench.measuring import (
    MEMORY,
    PAGE_TIME,
    QUERIES,
    SIZE,
    Finding,
    compressed_kilobytes,
    in_turn,
    megabytes_of,
    times_the_floor,
)
from tests.bench.sites import Site
from tests.factories import FRAMEWORK, MadePerson
from tests.statements import count_queries

TIMES, WARM_UP = 25, 3


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that is measured: what it is called, below which address of the service it lies."""

    name: str
    address: str
    is_of_lead: bool = False


def visits(path: str) -> list[Visit]:
    """The pages that are measured. path: the address that all pages of the service begin with."""
    return [
        Visit("First screen", f"{path}/"),
        Visit("Page of a line", f"{path}/lines/{FRAMEWORK}/S1"),
        Visit("All lines", f"{path}/lines/"),
        Visit("List of evidence", f"{path}/evidence/"),
        Visit("Evidence of one line", f"{path}/evidence/?line={FRAMEWORK}/S1"),
        Visit("List of stories", f"{path}/stories/"),
        Visit("List of actions", f"{path}/actions/"),
        Visit("Search for two words", f"{path}/search?q=medicine+chart"),
        Visit("Form for adding evidence", f"{path}/evidence/add"),
        Visit("The provider’s services", "/provider/", is_of_lead=True),
    ]


def measure_pages(site: Site, times: int = TIMES) -> list[Finding]:
    """Time, queries and size of each page, and the memory that the worker holds in the end."""
    found = [finding for visit in visits(site.filled.homes[0].service.path) for finding in _measure(site, visit, times)]
    return [*found, Finding("A worker’s memory after these pages", MEMORY, megabytes_of(site.process_id))]


def _measure(site: Site, visit: Visit, times: int) -> list[Finding]:
    browser = site.lead if visit.is_of_lead else site.manager
    body = browser.get(visit.address).body
    floor = f"{floors.BYTES}{uuid4().hex}"
    browser.ask("PUT", floor, body)
    pairs = in_turn(_seconds(browser, visit.address), _seconds(browser, floor), times=times, warm_up=WARM_UP)
    person = site.filled.lead if visit.is_of_lead else site.filled.homes[0].manager
    return [
        times_the_floor(visit.name, PAGE_TIME, pairs),
        Finding(visit.name, QUERIES, queries_of(site, visit.address, person)),
        Finding(visit.name, SIZE, compressed_kilobytes(body), f"{len(body) / 1000:.0f} KB before"),
    ]


def queries_of(site: Site, address: str, person: MadePerson) -> int:
    """How many statements a page takes, told in this process on the same database."""
    client = site.app.test_client()
    client.set_cookie(*cookie_of(site.app, person).split("=", 1))
    client.get(address, buffered=True)
    with count_queries() as statements:
        answer = client.get(address, buffered=True)
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return len(statements)


def _seconds(browser: Browser, address: str):
    return lambda: browser.get(address).seconds
