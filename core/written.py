"""What somebody had written into a form, to be read and copied where the form itself is gone.

A request brings names and values only. What a field is called and what its values mean is asked of the form
that has these names, as its class declares it: no form is made, since its own page would not make it either.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms.forms import BaseForm
from django.urls import Resolver404, resolve
from django.utils.choices import flatten_choices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.models import ParkedForm

#: What pages and buttons send along, and nobody wrote.
SENT_ALONG = {
    "next", "seen", "until", "booking", "instead_of", "version", "lend",
    "save", "later", "book", "move", "preview", "continua", "vedi", "cerca",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One field: what the form calls it, and what stood in it."""

    name: str
    label: str | Promise
    text: str


def written_in(parked: ParkedForm) -> list[Written]:
    """The fields in the order in which they were sent, without those that were empty or nobody sees."""
    form = form_of(parked)
    declared = form.base_fields if form else {}
    found = []
    for name, values in parked.fields.items():
        field = declared.get(_own_name(name, declared))
        text = "" if field is None and name in SENT_ALONG else _read(field, values)
        if text:
            found.append(Written(name, _label(field), text))
    return found


def form_of(parked: ParkedForm) -> type[BaseForm] | None:
    """The form of this address's app that has most of the names, and few others; None where none has any."""
    try:
        app = resolve(parked.sent_to).func.__module__.partition(".")[0]
    except Resolver404:
        return None
    fits = {}
    for form in _below(BaseForm):
        declared = getattr(form, "base_fields", None) or {}
        if form.__module__.partition(".")[0] == app:
            names = {_own_name(name, declared) for name in set(parked.fields) - SENT_ALONG}
            same = len(names & set(declared))
            fits[form] = (same, -len(declared), form.__qualname__)
    best = max(fits, key=fits.get, default=None)
    return best if best and fits[best][0] else None


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _own_name(name: str, declared: dict) -> str:
    """A field's name without the prefix that its form may have on a page."""
    return name if name in declared else name.rpartition("-")[2]


def _label(field: forms.Field | None) -> str | Promise:
    return (field and field.label) or _("Another field")


def _read(field: forms.Field | None, values: list[str]) -> str:
    """As a person reads it. A choice among things of the database stays a number: whose it is nobody has asked."""
    values = [each for each in values if each.strip()]
    if field is None:
        return "\n".join(values)
    if field.widget.is_hidden:
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if values else ""
    if isinstance(field, forms.ModelChoiceField):
        return _("To be chosen again") if values else ""
    if isinstance(field, forms.ChoiceField):
        words = {str(value): str(label) for value, label in flatten_choices(field.choices)}
        return ", ".join(words.get(each, each) for each in values)
    return "\n".join(values)
