"""Words in place of characters that cannot be drawn."""

import pytest

from evidence.drawing.fonts import clean


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("José 🎉 Ngô", "José [party popper] Ngô"),
        ("👍🏿", "[thumbs up sign]"),
        ("👩🏽\u200d⚕️", "[woman, health worker]"),
        ("👨\u200d👩\u200d👧", "[man, woman, girl]"),
        ("🤷\u200d♀️", "[shrug, woman]"),
        ("❤️", "[heart]"),
        ("❤️\u200d🔥", "[heart, fire]"),
        ("🇬🇧", "[flag GB]"),
        ("🇵🇱🇬🇧", "[flag PL][flag GB]"),
        ("🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "[flag Wales]"),
        ("1️⃣", "[keycap 1]"),
        ("🎉🎉🎉", "[party popper × 3]"),
        ("🎉🎂", "[party popper][birthday cake]"),
        ("🏿", "[skin tone]"),
        ("\U0001f1ec", "[regional indicator symbol letter g]"),
    ],
)
def test_an_emoji_becomes_one_readable_name(typed: str, drawn: str) -> None:
    assert clean(typed) == drawn


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("ありがとう", "[Hiragana: a ri ga to u]"),
        ("আমিনা বেগম", "[Bengali: aa ma i na aa] [Bengali: ba e ga ma]"),
        ("王小明", "[Chinese characters 738B 5C0F 660E]"),
        ("김민", "[Hangul: gim min]"),
        ("राम", "[Devanagari: ra aa ma]"),
        ("\ue123", "[character U+E123]"),
        ("\U0010ffff", "[character U+10FFFF]"),
    ],
)
def test_letters_of_another_script_are_spelled(typed: str, drawn: str) -> None:
    assert clean(typed) == drawn


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("call bell → answered", "call bell -> answered"),
        ("temp ≥ 38", "temp >= 38"),
        ("✓ done ☐ not yet", "[tick] done [empty box] not yet"),
        ("\uf0b7 pasted from a word processor", "• pasted from a word processor"),
        ("𝓗𝓮𝓵𝓵𝓸", "Hello"),
        ("© ©️", "© ©"),
        ("x\u0302", "x\u0302"),
    ],
)
def test_a_sign_with_a_plain_equivalent_is_drawn_as_that(typed: str, drawn: str) -> None:
    assert clean(typed) == drawn


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("a\x00b\x07c\x1bd", "abcd"),
        ("a\u200bb\ufeffc\u00add\u202ee", "abcde"),
        ("a\ud800b", "ab"),
        ("a\u200cb\u200dc", "abc"),
        ("a\tb\u2003c\u3000d", "a b c d"),
        ("a\u00a0b\u202fc", "a\u00a0b\u00a0c"),
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("\ufe0f", ""),
        ("", ""),
    ],
)
def test_what_has_no_look_is_dropped_and_spaces_become_plain(typed: str, drawn: str) -> None:
    assert clean(typed) == drawn


def test_text_that_all_fonts_have_is_left_alone() -> None:
    text = "Mrs O’Hara – “lovely”, £20… Łódź, Ŵ\n1 < 2 & 3 > 2 <b>"
    assert clean(text) is text
