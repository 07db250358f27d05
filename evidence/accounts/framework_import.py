"""Importing a framework of a provider's own, or a newer version of one, without losing what is in use."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from evidence.accounts import audit, frameworks
from evidence.accounts.framework_models import ImportedFramework
from evidence.accounts.framework_uses import Part, Use, lost_in, uses_of
from evidence.accounts.models import Provider, Service
from evidence.database import db
from evidence.web import clock
from evidence.web.formatters import plural
from kloe.framework import OWN, Framework
from kloe.loader import is_own_id, read_framework

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


class NoSuchProvider(Exception):
    """No provider, or more than one, is meant by what was typed. The message says which there are."""


class ImportRefused(Exception):
    """The text was read, but can't be imported. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to. `is_new`: False when the same text was there already and nothing changed.

    replaces: the content version that was shown until now, "" when there was none.
    """

    framework_id: str
    framework: Framework
    is_new: bool
    replaces: str = ""


def find_provider(text: str) -> Provider:
    """The provider with this name or id, or with a service of this reference or CQC location ID.

    Raises NoSuchProvider unless exactly one fits.
    """
    wanted = text.strip()
    providers = list(db.session.scalars(select(Provider).order_by(Provider.name, Provider.id)))
    services = select(Service.provider_id).where(
        (Service.reference == wanted.upper()) | (Service.cqc_location_id == wanted)
    )
    owners = set(db.session.scalars(services))
    found = [
        each
        for each in providers
        if each.name.casefold() == wanted.casefold() or str(each.id) == wanted.lower() or each.id in owners
    ]
    if len(found) == 1:
        return found[0]
    if not providers:
        raise NoSuchProvider("There is no provider yet. Open the site in a browser and set it up first.")
    known = "; ".join(f"{each.name} ({each.id})" for each in (found or providers)[:20])
    number = "More than one provider" if found else "No provider"
    raise NoSuchProvider(f"{number} is called “{wanted}”. Name one by its id: {known}.")


def import_framework(provider: Provider, text: str, *, framework_id: str = "") -> Imported:
    """Keep the text of a framework for a provider; from then on it is what the provider's services are shown.

    framework_id: own/<provider>/<name>, under which it is kept; "" for the id in the text, put behind the provider's
    name when it is not an own one. The same text once more changes nothing. Raises FrameworkErrors for a text that the
    loader refuses, and ImportRefused for another text of a version that is there, or for one that drops what is in use.
    """
    framework = read_framework(text)
    framework_id = _own_id(provider, framework, framework_id)
    frameworks.take_turn_to_change(provider.id, framework_id)
    known = frameworks.imported_versions(provider.id, framework_id)
    same = next((row for row in known if row.content_version == framework.content_version), None)
    if same is not None:
        if same.sha256 == framework.sha256:
            return Imported(framework_id, framework, is_new=False)
        raise ImportRefused(
            f"{framework_id} has a content version {same.content_version} with another text already, and a version "
            "never changes. Give this text a content_version of its own."
        )
    if known:
        before = read_framework(known[0].text)
        services = list(db.session.scalars(select(Service.id).where(Service.provider_id == provider.id)))
        if lost := lost_in(framework, before, uses_of(services, framework_id)):
            raise ImportRefused(_refusal(framework, lost))
    return _keep(provider, framework_id, framework, text, known[0] if known else None)


def _own_id(provider: Provider, framework: Framework, wanted: str) -> str:
    if wanted:
        if not is_own_id(wanted):
            raise ImportRefused(
                f"“{wanted}” must look like own/rose-care/standards: own, a provider and a name in lower-case letters, "
                "numbers and hyphens."
            )
        return wanted
    if framework.is_own:
        return framework.id
    plain = unicodedata.normalize("NFKD", provider.name).encode("ascii", "ignore").decode().casefold()
    return f"{OWN}{_NOT_IN_AN_ID.sub('-', plain).strip('-') or 'provider'}/{framework.id}"


def _keep(
    provider: Provider, framework_id: str, framework: Framework, text: str, before: ImportedFramework | None
) -> Imported:
    row = ImportedFramework(
        provider_id=provider.id,
        framework_id=framework_id,
        content_version=framework.content_version,
        sha256=framework.sha256,
        text=text,
        imported_at=_after(before),
        imported_by_id=None,
    )
    db.session.add(row)
    db.session.flush()
    frameworks.forget()
    replaces = before.content_version if before else ""
    details = {
        "title": framework.title,
        "content_version": framework.content_version,
        "sha256": framework.sha256,
        "replaces": replaces,
    }
    audit.record_provider_change(provider.id, None, "imported a framework", framework_id, details)
    return Imported(framework_id, framework, is_new=True, replaces=replaces)


def _after(before: ImportedFramework | None) -> datetime:
    """Now, and later than the version before even where the computer's clock was put back: the newest is shown."""
    now = clock.now()
    return now if before is None else max(now, before.imported_at + timedelta(microseconds=1))


def _refusal(framework: Framework, lost: Sequence[Use]) -> str:
    """Why a version can't take the place of the one in use: each part it drops, with what names it, by service."""
    places = select(Service.id, Service.name, Service.reference).where(Service.id.in_({use.service_id for use in lost}))
    names = {service_id: f"{name}, {reference}" for service_id, name, reference in db.session.execute(places)}
    lines = [
        f"{_part_words(part, key)}: {_who(list(uses), names)}"
        for (part, key), uses in groupby(lost, key=lambda use: (use.part, use.key))
    ]
    number = plural(len(lines), "thing")
    return "\n".join(
        (
            f"Version {framework.content_version} drops {number} that services use. Keep what is listed here, under "
            "the same keys, or import the text under another name with --as.",
            *(f"  {line}" for line in lines),
        )
    )


def _part_words(part: Part, key: str) -> str:
    return f"{part} {key}".strip()


def _who(uses: Sequence[Use], names: dict[UUID, str]) -> str:
    by_service = [
        f"{', '.join(use.reference for use in found)} ({names[service_id]})"
        for service_id, found in groupby(uses, key=lambda use: use.service_id)
    ]
    return "; ".join(by_service)
