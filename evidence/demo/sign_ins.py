"""Who can sign in to the demonstration: kept beside its database in a file that only its owner can read.

The passwords are drawn at random for each instance and stand nowhere else; the database knows their hashes alone.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from evidence import desk
from evidence.accounts.words import ROLE_WORDS, Role
from evidence.demo.content import Content

FILE = "sign-ins.json"
# No look-alikes, no vowels: easy to type from a screen, and no word comes about.
_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of the demonstration. role: a word of `Role`; services: names; post: what they do."""

    name: str
    email: str
    role: str
    post: str
    services: tuple[str, ...]
    password: str


def draw(content: Content) -> dict[str, str]:
    """A fresh password for each person, by their key."""
    return {person.key: "-".join(_part() for _ in range(4)) for person in content.people}


def keep(instance: Path, content: Content, given: dict[str, str]) -> None:
    """Write the file, whole or not at all. One from a loading that was cut short is replaced."""
    names = {service.key: service.name for service in content.services}
    people = [
        SignIn(
            name=person.name,
            email=person.email,
            role=person.role.value,
            post=person.post,
            services=tuple(names[key] for key in person.services),
            password=given[person.key],
        )
        for person in content.people
    ]
    part = instance / f"{FILE}.part"
    part.unlink(missing_ok=True)
    desk.write_private(part, json.dumps({"people": [asdict(person) for person in people]}, indent=1))
    os.replace(part, instance / FILE)


def read(instance: Path) -> list[SignIn]:
    """The people of the file, in order. Raises FileNotFoundError when it is gone."""
    said = json.loads((instance / FILE).read_text("ascii"))
    return [SignIn(**{**person, "services": tuple(person["services"])}) for person in said["people"]]


def table(people: list[SignIn]) -> list[str]:
    """The people as lines of text in columns: who, what they may do, e-mail, password."""
    rows = [(f"{each.name}, {each.post}", ROLE_WORDS[Role(each.role)], each.email, each.password) for each in people]
    widths = [max(len(row[place]) for row in rows) for place in range(4)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _part() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))
