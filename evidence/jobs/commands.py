"""`flask jobs work`: the worker of a server."""

import signal

import click
from flask import current_app
from flask.cli import AppGroup

jobs = AppGroup("jobs", help="Long work: packs, sweeping files.")


@jobs.command("work")
@click.option("--once", is_flag=True, help="Do what is waiting, then end.")
def work(once: bool) -> None:
    """Carry out jobs until stopped."""
    worker = current_app.extensions["worker"]
    if once:
        while worker.run_one():
            pass
        return
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run_until_stopped()
