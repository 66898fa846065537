"""A page's forms as a browser sees them: what they send, and what one has written into them."""

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from lxml import html

from members.models import Session

#: What a person writes into a field of this kind, where nothing stands in it or something else.
SAMPLES = {
    "text": "Scritto a mano",
    "search": "Scritto a mano",
    "email": "scritta@example.org",
    "url": "https://example.org/scritto",
    "tel": "0342 000000",
    "number": "7",
    "date": "2027-03-04",
    "time": "11:30",
}
NOT_WRITTEN = {"submit", "button", "reset", "image", "file", "password", "hidden"}


@dataclass
class WrittenForm:
    """One form: its address, all that it sends, and what was written into it."""

    action: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)


def forms_of(page: str) -> list[html.FormElement]:
    """The forms in the page's content that send something."""
    tree = html.fromstring(page)
    return [form for form in tree.xpath("//main//form") if form.method.upper() == "POST"]


def action_of(form: html.FormElement, path: str) -> str:
    return form.get("action") or path


def write(form: html.FormElement, path: str) -> WrittenForm:
    """Write something else into each of its fields, as a person would."""
    made = WrittenForm(action_of(form, path))
    for name, value in form.form_values():
        made.sent.setdefault(name, []).append(value)
    for box in form.xpath(".//input | .//textarea | .//select"):
        if box.get("name") and (written := _something_else(box)) is not None:
            made.sent[box.get("name")] = made.written[box.get("name")] = written
    return made


def _something_else(box) -> list[str] | None:
    if box.get("disabled") is not None or box.get("readonly") is not None:
        return None
    if box.tag == "textarea":
        return ["Prima riga\r\nseconda <riga> con “virgolette”"]
    if box.tag == "select":
        others = [each for each in box.value_options if each]
        return others[-1:] or None
    kind = box.get("type", "text")
    if kind in NOT_WRITTEN:
        return None
    if kind in {"checkbox", "radio"}:
        # What says nothing is no answer that could be lost.
        return [box.get("value", "on")] if box.get("value", "on") else None
    return [SAMPLES[kind][: int(box.get("maxlength", 100))]]


def shown(form: html.FormElement) -> dict[str, list[str]]:
    """What the form has in it now."""
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    for box in form.xpath(".//textarea[@name]"):
        # A browser leaves the first line break out, and sends each as two signs.
        found[box.name] = [re.sub(r"\r?\n", "\r\n", (box.text or "").removeprefix("\n"))]
    return found


def sign_out_behind(client: Client) -> None:
    """End the session as the clock or somebody else does: the browser knows nothing of it."""
    Session.objects.filter(pk=client.cookies[settings.SESSION_COOKIE_NAME].value).delete()
