"""What was measured as text: tables with what is wanted, and whether it is met."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.measuring import Finding

INTRODUCTION = """\
# How fast it is

Made by `python -m tests.bench`, which anybody can run. A time by itself says more about the computer than about the
site, so each is told as a ratio to a floor: the least that any site would have to do for the same answer. Ours and the
floor are timed in turn by the same server in the same run, and the median of the ratios counts.

| measured | its floor | wanted |
| --- | --- | --- |
| a page | a bare view that answers the same bytes and headers, after the same read of the session | at most 3 × |
| a save with a photo of 2 MB | a file with the same bytes settled on the disk, and one committed row | at most 3 × |
| a PDF | a bare ReportLab loop that draws as many pages with the same lines of text in the same font | at most 2 × |

The floor of a page makes no page: it hands out bytes from memory. The floor of a PDF knows where each line stands;
ours breaks words into lines, lays out tables and draws twice, for the page numbers of its contents. The floor of a save
keeps the photo as it came, with the place where it was taken still in it; beside a second floor, that redraws the photo
as well, stands what is left for the site's own part.

Beside that: at most 12 queries and 100 KB (compressed) a page, 150 MB a worker, 10 seconds for the first start.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """What was found of one site."""

    heading: str
    findings: Sequence[Finding]


def load_now() -> float | None:
    """The mean number of processes that wanted to run in the last minute; None where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def machine() -> str:
    """The computer in general words: what it runs and how many processors it has."""
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )


def written(tables: Sequence[Table], *, about: str) -> str:
    """The whole document. about: when and where it was measured, as one paragraph."""
    parts = [INTRODUCTION, about + "\n", _summary(tables), *(_table(table) for table in tables)]
    return "\n".join(parts).rstrip() + "\n"


def _summary(tables: Sequence[Table]) -> str:
    findings = [finding for table in tables for finding in table.findings]
    missed = [finding for finding in findings if not finding.is_met]
    if not missed:
        return f"All {len(findings)} figures are as wanted.\n"
    names = dict.fromkeys(f"{finding.what} ({finding.wanted.written(finding.value).strip()})" for finding in missed)
    return f"{len(findings) - len(missed)} of {len(findings)} figures are as wanted. Not met: {'; '.join(names)}.\n"


def _table(table: Table) -> str:
    rows = [
        f"| {finding.what} | {finding.wanted.written(finding.value)} | {_limit(finding)} "
        f"| {'met' if finding.is_met else '**not met**'} | {finding.detail} |"
        for finding in table.findings
    ]
    heading = ["| what | measured | wanted | | more |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {table.heading}", "", *heading, *rows, ""])


def _limit(finding: Finding) -> str:
    return f"at most {finding.wanted.at_most:g}"
