"""The worker: claims jobs one after the other and carries them out. A thread on the desk, a process on a server."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from evidence.database import db, saving
from evidence.jobs import store
from evidence.jobs.store import Cancelled, Claimed

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Progress = Callable[[int], None]
Work = Callable[[Claimed, Progress], Mapping[str, Any]]
IDLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Regular:
    """Work that is put in by itself whenever `every` has passed since it was last done."""

    kind: str
    every: timedelta


class Worker:
    """Carries out jobs with the work that rooms hand in by kind."""

    def __init__(self, app: Flask, work: Mapping[str, Work], clock: Clock, regular: tuple[Regular, ...] = ()) -> None:
        self._app = app
        self._work = work
        self._clock = clock
        self._regular = regular
        self._stop = threading.Event()

    def run_one(self) -> bool:
        """Carry out one job, if there is one. False when there was nothing to do."""
        with self._app.app_context():
            with saving():
                for regular in self._regular:
                    self._put_in_if_due(regular)
            with saving():
                claimed = store.claim(self._clock())
            if claimed is None:
                return False
            self._carry_out(claimed)
            return True

    def run_until_stopped(self) -> None:
        """Carry out jobs until `stop` is called. An error of the database is logged and tried again later."""
        while not self._stop.is_set():
            try:
                busy = self.run_one()
            except Exception:
                log.exception("The worker could not look for jobs.")
                busy = False
            if not busy:
                self._stop.wait(IDLE_SECONDS)

    def start(self) -> threading.Thread:
        """Run in a thread of its own that ends with the process."""
        thread = threading.Thread(target=self.run_until_stopped, name="jobs", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Stop after the job in hand."""
        self._stop.set()

    def _put_in_if_due(self, regular: Regular) -> None:
        now, last = self._clock(), store.last_done(regular.kind)
        if last is None or now - last >= regular.every:
            store.put_in(regular.kind, {}, fingerprint=f"regular {regular.kind}", now=now)

    def _carry_out(self, claimed: Claimed) -> None:
        def progress(percent: int) -> None:
            with saving():
                store.beat(claimed.id, percent, self._clock())

        try:
            if claimed.kind not in self._work:
                raise LookupError(f"No work is known by the name {claimed.kind}.")
            result = self._work[claimed.kind](claimed, progress)
            with saving():
                store.finish(claimed.id, result, self._clock())
        except Cancelled:
            db.session.rollback()
        except Exception as error:
            db.session.rollback()
            log.exception("Job %s of kind %s failed.", claimed.id, claimed.kind)
            with saving():
                store.fail(claimed.id, f"{type(error).__name__}: {error}"[:500], self._clock())
