"""Where people may be led after signing in."""

import pytest

from evidence.accounts.ways_back import own_path


@pytest.mark.parametrize("path", ["/", "/me", "/services/SV-2B3C4/evidence/?line=asc-2017-11/S1&q=łatwo", "/a//b"])
def test_pages_of_this_site_are_ways_back(path: str):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "me",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " /me",
        " //evil.example",
        "https://evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "//localhost@evil.example/",
        "/me\\..",
        "/sign-in",
        "/sign-in?next=/sign-in",
        "/sign-out",
        "/" + "a" * 2000,
    ],
)
def test_everything_else_leads_nowhere(text: str | None):
    assert own_path(text) == ""
