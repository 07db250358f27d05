"""Which fields of a form may be kept when a sign-in has run out."""

import pytest

from evidence.accounts.kept_forms import may_be_kept


@pytest.mark.parametrize("name", ["title", "text", "lines", "happened_on", "once", "version", "postcode"])
def test_words_are_kept(name: str):
    assert may_be_kept(name)


@pytest.mark.parametrize(
    "name", ["password", "password_again", "new_password", "present", "code", "csrf_token", "username"]
)
def test_secrets_are_never_kept(name: str):
    assert not may_be_kept(name)
