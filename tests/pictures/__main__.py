"""`python -m tests.pictures [name …]`: takes the pictures of docs/pictures anew, all or those named."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
import time_machine
from playwright.sync_api import Browser

from tests.browser.chromium import find_chromium, started
from tests.pictures import camera, shots, sites
from tests.pictures.shots import Shot

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main(names: Sequence[str]) -> int:
    """Take them, tell of each, and remove files that no shot has. Returns the exit status."""
    unknown = set(names) - {shot.name for shot in shots.ALL}
    if unknown:
        click.echo(f"There is no picture called {', '.join(sorted(unknown))}.", err=True)
        return 2
    try:
        path = find_chromium()
    except (pytest.skip.Exception, pytest.fail.Exception) as error:
        click.echo(str(error), err=True)
        return 1
    FOLDER.mkdir(exist_ok=True)
    wanted = [shot for shot in shots.ALL if not names or shot.name in names]
    with time_machine.travel(sites.THE_DAY), TemporaryDirectory() as folder, started(path) as chromium:
        for name, png in _pictures(chromium, Path(folder), wanted):
            (FOLDER / name).write_bytes(png)
            click.echo(f"{name}: {len(png) / 1024:.0f} KB")
    known = {name for shot in shots.ALL for name in shot.files}
    for file in FOLDER.glob("*.png"):
        if file.name not in known:
            file.unlink()
            click.echo(f"{file.name}: removed, for no page is called so any more")
    return 0


def _pictures(chromium: Browser, folder: Path, wanted: list[Shot]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each picture."""
    early = [shot for shot in wanted if shot.person in (shots.FOUNDER, shots.NOBODY)]
    if early:
        with sites.first_day(folder / "first-day") as site:
            yield from _of_site(chromium, site, [shot for shot in early if shot.person == shots.NOBODY])
            sites.set_up(site)
            yield from _of_site(chromium, site, [shot for shot in early if shot.person == shots.FOUNDER])
    if late := [shot for shot in wanted if shot not in early]:
        with sites.demonstration(folder / "demonstration") as site:
            yield from _of_site(chromium, site, sorted(late, key=lambda shot: shot.person))


def _of_site(chromium: Browser, site: sites.Site, wanted: list[Shot]) -> Iterator[tuple[str, bytes]]:
    """wanted: those of one person beside each other."""
    for person, of_person in groupby(wanted, key=lambda shot: shot.person):
        with camera.window_of(chromium, site, person) as page:
            for shot in of_person:
                for width, name in zip(shot.widths, shot.files, strict=True):
                    yield name, camera.take(page, site.path(shot), width)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
