"""What every form on every page must be. Part of the page checks."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.pages import Page, text_of

_UNSEEN = ("hidden", "submit", "button", "reset", "image")
_LABELABLE = ("input", "select", "textarea", "button", "meter", "output", "progress")


def labels_belong_to_controls(page: Page) -> Iterator[str]:
    """Each label has words, and names or holds a control that is there."""
    for label in page.all("label"):
        target = label.get("for")
        if not text_of(label):
            yield f"the label for {target!r} has no words"
        if target is None and not any(element.tag in _LABELABLE for element in label.iter()):
            yield f"the label {text_of(label)!r} belongs to nothing"
        elif target is not None:
            control = page.by_id.get(target)
            if control is None or control.tag not in _LABELABLE:
                yield f"the label {text_of(label)!r} is for {target!r}, which is no control"


def controls_have_labels(page: Page) -> Iterator[str]:
    """Everything that can be filled in or pressed says what it is; choices also say what is asked."""
    for control in visible_controls(page):
        if not _label(page, control):
            yield f"<{control.tag} name={control.get('name')!r}> has no label"
    choices = [control for control in page.all("input") if control.get("type") in ("radio", "checkbox")]
    several = {key for key, count in Counter(_group(page, choice) for choice in choices).items() if count > 1}
    for choice in choices:
        if _group(page, choice) in several and not _question(page, choice):
            yield f"the choice {choice.get('name')!r} = {choice.get('value')!r} stands in no fieldset with a legend"
    for button in page.all("button"):
        if not (text_of(button) or button.get("aria-label") or button.get("aria-labelledby")):
            yield "a button without words"
    for button in page.all("input"):
        if button.get("type") in ("submit", "button", "reset") and not button.get("value"):
            yield "a button without words"


def forms_can_be_sent(page: Page) -> Iterator[str]:
    """Each form has somewhere to go, a way to send it, and a form of encoding that carries its files."""
    for form in page.all("form"):
        where = form.get("action", page.path)
        if not where:
            yield "a form with an empty action"
        if form.get("method", "get").lower() not in ("get", "post"):
            yield f"the form to {where} has the method {form.get('method')!r}"
        if not any(is_sender(element) for element in page.controls_of(form)):
            yield f"the form to {where} has no button to send it"
        files = [element for element in page.controls_of(form) if element.get("type") == "file"]
        if files and form.get("enctype") != "multipart/form-data":
            yield f"the form to {where} would send no files"
        for control in page.controls_of(form):
            if control.tag != "button" and not control.get("name") and not is_sender(control):
                yield f"<{control.tag} id={control.get('id')!r}> in the form to {where} has no name"


def forms_are_protected(page: Page) -> Iterator[str]:
    """A form that changes something carries its token; one that only asks does not show it in the address."""
    for form in page.all("form"):
        tokens = [control for control in page.controls_of(form) if control.get("name") == "csrf_token"]
        where = form.get("action", page.path)
        if form.get("method", "get").lower() == "post":
            if len(tokens) != 1 or not tokens[0].get("value") or tokens[0].get("type") != "hidden":
                yield f"the form to {where} has no csrf_token of its own"
        elif tokens:
            yield f"the form to {where} would show its csrf_token in the address"


def visible_controls(page: Page) -> list[Element]:
    """Everything that a person fills in or chooses."""
    controls = page.all("input", "select", "textarea")
    return [control for control in controls if control.tag != "input" or control.get("type", "text") not in _UNSEEN]


def is_sender(element: Element) -> bool:
    """Whether an element is a button that sends its form."""
    if element.tag == "button":
        return element.get("type", "submit") == "submit"
    return element.tag == "input" and element.get("type") in ("submit", "image")


def _label(page: Page, control: Element) -> str:
    """The words that name a control: its label's, or those of its aria-label or aria-labelledby."""
    named = [page.by_id.get(identity) for identity in control.get("aria-labelledby", "").split()]
    words = [control.get("aria-label", ""), *(text_of(element) for element in named if element is not None)]
    identity = control.get("id")
    words += [text_of(label) for label in page.all("label") if identity and label.get("for") == identity]
    holder = page.inside(control, "label")
    words += [text_of(holder)] if holder is not None else []
    return " ".join(words).strip()


def _group(page: Page, choice: Element) -> tuple[Element | None, str | None]:
    return page.inside(choice, "form"), choice.get("name")


def _question(page: Page, choice: Element) -> str:
    for holder in page.above(choice):
        if holder.tag == "fieldset":
            legend = next((text_of(child) for child in holder if child.tag == "legend"), "")
            if legend:
                return legend
        if holder.get("role") in ("group", "radiogroup") and (
            holder.get("aria-label") or holder.get("aria-labelledby")
        ):
            return holder.get("aria-label") or "named elsewhere"
    return ""


CHECKS = (labels_belong_to_controls, controls_have_labels, forms_can_be_sent, forms_are_protected)
