"""Light or night: chosen without an account, kept by the browser, and followed by every page."""

import pytest
from flask import Flask

from tests.clients import PageCheckingClient
from tests.pages import Page


def night_media(page: Page | None) -> list[str | None]:
    """When the night's colours hold on a page; empty where they never do."""
    assert page is not None
    return [sheet.get("media") for sheet in page.all("link") if "css/night.css" in sheet.get("href", "")]


def schemes(page: Page | None) -> list[str | None]:
    assert page is not None
    return [meta.get("content") for meta in page.all("meta") if meta.get("name") == "color-scheme"]


AS_DEVICE = ["screen and (prefers-color-scheme: dark)"]


@pytest.mark.parametrize(
    ("look", "media", "scheme"),
    [("light", [], "light"), ("night", ["screen"], "dark"), ("device", AS_DEVICE, "light dark")],
)
def test_chosen_look_holds_on_every_page(app: Flask, look: str, media: list[str], scheme: str):
    client = app.test_client()
    client.submit("/look", {"look": "light"})
    answer = client.submit("/look", {"look": look}, follow_redirects=True)
    assert "From now on" in answer.text
    for path in ("/look", "/set-up", "/nowhere"):
        page = client.get(path).page
        assert (night_media(page), schemes(page)) == (media, [scheme])


def test_look_is_remembered_for_a_year_where_scripts_can_not_read_it(app: Flask):
    client = app.test_client()
    answer = client.submit("/look", {"look": "night"})
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    answer = client.submit("/look", {"look": "device"})
    assert client.get_cookie("look") is None


@pytest.mark.parametrize("kept", ["", "purple", "<script>"])
def test_without_a_choice_the_device_decides(app: Flask, kept: str):
    client = app.test_client()
    client.set_cookie("look", kept)
    page = client.get("/look").page
    assert night_media(page) == AS_DEVICE
    assert [choice.get("value") for choice in page.all("input") if choice.get("checked") is not None] == ["device"]


@pytest.mark.parametrize("sent", ["purple", ""])
def test_what_can_not_be_chosen_is_asked_again(app: Flask, sent: str):
    client = app.test_client()
    form = client.form("/look", {"look": "night"})
    form.fields["look"] = sent
    answer = client.send(form)
    assert answer.page.problems_told == ["Choose light, night or as the device."]
    assert client.get_cookie("look") is None


def test_account_page_offers_the_choice(manager_client: PageCheckingClient):
    manager_client.submit("/me", {"look": "night"}, action="/look")
    assert night_media(manager_client.get("/me").page) == ["screen"]
