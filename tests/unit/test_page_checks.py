"""Each page check can fail: a good page passes them all, and each fault below is told by the check it belongs to."""

import pytest

from tests.page_checks import CHECKS, NEEDED_HEADERS, missing_headers, name_of, problems_of
from tests.pages import Page

GOOD = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Add a story – Rose Lodge</title>
<link rel="stylesheet" href="/static/site.css">
<script src="/static/site.js" defer></script>
</head>
<body>
<a href="#main">Skip to the main part</a>
<nav aria-label="Main"><ul><li><a href="/stories/">Stories</a></li></ul></nav>
<main id="main">
<h1>Add a story</h1>
<p>None of it leaves the building.</p>
<form method="post" action="/stories/add" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="token">
<label for="title">Title</label>
<p id="title-hint">A few words.</p>
<input id="title" name="title" value="None of us knew" aria-describedby="title-hint">
<label>Files <input type="file" name="files" multiple></label>
<fieldset>
<legend>Who says so?</legend>
<input type="radio" name="who" id="who-0" value="person"><label for="who-0">The person</label>
<input type="radio" name="who" id="who-1" value="family"><label for="who-1">Their family</label>
</fieldset>
<button type="submit">Save</button>
</form>
<h2>Stories so far</h2>
<h3>This month</h3>
<table><caption>Stories</caption>
<thead><tr><th scope="col">Title</th></tr></thead><tbody><tr><td>Cake</td></tr></tbody></table>
<img src="/static/cake.png" alt="">
<svg role="img" aria-label="Three stories"><rect width="3" height="3"></rect></svg>
<h2>Older</h2>
<form action="/stories/"><label for="q">Find</label><input id="q" name="q"><button>Find</button></form>
</main>
</body>
</html>
"""

# the name of the check, what stands on the good page, and what stands in its place on the bad one
BAD = [
    ("parses without mending", "<p>None of it", "<p><p/>None of it"),
    ("parses without mending", "<h2>Older</h2>", "<h2>Older</h3>"),
    ("parses without mending", "<!doctype html>", ""),
    ("has language", ' lang="en-GB"', ""),
    ("fits phones", "width=device-width, ", ""),
    ("fits phones", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    ("one main part", '<main id="main">', '<div id="main">'),
    ("one heading", "<h2>Older</h2>", "<h1>Older</h1>"),
    ("one heading", "<h1>Add a story</h1>", "<h1> </h1>"),
    ("one heading", "<h1>Add a story</h1>", ""),
    ("title starts with heading", "<title>Add a story", "<title>Add story"),
    ("title starts with heading", "<h2>Older</h2>", '<div class="error-summary">There is a problem</div>'),
    ("title starts with heading", "<title>Add", "<title>Error: Add"),
    ("no heading skipped", "<h2>Stories so far</h2>", ""),
    ("no heading skipped", "<h1>Add a story</h1>", "<h2>First</h2><h1>Add a story</h1>"),
    ("no heading skipped", "<h2>Older</h2>", "<h2></h2>"),
    ("unique ids", 'id="who-1"', 'id="who-0"'),
    ("nothing points nowhere", 'id="title-hint"', ""),
    ("nothing points nowhere", "<button type", '<button aria-controls="menu" type'),
    ("nothing points nowhere", "<button type", '<button aria-labelledby="menu" type'),
    ("links lead somewhere", 'href="#main"', 'href="#top"'),
    ("links lead somewhere", 'href="#main"', 'href="/stories/add#top"'),
    ("links lead somewhere", 'href="#main"', 'href="#"'),
    ("links lead somewhere", 'href="#main"', ""),
    ("links lead somewhere", ">Stories</a>", "></a>"),
    ("nothing inline", "<h2>Older</h2>", "<script>alert(1)</script>"),
    ("nothing inline", "</head>", "<style>p { color: red }</style></head>"),
    ("nothing inline", "<h2>Older</h2>", '<h2 style="color: red">Older</h2>'),
    ("nothing inline", "<h2>Older</h2>", '<h2 onclick="go()">Older</h2>'),
    ("nothing inline", 'href="/stories/"', 'href="javascript:go()"'),
    ("nothing inline", "<rect", "<style>rect { fill: red }</style><rect"),
    ("nothing from elsewhere", "/static/site.js", "https://cdn.example/site.js"),
    ("nothing from elsewhere", "/static/site.css", "//cdn.example/site.css"),
    ("nothing from elsewhere", 'action="/stories/add"', 'action="https://forms.example/"'),
    ("pictures have words", ' alt=""', ""),
    ("pictures have words", ' aria-label="Three stories"', ""),
    ("tables have headers", "<caption>Stories</caption>", ""),
    ("tables have headers", '<th scope="col">Title</th>', "<td>Title</td>"),
    ("tables have headers", ' scope="col"', ""),
    ("lists hold items", "<ul><li>", "<ul><p>x</p><li>"),
    ("lists hold items", "<h2>Older</h2>", "<li>Older</li>"),
    ("navigation has names", ' aria-label="Main"', ""),
    ("navigation has names", "<h2>Older</h2>", '<nav aria-label="Main"><a href="/">Start</a></nav>'),
    ("nothing leaked", "<td>Cake</td>", "<td>None</td>"),
    ("nothing leaked", "<td>Cake</td>", "<td>{{ story.title }}</td>"),
    ("nothing leaked", "<td>Cake</td>", "<td>&lt;Story object at 0x7f&gt;</td>"),
    ("nothing leaked", "None of us knew", "None"),
    ("nothing leaked", "/stories/add", "/stories/None/add"),
    ("nothing leaked", "<td>Cake</td>", '<td class="tag None">Cake</td>'),
    ("labels belong to controls", 'for="title"', 'for="titel"'),
    ("labels belong to controls", 'for="title"', 'for="title-hint"'),
    ("labels belong to controls", ">Title</label>", "></label>"),
    ("labels belong to controls", "<h2>Older</h2>", "<label>Older</label>"),
    ("controls have labels", '<label for="title">Title</label>', ""),
    ("controls have labels", "<legend>Who says so?</legend>", ""),
    ("controls have labels", ">Save</button>", "></button>"),
    ("controls have labels", '<button type="submit">Save</button>', '<input type="submit">'),
    ("forms can be sent", 'action="/stories/add"', 'action=""'),
    ("forms can be sent", 'method="post"', 'method="put"'),
    ("forms can be sent", '<button type="submit">', '<button type="button">'),
    ("forms can be sent", ' enctype="multipart/form-data"', ""),
    ("forms can be sent", 'name="title"', ""),
    ("forms are protected", '<input type="hidden" name="csrf_token" value="token">', ""),
    ("forms are protected", 'value="token"', 'value=""'),
    ("forms are protected", '<label for="q">', '<input type="hidden" name="csrf_token" value="t"><label for="q">'),
]


def test_good_page_passes_every_check():
    assert problems_of(Page(GOOD, "/stories/add")) == []


@pytest.mark.parametrize(("check", "good", "bad"), BAD)
def test_fault_is_told_by_its_check(check: str, good: str, bad: str):
    assert good in GOOD
    told = problems_of(Page(GOOD.replace(good, bad), "/stories/add"))
    assert check in {problem.split(":")[0] for problem in told}


def test_every_check_has_a_fault_that_it_tells():
    assert {name_of(check) for check in CHECKS} == {check for check, _good, _bad in BAD}


@pytest.mark.parametrize("left_out", NEEDED_HEADERS)
def test_answer_without_a_security_header_is_told(left_out: str):
    headers = dict.fromkeys(NEEDED_HEADERS, "set")
    assert missing_headers(headers) == []
    del headers[left_out]
    assert missing_headers(headers) == [left_out]


def test_error_page_may_say_error_first():
    page = GOOD.replace("<title>", "<title>Error: ").replace("<h2>Older</h2>", '<div class="error-summary">Oh</div>')
    assert problems_of(Page(page, "/stories/add")) == []
