"""What docs/frameworks.md shows can be imported as it stands, and names every word that the loader knows."""

import re
from pathlib import Path

from kloe.framework import JUDGED_BY, SERVICE_TAGS, STATUSES
from kloe.loader import is_own_id, load_framework, read_framework
from kloe.wording import read_wording, unknown_keys

TEXT = (Path(__file__).parents[2] / "docs" / "frameworks.md").read_text("utf-8")
FRAMEWORK, WORDING = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)


def test_framework_shown_can_be_read():
    framework = read_framework(FRAMEWORK)
    assert is_own_id(framework.id)
    (line,) = framework.lines
    assert (line.applies, line.characteristics[0].applies) == (("residential",), ("food",))


def test_wording_shown_is_for_a_framework_we_ship():
    assert unknown_keys(load_framework("asc-2017-11"), read_wording(WORDING, is_csv=False)) == []


def test_every_word_that_can_be_chosen_is_named():
    words = {*SERVICE_TAGS, *JUDGED_BY, *STATUSES}
    assert {word for word in words if word not in TEXT} == set()
