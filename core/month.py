"""Calendar months as the programme counts them: `[first day 00:00, first day of the next 00:00)` in Rome."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS

from core.clock import ROME, local_midnight, today
from core.words import is_italian


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month. Orders, compares and prints as `2026-10`."""

    year: int
    month: int

    def __post_init__(self):
        date(self.year, self.month, 1)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2026-10`. Raises ValueError for anything else."""
        year, dash, month = text.partition("-")
        if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isdecimal()):
            raise ValueError(f"{text!r} is not a month such as 2026-10")
        # The calendar's first and last years have no neighbours to count with.
        if int(year) not in range(MINYEAR + 1, MAXYEAR):
            raise ValueError(f"{text!r} is not a month that anybody can mean")
        return cls(int(year), int(month))

    @classmethod
    def of(cls, day: date | datetime) -> "Month":
        """The month in which this day, or this instant in Rome, falls."""
        if isinstance(day, datetime):
            day = day.astimezone(ROME).date()
        return cls(day.year, day.month)

    @classmethod
    def current(cls) -> "Month":
        return cls.of(today())

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    @property
    def start(self) -> datetime:
        return local_midnight(self.first)

    @property
    def end(self) -> datetime:
        return local_midnight(self.next.first)

    @property
    def is_over(self) -> bool:
        return timezone.now() >= self.end

    def days(self):
        day = self.first
        while day < self.next.first:
            yield day
            day += timedelta(days=1)

    def plus(self, months: int) -> "Month":
        """The month so many months later (earlier if negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def since(self, other: "Month") -> int:
        """How many months after `other` this one is."""
        return (self.year - other.year) * 12 + self.month - other.month

    @property
    def label(self) -> str:
        """`ottobre 2026`: Italian writes month names in lower case, Django does not."""
        name = str(MONTHS[self.month])
        return f"{name.lower() if is_italian() else name} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
