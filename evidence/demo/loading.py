"""Loading the demonstration: once, whole or not at all. Loading it again changes nothing."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from flask import Flask, current_app

from evidence import desk
from evidence.accounts import store
from evidence.database import saving
from evidence.demo import sign_ins
from evidence.demo.cast import make_cast
from evidence.demo.content import Content
from evidence.demo.reading import read_content
from evidence.demo.year import set_up_at, steps_of
from evidence.web import clock
from evidence.web.formatters import MONTHS, plural

Say = Callable[[str], None]


class SignInsGone(desk.NotStarted):
    """The demonstration is loaded but nobody knows its passwords any more. The message says what to do."""


def load(app: Flask, say: Say, content: Content | None = None) -> bool:
    """Fill the instance with the demonstration. Returns whether it did; False when it is loaded already.

    say: is given a line for each stretch of work. Everything is one transaction: a loading that is cut short leaves
    nothing behind but files without rows, which the sweep removes, and the next one begins anew. Raises
    clock.NotADemonstration in a real instance, and SignInsGone.
    """
    with app.app_context():
        if not current_app.config["DEMO"]:
            raise clock.NotADemonstration("The demonstration is loaded into an instance of its own alone.")
        instance = Path(current_app.config["INSTANCE_PATH"])
        if store.is_set_up():
            if not (instance / sign_ins.FILE).exists():
                raise SignInsGone(
                    f"The passwords of this demonstration are gone with its file {sign_ins.FILE}. "
                    f"Remove the folder {instance} and start again."
                )
            return False
        _fill(instance, content or read_content(), say)
        return True


def _fill(instance: Path, content: Content, say: Say) -> None:
    began, today = monotonic(), clock.today()
    given = sign_ins.draw(content)
    with saving():
        say(f"Making {plural(len(content.people), 'person', 'people')} with passwords.")
        with clock.set_to(set_up_at(content, today)):
            cast = make_cast(content, given)
        month = 0
        for step in steps_of(cast, today):
            if step.at.month != month:
                month = step.at.month
                say(f"{MONTHS[month - 1]} {step.at.year}: evidence, stories, actions and judgements.")
            with clock.set_to(step.at):
                step.do()
        sign_ins.keep(instance, content, given)
    say(f"The demonstration is loaded: {_counts(content)}, in {plural(round(monotonic() - began), 'second')}.")


def _counts(content: Content) -> str:
    items, stories, actions = (
        sum(len(getattr(service, name)) for service in content.services) for name in ("items", "stories", "actions")
    )
    return f"{items} pieces of evidence, {stories} stories and {actions} actions"
