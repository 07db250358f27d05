"""The page of a record's versions: what each one changed, newest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from flask import render_template

from evidence.accounts import people
from evidence.accounts.scope import Scope
from evidence.records import checks, store
from evidence.records.checks import Check
from evidence.records.pages import Page, RecordPages
from evidence.records.said import Difference, changes, everything, people_in


@dataclass(frozen=True, slots=True)
class VersionOnPage:
    """One version: who saved it when, what it changed, and who checked it; the first one says everything it holds."""

    number: int
    saved_at: datetime
    saved_by: str
    differences: list[Difference]
    checks: list[Check]


def versions(pages: RecordPages, scope: Scope, ref: str) -> Page:
    """All versions of a record. For managers alone: an older version may say what was taken out since."""
    record, _ = pages.get(scope, ref)
    stored = store.versions_of(scope, record)
    accounts = people_in(*(version.fields for version in stored)) | {version.saved_by_id for version in stored}
    names = people.names_of(accounts)
    form = pages.form_class(formdata=None)
    said = [changes(form, older.fields, newer.fields, names) for newer, older in pairwise(stored)]
    said.append(everything(form, stored[-1].fields, names))
    standing = checks.standing(scope, record)
    shown = [
        VersionOnPage(
            number=version.number,
            saved_at=version.saved_at,
            saved_by=names.get(version.saved_by_id, checks.GONE),
            differences=differences,
            checks=standing.of_version(version.number),
        )
        for version, differences in zip(stored, said, strict=True)
    ]
    return render_template("records/versions.html", pages=pages, record=record, versions=shown)
