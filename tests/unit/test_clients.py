"""The test client holds every page against the checks, and lets one pass only for a reason."""

import pytest
from flask import Flask, Response, redirect, request

from evidence.web import headers
from tests.clients import PageCheckingClient

GOOD = (
    '<!doctype html><html lang="en-GB"><head><title>Tea – x</title>'
    '<meta name="viewport" content="width=device-width"></head><body><main><h1>Tea</h1>{form}</main></body></html>'
)
FORM = (
    '<form method="post"><input type="hidden" name="csrf_token" value="b"><label>Name <input name="name"></label>'
    "<button>Save</button></form>"
)
BAD = "<p>no page at all"


@pytest.fixture
def client() -> PageCheckingClient:
    site = Flask("pages")
    site.test_client_class = PageCheckingClient
    site.after_request(lambda response: response if request.path == "/bare" else headers.set_headers(response))
    site.add_url_rule("/good", view_func=lambda: GOOD.format(form=FORM), endpoint="good")
    site.add_url_rule("/good", view_func=lambda: "-".join(request.form.values()), methods=["POST"], endpoint="saved")
    site.add_url_rule("/bad", view_func=lambda: BAD, methods=["GET", "POST"], endpoint="bad")
    site.add_url_rule("/missing", view_func=lambda: (BAD, 404), endpoint="missing")
    site.add_url_rule("/away", view_func=lambda: redirect("/bad"), endpoint="away")
    site.add_url_rule("/text", view_func=lambda: Response(BAD, mimetype="text/plain"), endpoint="text")
    site.add_url_rule("/bare", view_func=lambda: "bare", endpoint="bare")
    return site.test_client()


def test_good_page_is_handed_over(client: PageCheckingClient):
    assert client.get("/good").page.heading == "Tea"


@pytest.mark.parametrize("path", ["/bad", "/missing"])
def test_bad_page_fails_whatever_its_status(client: PageCheckingClient, path: str):
    with pytest.raises(AssertionError, match="one heading: 0 h1"):
        client.get(path)


def test_bad_page_fails_after_sending(client: PageCheckingClient):
    with pytest.raises(AssertionError, match="one heading"):
        client.post("/bad")


def test_bad_page_fails_at_the_end_of_a_redirect(client: PageCheckingClient):
    assert client.get("/away").status_code == 302
    with pytest.raises(AssertionError, match="one heading"):
        client.get("/away", follow_redirects=True)


def test_reason_lets_a_page_pass(client: PageCheckingClient):
    assert client.get("/bad", unchecked="the page is bad on purpose").status_code == 200


def test_what_is_no_page_is_not_held_against_the_checks(client: PageCheckingClient):
    assert client.get("/text").page is None


def test_answer_without_security_headers_fails(client: PageCheckingClient):
    with pytest.raises(AssertionError, match="lacks"):
        client.get("/bare", unchecked="not even then")


def test_submit_sends_the_hidden_fields_of_the_page(client: PageCheckingClient):
    assert client.submit("/good", {"name": "Ann"}, unchecked="it answers with bare words").text == "b-Ann"
