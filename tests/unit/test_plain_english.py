"""What pages and messages say can be read by somebody of eleven."""

import pytest

from evidence.settings import ROOT
from tests.plain_english import (
    Sentence,
    reading_age,
    sentences_of_module,
    sentences_of_site,
    sentences_of_template,
    syllables,
)

OLDEST_OF_A_FILE = 11.0
OLDEST_OF_ALL = 9.0
# A few words say little about a file, and a name or two can make a short sentence look hard.
FEWEST_WORDS_OF_A_FILE, FEWEST_WORDS_OF_A_SENTENCE = 40, 15
OLDEST_OF_A_SENTENCE = 17.0
SHOWN = 8


def words_in(sentences: list[Sentence]) -> int:
    return sum(len(sentence.words) for sentence in sentences)


def worst(sentences: list[Sentence]) -> str:
    """The hardest sentences, one a line."""
    hardest = sorted(sentences, key=lambda sentence: -sentence.age)[:SHOWN]
    return "\n".join(f"{sentence.age:.1f} {sentence.where}: {sentence.text}" for sentence in hardest)


@pytest.fixture(scope="module")
def said() -> dict[str, list[Sentence]]:
    return sentences_of_site(ROOT)


def test_each_page_and_module_can_be_read_at_eleven(said: dict[str, list[Sentence]]):
    long_enough = [sentences for sentences in said.values() if words_in(sentences) >= FEWEST_WORDS_OF_A_FILE]
    assert len(long_enough) > 50
    hard = [sentences for sentences in long_enough if reading_age(sentences) > OLDEST_OF_A_FILE]
    assert not hard, "\n".join(f"{reading_age(each):.1f} {each[0].where}\n{worst(each)}" for each in hard)


def test_all_of_it_together_is_easier_still(said: dict[str, list[Sentence]]):
    everything = [sentence for sentences in said.values() for sentence in sentences]
    assert words_in(everything) > 10_000
    assert reading_age(everything) <= OLDEST_OF_ALL, worst(everything)


def test_no_long_sentence_is_hard(said: dict[str, list[Sentence]]):
    hard = [
        sentence
        for sentences in said.values()
        for sentence in sentences
        if len(sentence.words) >= FEWEST_WORDS_OF_A_SENTENCE and sentence.age > OLDEST_OF_A_SENTENCE
    ]
    assert not hard, worst(hard)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        *(("the", 1), ("people", 2), ("evidence", 3), ("saved", 1), ("created", 3), ("judgement", 2), ("people’s", 2)),
        *(("something", 2), ("framework", 2), ("medicine", 3), ("residential", 4), ("confidential", 4), ("idea", 3)),
        *(("characteristics", 5), ("inspection", 3), ("previous", 3), ("experience", 4), ("requires", 2), ("table", 2)),
        *(("asked", 1), ("started", 2), ("used", 1), ("line", 1), ("being", 2), ("science", 2), ("don’t", 1)),
    ],
)
def test_syllables_are_counted(word: str, number: int):
    assert syllables(word) == number


def test_reading_age_is_that_of_the_formula():
    # Ten words in two sentences, twelve syllables: 0.39 × 5 + 11.8 × 1.2 − 15.59 = 0.52.
    sentences = [Sentence("Add what you saw today.", ""), Sentence("It can be a short note.", "")]
    words = [word for sentence in sentences for word in sentence.words]
    counted = sum(map(syllables, words))
    assert (len(words), counted) == (11, 12)
    assert reading_age(sentences) == pytest.approx(0.39 * 11 / 2 + 11.8 * 12 / 11 - 15.59 + 5)
    with pytest.raises(ValueError, match="nothing to read"):
        reading_age([Sentence("2026", "")])


def test_hard_words_and_long_sentences_make_the_reader_older():
    plain = Sentence("Tell us what went well.", "")
    hard = Sentence(
        "Organisations should facilitate multidisciplinary collaboration regarding safeguarding notifications.", ""
    )
    assert plain.age < OLDEST_OF_A_FILE < OLDEST_OF_A_SENTENCE < hard.age


def test_templates_say_what_stands_between_their_tags():
    source = (
        '{# never said #}<h1 class="never">{{ title }}</h1>'
        "<p>Add <b>what you saw</b> for {{ name }} today.{% if more %} It can be a short note.{% else %}"
        " Nothing more is asked for.{% endif %}</p>"
        '<svg><path d="never said in here"/></svg>{{ page_lead("Say it in your own words.") }}{{ icon("not said") }}'
    )
    assert [sentence.text for sentence in sentences_of_template(source, "here")] == [
        "Add what you saw for this today.",
        "It can be a short note.",
        "Nothing more is asked for.",
        "Say it in your own words.",
    ]


def test_modules_say_their_whole_sentences_and_no_docstring():
    source = (
        '"""This is told to nobody at all."""\n'
        "def told(name):\n"
        '    """Nor is this told to anybody."""\n'
        '    key = "not a sentence at all"\n'
        '    return f"Enter the name of {name}, as it is known."\n'
    )
    assert [sentence.text for sentence in sentences_of_module(source, "here")] == [
        "Enter the name of this, as it is known."
    ]
