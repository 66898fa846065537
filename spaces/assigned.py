"""Which places are somebody's on the dates `[first, until)`: one query, whatever their number."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from spaces.models import Assignment


@dataclass(frozen=True)
class Held:
    """One assignment: who may use the place, and the days lent back to all."""

    pk: int
    starts: date
    ends: date | None
    people: frozenset[int]
    lent: frozenset[date]

    def holds(self, day: date) -> bool:
        """Whether the place is the holder's alone on this date."""
        return (
            self.starts <= day and (self.ends is None or day < self.ends) and day not in self.lent
        )


class Assigned:
    """The assignments of a period, place by place."""

    def __init__(self, first: date, until: date):
        self._of = defaultdict(list)
        rows = Assignment.objects.filter(Q(ends__isnull=True) | Q(ends__gt=first), starts__lt=until)
        rows = rows.annotate(
            users=ArrayAgg("people", distinct=True, filter=Q(people__isnull=False), default=[]),
            days=ArrayAgg("lent__day", distinct=True, filter=Q(lent__isnull=False), default=[]),
        )
        fields = ("space", "pk", "starts", "ends", "person", "users", "days")
        for space, pk, starts, ends, person, users, days in rows.values_list(*fields).order_by():
            people = frozenset({person, *users} - {None})
            self._of[space].append(Held(pk, starts, ends, people, frozenset(days)))

    def of(self, space_id: int, day: date) -> Held | None:
        """The assignment that keeps the place on this date; None when it is everybody's, or lent."""
        return next((held for held in self._of.get(space_id, ()) if held.holds(day)), None)

    def keeps_out(self, person, space_id: int, day: date) -> bool:
        """Whether the place is somebody else's on this date."""
        held = self.of(space_id, day)
        return held is not None and person.pk not in held.people
