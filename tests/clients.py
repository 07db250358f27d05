"""The test client: it checks every page that it is given, and sends forms as a browser would."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import filled_forms
from tests.filled_forms import File, FilledForm, Value
from tests.page_checks import missing_headers, problems_of
from tests.pages import Page


class PageCheckingClient(FlaskClient):
    """A client that fails the test when a page it gets is not as pages must be.

    Every answer must carry the security headers; every HTML answer that is not a redirect, whatever its method and
    status, is held against all checks of tests/page_checks.py. `response.page` is the page that came.
    """

    def open(self, *args: Any, unchecked: str | None = None, **kwargs: Any) -> TestResponse:
        """Send a request. unchecked: the reason why this one page can't be as pages must be."""
        # Read to its end at once, so that no file stays open behind an answer that nobody reads.
        response: Any = super().open(*args, **{"buffered": True, **kwargs})
        request = response.request
        assert not (missing := missing_headers(response.headers)), f"{request.method} {request.path} lacks {missing}"
        response.page = None
        if response.mimetype == "text/html" and request.method != "HEAD" and not 300 <= response.status_code < 400:
            response.page = Page(response.text, request.path)
            if unchecked is None:
                problems = problems_of(response.page)
                assert not problems, "\n  ".join(
                    [f"{request.method} {request.path} ({response.status_code}) is not as pages must be:", *problems]
                )
        return response

    def form(
        self,
        path: str,
        fields: Mapping[str, Value] | None = None,
        files: Mapping[str, Sequence[File]] | None = None,
        *,
        action: str | None = None,
        button: str | None = None,
    ) -> FilledForm:
        """Get a page and fill in its form, without sending it. See `filled_forms.fill`."""
        response: Any = self.get(path)
        assert response.status_code == 200, f"{path} answers {response.status_code} {response.headers.get('Location')}"
        form = filled_forms.choose(response.page, action=action, button=button)
        return filled_forms.fill(response.page, form, fields or {}, files, button)

    def send(self, filled: FilledForm, **kwargs: Any) -> TestResponse:
        """Send a filled form. Sending the same one twice is what an impatient person does."""
        if filled.method == "get":
            return self.get(urlsplit(filled.address).path, query_string=filled.fields, **kwargs)
        return self.post(filled.address, data=filled.body(), **kwargs)

    def submit(
        self,
        path: str,
        fields: Mapping[str, Value] | None = None,
        files: Mapping[str, Sequence[File]] | None = None,
        *,
        action: str | None = None,
        button: str | None = None,
        **kwargs: Any,
    ) -> TestResponse:
        """Get a page, fill in its form, send it: with its hidden fields, and with what stands in the other fields.

        fields: what a person types or chooses, by field name. files: (bytes, name) pairs by field name. action: where
        the form goes, if not to the page itself. button: the words of the button to press, if not the first.
        """
        return self.send(self.form(path, fields, files, action=action, button=button), **kwargs)
