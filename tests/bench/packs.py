"""The PDF of a self-assessment, beside a bare loop that draws as many pages with the same lines of text."""

import json
from io import BytesIO

from pypdf import PdfReader

from tests.bench import floors
from tests.bench.measuring import MEMORY, PDF_TIME, Finding, in_turn, megabytes_of, times_the_floor
from tests.bench.sites import Site

# How often each is drawn, by the number of records: the long ones take their time.
TIMES = {100: 7, 1000: 3}


def measure_packs(site: Site) -> list[Finding]:
    """One PDF for each service of the site, and the memory that the worker holds in the end."""
    found = [
        _measure(site, f"{home.service.path}/packs/assessments/{home.round}.pdf", records)
        for home, records in zip(site.filled.homes, site.filled.records, strict=True)
    ]
    return [*found, Finding("A worker’s memory after these PDFs", MEMORY, megabytes_of(site.process_id))]


def _measure(site: Site, address: str, records: int) -> Finding:
    drawn = site.lead.get(address).body
    pages = [(page.extract_text() or "").splitlines() for page in PdfReader(BytesIO(drawn)).pages]
    floor = f"{floors.PDF}{records}"
    site.lead.ask("PUT", floor, json.dumps(pages).encode(), "application/json")
    pairs = in_turn(
        lambda: site.lead.get(address).seconds, lambda: site.lead.get(floor).seconds, times=TIMES.get(records, 3)
    )
    detail = f"{len(pages)} pages, {sum(map(len, pages)):,} lines"
    return times_the_floor(f"PDF of {records:,} records", PDF_TIME, pairs, detail)
