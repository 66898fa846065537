"""Occupancy of a month (docs/domain.md, Occupancy): every number of the report, read-only.

Eight queries, whatever the number of places and bookings and however long the history. Times are whole
seconds while they are added up, whole minutes in the answer, each rounded down by itself;
minutes are those that pass, so a day of a clock change has 23 or 25 hours. Nothing exceeds 100%: what is
booked and used is a union of times, clipped to the open ones, and what is counted is a part of its whole.

`answer` says what the figures are, `frames` when places are open, `sums` lets the database add up the bookings,
`rows` fetches the rest, `place` is one place, `hours` the clock hours, `people` the themes, `waiting` the unmet
demand, `count` puts them together.
"""

from spaces.figures.answer import (
    HeatCell,
    Occupancy,
    Peak,
    SpaceRow,
    ThemeRow,
    Totals,
    WaitingRow,
)
from spaces.figures.count import occupancy
