"""What a newer version of a framework would take away, and that no table that names a framework is forgotten."""

from uuid import UUID

import pytest

from evidence import models
from evidence.accounts.framework_uses import Part, Use, lost_in
from evidence.database import Base
from kloe.framework import Framework
from kloe.loader import read_framework
from tests.integration.accounts.own_framework import text_of_version

ONE, TWO = UUID(int=1), UUID(int=2)
NAMES_A_PART = {"framework_id", "code", "statement_key", "statement_keys", "prompt_key", "key_question", "line", "via"}
# Every column that holds the id, a code or a key of a framework, and where its use is told: the rooms' framework_uses,
# or why it need not be.
COLUMNS = {
    "record_line": {"framework_id", "code", "via"},
    "round": {"framework_id"},
    "characteristic_answer": {"code", "statement_key"},
    "risk_answer": {"code", "statement_keys"},
    "line_judgement": {"code"},
    "key_question_judgement": {"key_question"},
    # The framework itself, its wording, and which one a service shows: a newer version of it drops none of these.
    "imported_framework": {"framework_id"},
    "official_wording": {"framework_id", "statement_key"},
    "service": {"framework_id"},
}


@pytest.fixture
def framework() -> Framework:
    return read_framework(text_of_version())


def use(part: Part, key: str, *, service: UUID = ONE, reference: str = "EV-1") -> Use:
    return Use(part, key, service, reference)


def test_what_the_version_still_has_is_not_lost(framework: Framework):
    uses = [
        use(Part.LINE, "D1"),
        use(Part.STATEMENT, "D1.prompt.1"),
        use(Part.STATEMENT, "D1.good.1"),
        use(Part.KEY_QUESTION, "D"),
        use(Part.JUDGED_BY, ""),
    ]
    assert lost_in(framework, framework, uses) == []


def test_what_it_has_no_longer_is_lost_part_by_part(framework: Framework):
    before = read_framework(text_of_version().replace('"Orchard standards"', '"Before"'))
    lost = [
        use(Part.KEY_QUESTION, "D1"),
        use(Part.LINE, "D"),
        use(Part.LINE, "D9", reference="EV-0"),
        use(Part.LINE, "D9"),
        use(Part.LINE, "D9", service=TWO, reference="EV-0"),
        use(Part.STATEMENT, "D1"),
        use(Part.STATEMENT, "D1.prompt.2"),
    ]
    assert lost_in(framework, before, [*reversed(lost), *lost, use(Part.LINE, "D1")]) == lost


@pytest.mark.parametrize(
    ("old", "new"), [('"characteristics"', '"score-1-4"'), ('"met", "partly", "not"', '"yes", "partly", "no"')]
)
def test_another_way_of_judging_is_lost_where_a_round_judges(old: str, new: str):
    text = text_of_version().split("    [[line.characteristic]]")[0]
    if "met" in old:
        four = '"outstanding", "good", "requires-improvement", "inadequate"'
        text = text.replace('"characteristics"', '"met-partly-not"').replace(four, '"met", "partly", "not"')
        before, after = read_framework(text), read_framework(text.replace(old, new))
    else:
        before, after = read_framework(text_of_version()), read_framework(text.replace(old, new))
    assert lost_in(after, before, [use(Part.JUDGED_BY, "")]) == [use(Part.JUDGED_BY, "")]
    assert lost_in(after, before, []) == []


def test_every_table_that_names_a_part_of_a_framework_is_thought_of():
    """A new one must tell its uses: see framework_uses in its room, FRAMEWORK_USES in app.py, and the list here."""
    assert models.__all__
    found = {
        table.name: {column.name for column in table.columns} & NAMES_A_PART for table in Base.metadata.sorted_tables
    }
    assert {name: columns for name, columns in found.items() if columns} == COLUMNS
