"""`python -m tests.bench`: measure the site, print what was found, and write it down where asked.

Exit status 0 when everything was measured, whatever came of it.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.web import clock
from evidence.web.formatters import long_date
from tests.bench import packs, pages, report, saving, starting
from tests.bench.report import Table
from tests.bench.sites import Place, filled_site
from tests.postgres_server import PostgresServer


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: sites of so many services × records, and PDFs of so many records."""

    sites: tuple[tuple[int, int], ...]
    packs: tuple[int, ...]


PLANS = {
    "small": Plan(((1, 150),), (100,)),
    "all": Plan(((1, 150), (3, 1000), (20, 500)), (100, 1000)),
}


def main(arguments: list[str] | None = None) -> int:
    """Measure on SQLite, and on PostgreSQL as well where an address is given."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the site beside its floors.")
    parser.add_argument("--sizes", choices=sorted(PLANS), default="all", help="small: one service with 150 records")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write what was found to this file")
    options = parser.parse_args(arguments)
    began, busy_before = time.monotonic(), report.load_now()
    tables = list(_measure(PLANS[options.sizes]))
    load = (
        ""
        if busy_before is None
        else f"The computer's load was {busy_before:.1f} before, {report.load_now():.1f} after."
    )
    measured = (
        f"Measured on {long_date(clock.today())} on {report.machine()}, in {time.monotonic() - began:.0f} seconds."
    )
    document = report.written(tables, about=f"{measured} {load}".rstrip())
    sys.stdout.write(document)
    if options.write:
        options.write.write_text(document, encoding="utf-8")
    return 0


def _measure(plan: Plan) -> Iterator[Table]:
    for database, server in _databases().items():
        for services, records in plan.sites:
            with _place(server) as place, filled_site(place, (records,) * services) as site:
                _say(f"{database}, {services} × {records}")
                found = [*pages.measure_pages(site), *saving.measure_saving(site)]
            yield Table(f"{database}, {services} × {records:,} (services × records)", found)
        with _place(server) as place, filled_site(place, plan.packs, judged=len(plan.packs), confidential=0) as site:
            _say(f"{database}, PDFs")
            yield Table(f"{database}, the PDF of a self-assessment", packs.measure_packs(site))
    with tempfile.TemporaryDirectory() as folder:
        yield Table("The first start", starting.measure_start(Path(folder)))


def _databases() -> dict[str, PostgresServer | None]:
    """SQLite, and PostgreSQL where TEST_DATABASE_URL or DATABASE_URL names a server; the bench makes its own there."""
    found: dict[str, PostgresServer | None] = {"SQLite": None}
    if address := os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL"):
        found["PostgreSQL"] = PostgresServer(address)
    return found


@contextmanager
def _place(server: PostgresServer | None) -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        url = server.make_database() if server else ""
        try:
            yield Place(Path(folder), url)
        finally:
            if server:
                server.drop_database(url)


def _say(words: str) -> None:
    sys.stderr.write(f"{words} …\n")


if __name__ == "__main__":
    sys.exit(main())
