"""What the loader says about each thing that can be wrong in the text of a framework."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kloe.loader import FrameworkError, FrameworkErrors, read_folder, read_framework

Changed = Callable[[str, str], str]

RATINGS = "outstanding, good, requires-improvement, inadequate"
LINE = 'framework text, line "S1"'
PROMPT = 'framework text, line "S1" prompt 1'
GOOD_ONE = 'framework text, line "S1" characteristic 1'
KEY_QUESTION = 'framework text, key question "S"'
HEADLINE = 'framework text, key question "S" headline 1'


def errors_in(text: str) -> list[str]:
    with pytest.raises(FrameworkErrors) as caught:
        read_framework(text)
    return [str(error) for error in caught.value.errors]


# What to change in the sample, what to, and the one message that follows.
CHANGES = [
    # missing
    ('title = "Sample standards"\n', "", 'framework text: key "title" is missing. Add it.'),
    ('content_version = "1"\n', "", 'framework text: key "content_version" is missing. Add it.'),
    ('published = "2026"\n', "", 'framework text: key "published" is missing. Add it.'),
    ('title = "Safeguarding"\n', "", f'{LINE}: key "title" is missing. Add it.'),
    ('text = "Staff know the signs of abuse."\n', "", f'{GOOD_ONE}: key "text" is missing. Add it.'),
    ('title = "The handbook"\n', "", 'framework text, source "handbook": key "title" is missing. Add it.'),
    ('text = "People are safe."\n', "", f'{HEADLINE}: key "text" is missing. Add it.'),
    ('question = "Are people safe?"\n', "", f'{KEY_QUESTION}: key "question" is missing. Add it.'),
    # empty
    ('"Sample standards"', '""', 'framework text: key "title" is empty. Enter the text.'),
    ('"Staff know the signs of abuse."', '"  "', f'{GOOD_ONE}: key "text" is empty. Enter the text.'),
    (
        'published = "2026"\n',
        'published = "2026"\nshort_title = " "\n',
        'framework text: key "short_title" is empty. Enter the text, or take it out.',
    ),
    # unknown keys
    (
        'title = "Safeguarding"\n',
        'title = "Safeguarding"\nsubtitle = "x"\n',
        f'{LINE}: key "subtitle" is not known. Take it out, or choose from: code, key_question, title, question, '
        "prompt, characteristic, confidence, source, applies.",
    ),
    (
        'rating = "inadequate"\n',
        'rating = "inadequate"\nweight = 2\n',
        'framework text, line "S1" characteristic 2: key "weight" is not known. Take it out, or choose from: '
        "rating, key, text, confidence, source, applies.",
    ),
    # wrong types
    ('"Sample standards"', "7", 'framework text: key "title" must be text in quotes, not a number.'),
    ('"Sample standards"', "true", 'framework text: key "title" must be text in quotes, not true or false.'),
    ('"2026"', "2026-01-01", 'framework text: key "published" must be text in quotes, not a date or time.'),
    ('"Are people protected?"', '["x"]', f'{LINE}: key "question" must be text in quotes, not a list.'),
    ('"Are people protected?"', '{a = "x"}', f'{LINE}: key "question" must be text in quotes, not a table.'),
    ('["residential"]', '"residential"', f'{PROMPT}: key "applies" must be a list of texts, such as ["one", "two"].'),
    ('["residential"]', "[1]", f'{PROMPT}: key "applies" must be a list of texts, such as ["one", "two"].'),
    (
        'text = "Staff know the signs of abuse."\n',
        'text = "Staff know the signs of abuse."\napplies = "food"\n',
        f'{GOOD_ONE}: key "applies" must be a list of texts, such as ["one", "two"].',
    ),
    (
        'text = "Staff know the signs of abuse."\n',
        'text = "Staff know the signs of abuse."\napplies = ["gardens"]\n',
        f'{GOOD_ONE}: key "applies" has the tag "gardens", which does not exist. Choose from: activities, community, '
        "end-of-life, food, infection, medicines, premises, relationships, residential, visitors, young-adults.",
    ),
    ('["residential"]', '["food", "food"]', f'{PROMPT}: key "applies" has "food" twice. Take one out.'),
    (
        "[[line.prompt]]",
        "[line.prompt]",
        f'{LINE}: key "prompt" must be a list of tables. Write [[line.prompt]] before each.',
    ),
    (
        "[[source]]",
        "[source]",
        'framework text: key "source" must be a list of tables. Write [[source]] before each.',
    ),
    # control characters
    (
        '"Staff know the signs of abuse."',
        '"Staff know\\u0007 the signs."',
        f'{GOOD_ONE}: key "text" has a control character (U+0007). Take it out.',
    ),
    (
        '"Staff know the signs of abuse."',
        '"Staff know\\nthe signs."',
        f'{GOOD_ONE}: key "text" has a control character (U+000A). Take it out.',
    ),
    (
        '"Staff know the signs of abuse."',
        '"Staff \\u202e know."',
        f'{GOOD_ONE}: key "text" has a control character (U+202E). Take it out.',
    ),
    # words that must be chosen from a list
    ('"draft"', '"new"', 'framework text: key "status" must be one of draft, current, superseded, not "new".'),
    (
        'rating = "inadequate"',
        'rating = "poor"',
        f'framework text, line "S1" characteristic 2: key "rating" must be one of {RATINGS}, not "poor".',
    ),
    (
        'confidence = "T"',
        'confidence = "N"',
        f'{PROMPT}: key "confidence" must be one of C, T, H, D, S, M, J, not "N".',
    ),
    (
        '"characteristics"',
        '"stars"',
        'framework text: key "judged_by" must be one of characteristics, score-1-4, met-partly-not, not "stars".',
    ),
    (
        'published = "2026"\n',
        'published = "2026"\naggregation = "mean"\n',
        'framework text: key "aggregation" must be one of cqc-2017, cqc-2017-from-memory, cqc-2017-assumed, '
        'not "mean".',
    ),
    # levels and key questions
    (
        '["outstanding", "good", "requires-improvement", "inadequate"]',
        '["good", "outstanding"]',
        f'framework text: key "levels" must be the four ratings, best first: {RATINGS}.',
    ),
    (
        'published = "2026"\n',
        'published = "2026"\naggregation = "cqc-2017"\n',
        'framework text: key "aggregation" works on the key questions S, E, C, R, W; this has S. Correct either.',
    ),
    # names that point nowhere
    (
        'key_question = "S"',
        'key_question = "X"',
        f'{LINE}: key "key_question" names "X", which is no [[key_question]]. Choose from: S.',
    ),
    (
        'confidence = "T"\n    source = "handbook"',
        'confidence = "T"\n    source = "rumour"',
        f'{PROMPT}: key "source" names "rumour", which is no [[source]]. Choose from: handbook.',
    ),
    (
        '["residential"]',
        '["gardens"]',
        f'{PROMPT}: key "applies" has the tag "gardens", which does not exist. Choose from: activities, community, '
        "end-of-life, food, infection, medicines, premises, relationships, residential, visitors, young-adults.",
    ),
    # shapes
    (
        'id = "sample"',
        'id = "Sample 1"',
        'framework text: key "id" must be lower-case words and hyphens, such as "asc-2017-11", not "Sample 1".',
    ),
    (
        'key = "S1.good.1"',
        'key = "S1.inadequate.2"',
        f'{GOOD_ONE}: key "key" must be "S1.good." and a number, such as "S1.good.1", not "S1.inadequate.2".',
    ),
    (
        'key = "S1.good.1"',
        'key = "S2.good.1"',
        f'{GOOD_ONE}: key "key" must be "S1.good." and a number, such as "S1.good.1", not "S2.good.1".',
    ),
    (
        'key = "S1.good.1"',
        'key = "S1.good.01"',
        f'{GOOD_ONE}: key "key" must be "S1.good." and a number, such as "S1.good.1", not "S1.good.01".',
    ),
    (
        'key = "S1.prompt.1"',
        'key = "S1.question.1"',
        f'{PROMPT}: key "key" must be "S1.prompt." and a number, such as "S1.prompt.1", not "S1.question.1".',
    ),
    # a line that cannot be judged
    (
        'key = "S1.good.1"\n    rating = "good"',
        'key = "S1.outstanding.1"\n    rating = "outstanding"',
        f'{LINE}: key "characteristic" has none for good. Add a [[line.characteristic]] with rating = "good".',
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), CHANGES)
def test_error_says_where_what_and_what_to_do(changed: Changed, old: str, new: str, message: str) -> None:
    assert message in errors_in(changed(old, new))


# Changes that make other things wrong as well: without sources every source named is unknown, for instance.
SEVERAL = {
    "[[source]]",
    'key_question = "S"',
    'title = "The handbook"\n',
    '"characteristics"',
}


@pytest.mark.parametrize(("old", "new", "message"), [row for row in CHANGES if row[0] not in SEVERAL])
def test_one_mistake_gives_one_error(changed: Changed, old: str, new: str, message: str) -> None:
    assert errors_in(changed(old, new)) == [message]


@pytest.mark.parametrize("code", ["S 1", "S1.", "", "S/1", "S1\u00e9"])
def test_code_of_another_shape_is_refused(changed: Changed, code: str) -> None:
    found = errors_in(changed('code = "S1"', f'code = "{code}"'))
    what = (
        f'must be letters, numbers, hyphens and full stops, such as "S1", not "{code}".'
        if code
        else "is empty. Enter the text."
    )
    assert found[0] == f'framework text, line 1: key "code" {what}'


def test_line_code_used_twice_is_refused(sample_text: str) -> None:
    again = sample_text[sample_text.index("[[line]]") :]
    assert errors_in(sample_text + again)[0] == (
        f'{LINE}: key "code" "S1" is used already, in {LINE}. Give each line a code of its own.'
    )


def test_statement_key_used_twice_is_refused(sample_text: str) -> None:
    again = sample_text[sample_text.rindex("    [[line.char") :]
    assert errors_in(sample_text + again) == [
        'framework text, line "S1" characteristic 3: key "key" "S1.inadequate.1" is used already, in framework text, '
        'line "S1" characteristic 2. Give each statement a key of its own.'
    ]


def test_key_question_code_used_twice_is_refused(sample_text: str) -> None:
    again = sample_text[sample_text.index("[[key_question]]") : sample_text.index("    [[key_question.headline]]")]
    assert errors_in(sample_text + again) == [
        f'{KEY_QUESTION}: key "code" "S" is used already, in {KEY_QUESTION}. Give each key question a code of its own.'
    ]


def test_source_id_used_twice_is_refused(sample_text: str) -> None:
    again = '[[source]]\nid = "handbook"\ntitle = "Another"\npublisher = "Another"\n'
    assert errors_in(sample_text + again) == [
        'framework text, source "handbook": key "id" "handbook" is used already, in framework text, '
        'source "handbook". Give each source an id of its own.'
    ]


def test_second_headline_for_a_rating_is_refused(sample_text: str) -> None:
    start, end = sample_text.index("    [[key_question.headline]]"), sample_text.index("\n[[line]]")
    headline = sample_text[start:end]
    assert errors_in(sample_text[:end] + headline + sample_text[end:]) == [
        'framework text, key question "S" headline 2: key "rating" "good" is used already, in framework text, '
        'key question "S" headline 1. Keep one headline for each rating.'
    ]


@pytest.mark.parametrize(
    ("judged_by", "levels", "message"),
    [
        (
            "score-1-4",
            '["four", "three"]',
            'must have 4 levels, best first, for judged_by "score-1-4"; it has 2.',
        ),
        (
            "met-partly-not",
            '["met", "partly", "not", "none"]',
            'must have 3 levels, best first, for judged_by "met-partly-not"; it has 4.',
        ),
    ],
)
def test_number_of_levels_must_fit_how_lines_are_judged(
    sample_text: str, judged_by: str, levels: str, message: str
) -> None:
    text = sample_text[: sample_text.index("    [[line.characteristic]]")]
    text = text.replace('"characteristics"', f'"{judged_by}"')
    text = text.replace('["outstanding", "good", "requires-improvement", "inadequate"]', levels)
    assert errors_in(text) == [f'framework text: key "levels" {message}']


def test_characteristics_are_refused_where_lines_are_judged_otherwise(changed: Changed) -> None:
    assert errors_in(changed('"characteristics"', '"score-1-4"')) == [
        f'{LINE}: key "characteristic" has no place in a framework judged by "score-1-4". Take it out.'
    ]


@pytest.mark.parametrize(("array", "key"), [("[[line]]", "line"), ("[[key_question]]", "key_question")])
def test_framework_without_lines_or_key_questions_is_refused(sample_text: str, array: str, key: str) -> None:
    found = errors_in(sample_text[: sample_text.index(array)])
    assert f'framework text: key "{key}" is missing. Add a [[{key}]].' in found


def test_list_of_words_where_tables_belong_is_refused() -> None:
    message = 'framework text: key "source" must be a list of tables. Write [[source]] before each.'
    assert message in errors_in('source = ["handbook"]')


def test_syntax_error_names_its_line(changed: Changed) -> None:
    (found,) = errors_in(changed('publisher = "Sample Council"\nstatus', 'publisher "Sample Council"\nstatus'))
    assert found.startswith("framework text: line 3 is not valid TOML: ")
    assert found.endswith(". Correct that line.")


def test_key_written_twice_is_a_syntax_error(changed: Changed) -> None:
    (found,) = errors_in(changed('title = "Safeguarding"\n', 'title = "Safeguarding"\ntitle = "Again"\n'))
    assert found.startswith("framework text: line 31 is not valid TOML: ")


def test_text_that_ends_too_soon_names_its_last_line() -> None:
    (found,) = errors_in('id = "sample"\ntitle = "')
    assert found.startswith("framework text: line 2 is not valid TOML: ")


def test_text_nested_too_deeply_is_refused() -> None:
    (found,) = errors_in("a = " + "[" * 100_000)
    assert found == "framework text: is nested too deeply to be read. Take the nested brackets out."


def test_number_too_long_to_read_is_refused() -> None:
    (found,) = errors_in("a = " + "1" * 10_000)
    assert found.startswith("framework text: cannot be read as TOML: ")


def test_empty_text_names_every_key_it_needs() -> None:
    assert [error.split('"')[1] for error in errors_in("")] == [
        "id",
        "title",
        "publisher",
        "status",
        "content_version",
        "published",
        "judged_by",
        "levels",
        "key_question",
        "line",
    ]


def test_all_errors_are_reported_file_by_file(sample_folder: Path) -> None:
    head, lines = sample_folder / "framework.toml", sample_folder / "2-lines.toml"
    text = lines.read_text(encoding="utf-8")
    lines.write_text(text.replace('"T"', '"Q"').replace('rating = "good"', 'rating = "fine"'), encoding="utf-8")
    head.write_text(head.read_text(encoding="utf-8").replace('"draft"', '"new"'), encoding="utf-8")
    (sample_folder / "1-safe.toml").write_text("[[key_question]\n", encoding="utf-8")
    with pytest.raises(FrameworkErrors) as caught:
        read_folder(sample_folder)
    found = [(error.file, error.table, error.key) for error in caught.value.errors]
    assert found == [
        ("framework.toml", "", "status"),
        ("1-safe.toml", "", ""),
        ("2-lines.toml", 'line "S1" prompt 1', "confidence"),
        ("2-lines.toml", 'line "S1" characteristic 1', "rating"),
    ]
    assert str(caught.value) == "\n".join(str(error) for error in caught.value.errors)
    assert isinstance(caught.value, FrameworkError)
    assert caught.value.key == "status"


def test_broken_first_file_hides_nothing_else(sample_folder: Path) -> None:
    (sample_folder / "framework.toml").write_text("id = \n", encoding="utf-8")
    lines = sample_folder / "2-lines.toml"
    lines.write_text(lines.read_text(encoding="utf-8").replace('"T"', '"Q"'), encoding="utf-8")
    with pytest.raises(FrameworkErrors) as caught:
        read_folder(sample_folder)
    assert [error.file for error in caught.value.errors] == ["framework.toml", "2-lines.toml"]


def test_frameworks_own_keys_belong_in_the_first_file(sample_folder: Path) -> None:
    lines = sample_folder / "2-lines.toml"
    lines.write_text('title = "Twice"\n' + lines.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(FrameworkErrors) as caught:
        read_folder(sample_folder)
    assert [str(error) for error in caught.value.errors] == [
        '2-lines.toml: key "title" is not known. Take it out, or choose from: source, key_question, line.'
    ]
