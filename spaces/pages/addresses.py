"""Where a press on a place leads, on the pages that show many of them."""

from copy import copy
from datetime import date
from functools import cached_property, lru_cache
from urllib.parse import quote

from django.urls import reverse

from spaces.availability.cells import HAD, Cell
from spaces.models import WaitingRequest
from spaces.rules import State, answer_to
from spaces.schedule import Slot

#: Where a place's own code comes into an address that is written for many. No text holds a NUL.
CODE = "\0code"


@lru_cache(maxsize=1024)
def quoted(code: str) -> str:
    """As it stands in an address."""
    return quote(code, safe="")


class Addresses:
    """Where a press on a place leads: one address for each kind of page, to which a code or a number is added."""

    def __init__(self, day: date, offers: dict[int, str]):
        self._day = str(day)
        self._choice = reverse("spaces:choice", args=[day, Slot.DAY, "_"]).removesuffix("_/")
        self._room = reverse("spaces:room", args=["_", day])
        self._booking = reverse("spaces:booking", args=[0])
        #: The page on which an offer is answered, by the booking that holds the place.
        self._offers = offers

    @property
    def choices(self) -> str:
        """What the addresses of all choices of the day begin with."""
        return self._choice.removesuffix(f"{Slot.DAY}/")

    def on(self, day: date) -> "Addresses":
        """The same on another date."""
        other = copy(self)
        other._day = str(day)
        other._choice = self._choice.replace(self._day, other._day)
        other._room = self._room.replace(self._day, other._day)
        return other

    def of(self, code: str, cell: Cell, slot: Slot, *, by_the_hour: bool) -> str:
        """The page of the place with this (quoted) code in this slot; nothing when it cannot be had."""
        if cell.state not in (State.FREE, State.PARTLY):
            if cell.booking_id and cell.state in HAD:
                return self._of_booking(cell)
            if not _says_more(cell):
                return ""
        if by_the_hour:
            return self._room.replace("/_/", f"/{code}/")
        return f"{self._choice.replace(Slot.DAY, cell.slot or slot)}{code}/"

    def _of_booking(self, cell: Cell) -> str:
        offer = self._offers.get(cell.booking_id) if cell.state == State.OFFERED else None
        return offer or self._booking.replace("0", str(cell.booking_id))

    @cached_property
    def _wait(self) -> str:
        address = reverse("spaces:waiting_new", args=[self._day, Slot.DAY, "_"])
        return address.removesuffix("_/")

    def to_wait(self, slot: Slot) -> str:
        """Where one joins the line; a place's (quoted) code or a kind follows."""
        return self._wait.replace(Slot.DAY, slot)


def _says_more(cell: Cell) -> bool:
    """Whether the page of the place says why it is not for who looks, and what can be done about it."""
    return cell.state == State.BARRED and answer_to(cell.code).is_link


def offers_of(waiting: list[WaitingRequest]) -> dict[int, str]:
    return {
        request.offer_id: reverse("spaces:waiting", args=[request.pk])
        for request in waiting
        if request.offer_id
    }
