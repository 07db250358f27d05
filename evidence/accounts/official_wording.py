"""Laying official wording over a framework we ship, for one provider, and taking it away again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from evidence.accounts import audit, frameworks
from evidence.accounts.framework_models import OfficialWording
from evidence.accounts.models import Provider
from evidence.database import db
from evidence.web import clock
from evidence.web.formatters import join_words
from kloe.framework import OWN, Framework
from kloe.loader import framework_ids, load_framework
from kloe.wording import unknown_keys


class WordingRefused(Exception):
    """Wording that can't be laid over a framework or taken away. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What laying wording came to: how many statements are new, are worded anew, and stay as they were."""

    new: int
    changed: int
    same: int


def shipped_framework(framework_id: str) -> Framework:
    """A framework that official wording can be laid over: one we ship. Raises WordingRefused."""
    if framework_id in framework_ids():
        return load_framework(framework_id)
    if framework_id.startswith(OWN):
        raise WordingRefused(
            f"{framework_id} is your own framework. Change its text, give it a new content version and import it."
        )
    raise WordingRefused(f"There is no framework {framework_id}. Choose from: {', '.join(framework_ids())}.")


def lay(provider: Provider, framework_id: str, texts: Mapping[str, str]) -> Laid:
    """Show these texts in place of ours to the provider's services, by statement key; others stay as they are.

    Raises WordingRefused for a framework we do not ship, or with the list of keys that it does not have.
    """
    framework = shipped_framework(framework_id)
    if unknown := unknown_keys(framework, texts):
        keys = "key that does" if len(unknown) == 1 else "keys that do"
        raise WordingRefused(
            f"{framework_id} has no {join_words(unknown)}: {len(unknown)} {keys} not exist. Correct or take them out; "
            "nothing was changed."
        )
    frameworks.take_turn_to_change(provider.id, framework_id)
    rows = _rows(provider, framework_id)
    changes = {
        key: {"before": rows[key].text if key in rows else None, "after": text}
        for key, text in texts.items()
        if key not in rows or rows[key].text != text
    }
    now = _after(rows.values())
    for key in changes:
        row = rows.get(key)
        if row is None:
            row = OfficialWording(provider_id=provider.id, framework_id=framework_id, statement_key=key)
            db.session.add(row)
        row.text, row.laid_at, row.laid_by_id = texts[key], now, None
    new = sum(change["before"] is None for change in changes.values())
    if changes:
        _finish(provider, "put in official wording", framework_id, changes)
    return Laid(new=new, changed=len(changes) - new, same=len(texts) - len(changes))


def take_away(provider: Provider, framework_id: str, keys: Collection[str] | None = None) -> int:
    """Show our own words again for these statements, or for all with None. Returns for how many.

    Raises WordingRefused for a framework we do not ship, or with the list of keys that have no official wording.
    """
    shipped_framework(framework_id)
    frameworks.take_turn_to_change(provider.id, framework_id)
    rows = _rows(provider, framework_id)
    wanted = list(rows) if keys is None else list(dict.fromkeys(keys))
    if missing := [key for key in wanted if key not in rows]:
        raise WordingRefused(
            f"There is no official wording of {join_words(missing)} to take away. Nothing was changed."
        )
    changes = {key: {"before": rows[key].text, "after": None} for key in wanted}
    for key in wanted:
        db.session.delete(rows[key])
    if changes:
        _finish(provider, "took official wording away", framework_id, changes)
    return len(changes)


def _rows(provider: Provider, framework_id: str) -> dict[str, OfficialWording]:
    rows = (
        select(OfficialWording)
        .where(OfficialWording.provider_id == provider.id, OfficialWording.framework_id == framework_id)
        .order_by(OfficialWording.statement_key)
    )
    return {row.statement_key: row for row in db.session.scalars(rows)}


def _after(rows: Iterable[OfficialWording]) -> datetime:
    """Now, and later than all wording so far even where the computer's clock was put back: pages tell states by it."""
    return max([clock.now(), *(row.laid_at + timedelta(microseconds=1) for row in rows)])


def _finish(provider: Provider, word: str, framework_id: str, changes: Mapping[str, Mapping[str, str | None]]) -> None:
    db.session.flush()
    frameworks.forget()
    audit.record_provider_change(provider.id, None, word, framework_id, {"statements": changes})
