"""Listening to an engine, once, however often it is asked for."""

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

# `event.contains` knows engines by their place in memory: a new engine at the place of one that is gone would count as
# listened to, and run without its guards. Here an engine that is gone is forgotten with what was known of it.
_listening: WeakKeyDictionary[Engine, set[tuple[str, Callable[..., Any]]]] = WeakKeyDictionary()


def listen_once(engine: Engine, name: str, listener: Callable[..., Any]) -> None:
    """Call `listener` at every event of this name on this engine. Asking again changes nothing."""
    known = _listening.setdefault(engine, set())
    if (name, listener) not in known:
        known.add((name, listener))
        event.listen(engine, name, listener)
