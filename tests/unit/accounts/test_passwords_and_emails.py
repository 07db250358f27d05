"""Which passwords are good enough, and when two e-mail addresses are the same."""

import pytest

from evidence.accounts.emails import bare_email, is_email
from evidence.accounts.passwords import LONGEST, problem_with


@pytest.mark.parametrize("password", ["purple kettle drums", "Zażółć gęślą jaźń", "x7!kQ2#vB9@m", "a" * 8 + "bcdefgh"])
def test_long_and_unusual_passwords_are_good(password: str):
    assert problem_with(password) is None


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_short_passwords_are_told_how_long_to_be(password: str):
    assert problem_with(password) == "The password must be at least 12 characters long."


@pytest.mark.parametrize(
    "password", ["passwordpassword", "Password123456", "qwertyqwerty12", "aaaaaaaaaaaaaaaa", "abababababababab"]
)
def test_passwords_that_everybody_tries_are_refused(password: str):
    assert problem_with(password) == "Choose a password that is harder to guess, such as three or four unusual words."


def test_longest_password_is_told():
    longest = "purple kettle drums " * 10
    assert len(longest) == LONGEST
    assert problem_with(longest) is None
    assert problem_with(longest + "x") == "The password must be 200 characters or fewer."


@pytest.mark.parametrize("typed", ["Ann@Example.ORG", " ann@example.org\n", "ANN@EXAMPLE.ORG"])
def test_case_and_space_make_no_difference_to_an_email(typed: str):
    assert bare_email(typed) == "ann@example.org"


def test_email_typed_with_a_combined_accent_is_the_same():
    assert bare_email("Andre\u0301@example.org") == bare_email("andr\u00e9@example.org")


def test_no_email_is_an_empty_text():
    assert bare_email(None) == ""


@pytest.mark.parametrize("text", ["ann@example.org", "ann.o'hara@care.example.org", "zażółć@example.org"])
def test_emails_are_known(text: str):
    assert is_email(text)


@pytest.mark.parametrize("text", ["", "ann", "ann@", "@example.org", "ann@example", "a b@example.org", "ann@ex\0.org"])
def test_other_texts_are_no_emails(text: str):
    assert not is_email(text)
