"""Filling in and sending a form of a page as a browser would: its hidden fields, what stands in it, what is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from werkzeug.datastructures import MultiDict

from tests.form_checks import is_sender
from tests.pages import Page, text_of

Value = str | int | bool | Iterable[str]
File = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a browser would send: where to, by which method, with which fields and files."""

    address: str
    method: str
    fields: MultiDict[str, Any]

    def body(self) -> MultiDict[str, Any]:
        """The fields for the test client, with each file opened anew, so that a form can be sent twice."""
        return MultiDict(
            (name, (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value)
            for name, value in self.fields.items(multi=True)
        )


def choose(page: Page, *, action: str | None = None, button: str | None = None) -> Element:
    """The one form of a page that is meant; raises AssertionError where none or several fit.

    action: the path the form goes to; by default the page's own. button: words of a button it has.
    """
    wanted = urlsplit(action or page.path).path
    found = [
        form
        for form in page.all("form")
        if urlsplit(_target(page, form)).path == wanted
        and (button is None or any(_words(control) == button for control in _senders(page, form)))
    ]
    told = [
        f"{_target(page, form)} {[_words(control) for control in _senders(page, form)]}" for form in page.all("form")
    ]
    assert len(found) == 1, f"{len(found)} forms of {page.path} go to {wanted} by {button!r}. The page has: {told}"
    return found[0]


def fill(
    page: Page,
    form: Element,
    fields: Mapping[str, Value],
    files: Mapping[str, Sequence[File]] | None = None,
    button: str | None = None,
) -> FilledForm:
    """What is sent when a person fills in `fields` and `files` and presses a button, by default the form's first.

    A field keeps what stands in it unless it is named. For a single tick box a value is True or False; for several of
    one name it is the values ticked. Raises AssertionError for what the form does not have or does not offer.
    """
    controls = [control for control in page.controls_of(form) if control.get("disabled") is None]
    sent: MultiDict[str, Any] = MultiDict()
    filled_in = [control for control in controls if not is_sender(control) and control.get("type") != "file"]
    names = list(dict.fromkeys(str(control.get("name")) for control in filled_in))
    unknown = sorted(set(fields) - set(names))
    assert not unknown, f"The form to {_target(page, form)} has no {unknown}; it has {names}."
    for name in names:
        same = [control for control in filled_in if control.get("name") == name]
        for value in _filled(same, fields[name]) if name in fields else _standing(same):
            sent.add(name, value)
    _attach(page, form, sent, files or {})
    pressed = _pressed(page, form, button)
    if pressed is not None and pressed.get("name"):
        sent.add(str(pressed.get("name")), pressed.get("value", ""))
    address = pressed.get("formaction") if pressed is not None else None
    return FilledForm(address or _target(page, form), form.get("method", "get").lower(), sent)


def _target(page: Page, form: Element) -> str:
    return form.get("action") or page.path


def _senders(page: Page, form: Element) -> list[Element]:
    return [control for control in page.controls_of(form) if is_sender(control)]


def _words(button: Element) -> str:
    return text_of(button) or button.get("aria-label") or button.get("value", "")


def _pressed(page: Page, form: Element, button: str | None) -> Element | None:
    senders = [control for control in _senders(page, form) if button is None or _words(control) == button]
    assert senders, f"The form to {_target(page, form)} has no button {button!r}."
    return senders[0]


def _standing(same: list[Element]) -> list[str]:
    """What the controls of one name send as they stand on the page."""
    values = []
    for control in same:
        if control.tag == "select":
            values += _selected(control)
        elif control.tag == "textarea":
            # Browsers drop the line break that follows the tag, and send line breaks as CR LF.
            values.append((control.text or "").removeprefix("\n").replace("\n", "\r\n"))
        elif control.get("type") not in ("radio", "checkbox") or control.get("checked") is not None:
            values.append(control.get("value", "on" if control.get("type") in ("radio", "checkbox") else ""))
    return values


def _selected(control: Element) -> list[str]:
    options = list(control.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and control.get("multiple") is None:
        chosen = options[:1]
    return [_option_value(option) for option in chosen]


def _option_value(option: Element) -> str:
    value = option.get("value")
    return text_of(option) if value is None else value


def _filled(same: list[Element], value: Value) -> list[str]:
    """What the controls of one name send when a person has put `value` into them."""
    first = same[0]
    if first.get("type") == "checkbox" and isinstance(value, bool):
        assert len(same) == 1, f"{first.get('name')!r} has several tick boxes: name the values to tick."
        return [first.get("value", "on")] if value else []
    values = [str(value)] if isinstance(value, str | int) else [str(each) for each in value]
    if first.tag == "select" or first.get("type") in ("radio", "checkbox"):
        offered = [_option_value(option) for control in same for option in control.iter("option")]
        offered += [control.get("value", "on") for control in same if control.tag == "input"]
        assert set(values) <= set(offered), f"{first.get('name')!r} offers {offered}, not {values}."
    assert len(values) == 1 or len(same) > 1 or first.get("multiple") is not None, f"{first.get('name')!r} takes one."
    return [text.replace("\r\n", "\n").replace("\n", "\r\n") for text in values]


def _attach(page: Page, form: Element, sent: MultiDict[str, Any], files: Mapping[str, Sequence[File]]) -> None:
    inputs = {str(control.get("name")): control for control in page.controls_of(form) if control.get("type") == "file"}
    assert set(files) <= set(inputs), f"The form takes files as {sorted(inputs)}, not as {sorted(files)}."
    for name, control in inputs.items():
        chosen = files.get(name, ())
        assert len(chosen) < 2 or control.get("multiple") is not None, f"{name!r} takes one file."
        for content, file_name in chosen or [(b"", "")]:
            sent.add(name, (content, file_name))
