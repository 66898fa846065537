"""The seven themes and four objectives of the programme (annex B of the public notice)."""

from core.models import Named


class Theme(Named):
    """One thread through profiles, bookings, events and spending."""


class Objective(Named):
    """What an event or a collaboration serves."""
