"""A form that a test sends holds what a browser would send, and nothing that the page does not offer."""

import pytest

from tests.filled_forms import choose, fill
from tests.pages import Page

PAGE = Page(
    """<!doctype html><html lang="en"><title>t</title>
<form method="post" action="/sign-out"><input type="hidden" name="csrf_token" value="a"><button>Sign out</button></form>
<form method="post" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="b"><input type="hidden" name="version" value="3">
<input name="title" value="Cake"><textarea name="text">
one
two</textarea>
<input type="checkbox" name="is_confidential" value="y" checked>
<input type="checkbox" name="lines" value="S1"><input type="checkbox" name="lines" value="S2" checked>
<input type="radio" name="source" value="people"><input type="radio" name="source" value="staff" checked>
<select name="owner"><option value="1">Ann</option><option value="2" selected>Ben</option></select>
<select name="priority"><option>high</option><option>low</option></select>
<input name="gone" value="x" disabled>
<input type="file" name="files" multiple><input type="file" name="photo">
<button>Save</button><button name="then" value="again">Save and add another</button>
<button formaction="/stories/preview">Look first</button>
</form>
<form id="find" action="/stories/"><input name="q"></form><button form="find">Find</button>
""",
    "/stories/add",
)
FORM = choose(PAGE)


def sent(fields=None, files=None, button=None):
    return fill(PAGE, FORM, fields or {}, files, button)


def test_untouched_form_sends_what_stands_in_it():
    filled = sent()
    assert (filled.address, filled.method) == ("/stories/add", "post")
    assert filled.fields.to_dict(flat=False) == {
        "csrf_token": ["b"],
        "version": ["3"],
        "title": ["Cake"],
        "text": ["one\r\ntwo"],
        "is_confidential": ["y"],
        "lines": ["S2"],
        "source": ["staff"],
        "owner": ["2"],
        "priority": ["high"],
        "files": [(b"", "")],
        "photo": [(b"", "")],
    }


def test_what_a_person_fills_in_replaces_what_stood_there():
    filled = sent(
        {"title": "Tea", "text": "a\nb", "is_confidential": False, "lines": ["S1", "S2"], "owner": 1},
        {"files": [(b"1", "a.pdf"), (b"2", "b.pdf")]},
    )
    assert filled.fields["title"] == "Tea"
    assert filled.fields["text"] == "a\r\nb"
    assert "is_confidential" not in filled.fields
    assert filled.fields.getlist("lines") == ["S1", "S2"]
    assert filled.fields["owner"] == "1"
    assert filled.fields.getlist("files") == [(b"1", "a.pdf"), (b"2", "b.pdf")]


def test_files_are_opened_anew_each_time_the_form_is_sent():
    filled = sent(files={"photo": [(b"1", "a.png")]})
    for _time in range(2):
        stream, name = filled.body()["photo"]
        assert (stream.read(), name) == (b"1", "a.png")


def test_pressed_button_sends_its_own_value_and_leads_where_it_says():
    assert sent(button="Save and add another").fields["then"] == "again"
    assert sent(button="Look first").address == "/stories/preview"


def test_form_that_asks_is_found_by_where_it_goes():
    form = choose(PAGE, action="/stories/")
    assert fill(PAGE, form, {"q": "cake"}).fields.to_dict() == {"q": "cake"}


@pytest.mark.parametrize(
    ("fields", "files", "button", "message"),
    [
        ({"titel": "Tea"}, None, None, "has no \\['titel'\\]"),
        ({"gone": "y"}, None, None, "has no \\['gone'\\]"),
        ({"source": "cqc"}, None, None, "offers"),
        ({"owner": "3"}, None, None, "offers"),
        ({"lines": ["S9"]}, None, None, "offers"),
        ({"lines": True}, None, None, "several tick boxes"),
        ({"title": ["a", "b"]}, None, None, "takes one"),
        (None, {"picture": [(b"", "a")]}, None, "takes files as"),
        (None, {"photo": [(b"", "a"), (b"", "b")]}, None, "takes one file"),
        (None, None, "Delete", "no button"),
    ],
)
def test_what_a_browser_could_not_send_is_refused(fields, files, button, message):
    with pytest.raises(AssertionError, match=message):
        sent(fields, files, button)


def test_form_that_is_not_there_is_refused():
    with pytest.raises(AssertionError, match="0 forms"):
        choose(PAGE, action="/actions/add")
    with pytest.raises(AssertionError, match="0 forms"):
        choose(PAGE, button="Delete")


def test_one_of_two_forms_to_the_same_address_is_found_by_its_button():
    page = Page("<form><button>Open</button></form><form><button>Close</button></form>", "/")
    with pytest.raises(AssertionError, match="2 forms"):
        choose(page)
    assert choose(page, button="Close") is page.all("form")[1]
