"""`python -m tests.accessibility`: walk through the demonstration as each of its people, and tell what is not fit.

Exit status 0 when nothing was found, 1 otherwise.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

from tests.accessibility import tour
from tests.accessibility.demo_site import DemoSite, demonstration
from tests.accessibility.senses import problems_for_everybody
from tests.browser.chromium import find_chromium, started

MANAGERS = ("manager", "provider-lead")


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk, print what was found, and write it down where asked."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.accessibility", description="Look at the demonstration's pages as each of its people."
    )
    parser.add_argument("--each", type=int, default=2, help="at most so many pages of one kind for each person")
    parser.add_argument("--as", dest="principals", action="append", help="only as this role; may be given again")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write what was found to this file")
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        started(find_chromium()) as chromium,
        demonstration(Path(folder)) as site,
    ):
        principals = options.principals or site.principals
        told, seen = look_around(chromium, site, principals, each=options.each)
        missed = sorted(_openable(site) - set(seen))
    lines = [*told, f"{len(seen)} kinds of page, {sum(seen.values())} pages looked at, {len(told)} problems."]
    if missed:
        lines.append(f"No link leads to: {', '.join(missed)}.")
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    return 1 if told else 0


def look_around(
    chromium: Browser, site: DemoSite, principals: Sequence[str], *, each: int
) -> tuple[list[str], dict[str, int]]:
    """What is wrong, in words with the person and the path, and how many pages of each endpoint were looked at."""
    told: list[str] = []
    seen: dict[str, int] = {}
    for principal in principals:
        try:
            with site.window_of(chromium, principal) as page:
                for path, endpoint in tour.pages_for(site.app, page, first_pages(principal), each=each):
                    seen[endpoint] = seen.get(endpoint, 0) + 1
                    found = [f"{principal}, {path} {problem}" for problem in problems_for_everybody(page)]
                    sys.stderr.writelines(f"{problem}\n" for problem in found)
                    told += found
        except AssertionError as error:  # what the pages logged behind the person's back
            told += [f"{principal}: {line}" for line in str(error).splitlines()]
        sys.stderr.write(f"{principal}: {sum(seen.values())} pages so far, {len(told)} problems\n")
    return told, seen


def first_pages(principal: str) -> list[str]:
    """Where somebody begins: the first page, and what no link leads to."""
    return ["/", "/look", *(["/patterns"] if principal in MANAGERS else [])]


def _openable(site: DemoSite) -> set[str]:
    """Every endpoint that has a page."""
    return {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in tour.NO_PAGES and rule.endpoint != tour.LEAVES
    }


if __name__ == "__main__":
    sys.exit(main())
