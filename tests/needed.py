"""What a test needs from the computer it runs on, and what happens where that is missing."""

import os
from typing import NoReturn

import pytest


def is_ci() -> bool:
    """Whether nothing may be skipped: the environment variable CI is set, and not to a word for no."""
    return os.environ.get("CI", "").strip().casefold() not in {"", "0", "false", "no", "off"}


def missing(reason: str) -> NoReturn:
    """Skip the test with a reason its reader can act on; with CI set, fail it instead."""
    if is_ci():
        pytest.fail(f"{reason} With CI set this is an error.", pytrace=False)
    pytest.skip(reason)
