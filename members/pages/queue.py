"""The queue of applications: its filters."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy, pgettext_lazy

from members.models import Application

Status = Application.Status


@dataclass(frozen=True)
class Shelf:
    """One filter of the queue: its word in the address, its label, the states on it."""

    word: str
    label: str
    states: tuple[str, ...]


SHELVES = [
    Shelf("da-decidere", gettext_lazy("To decide"), tuple(Application.TO_DECIDE)),
    Shelf("integrazioni", gettext_lazy("More information requested"), (Status.INFO_REQUESTED,)),
    Shelf("in-attesa", gettext_lazy("Waiting for a place"), (Status.WAITING,)),
    Shelf("ammesse", pgettext_lazy("applications", "Admitted"), (Status.ADMITTED,)),
    Shelf("non-ammesse", pgettext_lazy("applications", "Not admitted"), (Status.NOT_ADMITTED,)),
    Shelf("ritirate", pgettext_lazy("applications", "Withdrawn"), (Status.WITHDRAWN,)),
]


def shelf_of(word: str) -> Shelf:
    """The filter that an address names; an unknown word names what is to decide."""
    return next((shelf for shelf in SHELVES if shelf.word == word), SHELVES[0])
