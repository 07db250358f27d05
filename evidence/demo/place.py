"""Where the demonstration lies: a folder of its own, marked before anything else is put into it."""

import os
from pathlib import Path

from evidence import desk, settings
from evidence.demo import loading, sign_ins

FOLDER = settings.ROOT / "instance-demo"
_MARK = """\
This folder holds a demonstration of the evidence tracker. The provider, the services and the people in it are made up.
Start it with: python app.py --demo
Remove the folder, with the tracker stopped, to begin afresh.
"""


def refused(instance: Path) -> str:
    """Why the demonstration can't lie in a folder, as a sentence; "" when it is new, empty or its own."""
    if settings.is_demo(instance) or not instance.exists():
        return ""
    if not instance.is_dir():
        return f"{instance} is not a folder. Give another one as INSTANCE_PATH."
    if any(instance.iterdir()):
        return (
            f"{instance} holds something else than the demonstration, perhaps your own records. "
            "Give a new folder as INSTANCE_PATH, or leave INSTANCE_PATH out."
        )
    return ""


def prepare(instance: Path) -> None:
    """Mark a new or empty folder as the demonstration's."""
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.is_demo(instance):
        desk.write_private(instance / settings.DEMO_FILE, _MARK)


def find() -> Path | None:
    """The demonstration that a command is about: that of INSTANCE_PATH, or else the usual one; None without any."""
    named = os.environ.get("INSTANCE_PATH")
    instance = Path(named).resolve() if named else FOLDER
    return instance if settings.is_demo(instance) else None


def told(instance: Path) -> list[str]:
    """What is printed at each start: that all is made up, and who can sign in with which password."""
    return [
        "Demonstration: people and services are made up. Sign in with an e-mail address and password from this list.",
        *sign_ins.table(sign_ins.read(instance)),
        f"The list is kept in {instance / sign_ins.FILE}. Remove the folder {instance} to begin afresh.",
    ]


DEMONSTRATION = desk.Demonstration(FOLDER, refused, prepare, loading.load, told)
