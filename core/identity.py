"""What makes a thing the same thing: the form that it came from, its name, its address.

Who looks whether a thing is there and makes it otherwise holds its turn first: two that do so at once would
both find nothing.
"""

import unicodedata
from collections.abc import Collection, Iterator
from itertools import count
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Lower
from django.utils.text import slugify

#: What an address keeps free at its end for the longest number behind it.
NUMBER = "-123456789"
#: Signs without a shape that some scripts, and families of pictures, are written with.
JOINERS = "\u200c\u200d"


class FormKey(forms.UUIDField):
    """The form's own number, which nobody sees: a form that is sent twice finds what it made first.

    What comes without one, or with what is none, is taken for a new form.
    """

    widget = forms.HiddenInput

    def __init__(self, **options):
        super().__init__(required=False, initial=uuid4, **options)

    def clean(self, value) -> UUID:
        try:
            return super().clean(value) or uuid4()
        except ValidationError:
            return uuid4()


def renew(form: forms.Form, name: str = "request_key") -> None:
    """Another number: what this form makes next is another thing."""
    form.data = form.data.copy()
    form.data[form.add_prefix(name)] = str(uuid4())


def hold(turn: str) -> None:
    """Wait for whoever holds this turn, and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [turn])


def made_by_form(model: type[models.Model], key: UUID | None) -> models.Model | None:
    """What the form with this number made before, if it made anything; its turn is held."""
    if key is None:
        return None
    hold(f"form {key}")
    return model._default_manager.filter(request_key=key).first()


def one_spelling(name: str) -> str:
    """The name as it is kept: accents composed, one space between words, none around, nothing unseen in it."""
    seen = "".join(sign for sign in name if not _is_unseen(sign))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def _is_unseen(sign: str) -> bool:
    """Whether this shows nothing and may turn the letters around it: two names would look alike, or backwards."""
    if sign in JOINERS or sign.isspace() or sign == "\0":
        return False
    return unicodedata.category(sign) in {"Cc", "Cf"}


def named(rows: models.QuerySet, field: str, name: str) -> models.QuerySet:
    """Those of the rows with this name in the field, in capitals or not; other signs make another name."""
    return rows.alias(_folded=Lower(field)).filter(_folded=Lower(models.Value(name)))


def free_slug(
    rows: models.QuerySet, title: str, *, otherwise: str, taken: Collection[str] = ()
) -> str:
    """The address that the title makes, with a number behind where one of the rows has it.

    An address is no name: "C++" and "C#" are both `c`. `otherwise` is for titles without a letter, and what is
    `taken` is used for something else. The turn of the table is held.
    """
    hold(f"addresses {rows.model._meta.label_lower}")
    room = rows.model._meta.get_field("slug").max_length - len(NUMBER)
    stem = slugify(title)[:room].strip("-") or otherwise
    used = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True)).union(taken)
    return next(slug for slug in _candidates(stem) if slug not in used)


def _candidates(stem: str) -> Iterator[str]:
    yield stem
    for number in count(2):
        yield f"{stem}-{number}"
