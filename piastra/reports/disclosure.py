"""People are never identifiable: groups under five are not shown.

One hidden number in a column with a total is no secret: it is the total less the others.
So a second one is hidden beside it (complementary suppression), and what is hidden
together is itself never a group under five.
"""

SMALLEST = 5
"""The smallest group of people that a report shows. Zero is shown: it is nobody."""


def shown(count: int) -> int | None:
    """The count, or None where it is a group too small to show."""
    return None if 0 < count < SMALLEST else count


def parted(counts: list[int]) -> list[None]:
    """Counts that add up to a published total; None for those that must stay hidden.

    Hides every small group, then the next smallest ones until nothing can be worked out
    by subtraction. Counts keep their places.
    """
    hidden = {place for place, count in enumerate(counts) if shown(count) is None}
    others = sorted((count, place) for place, count in enumerate(counts) if count >= SMALLEST)
    while others and exposed(counts, hidden):
        hidden.add(others.pop(0)[1])
    return [None if place in hidden else count for place, count in enumerate(counts)]


def exposed(counts: list[int], hidden: set[int]) -> bool:
    """Whether the hidden ones can be told from their sum, which everybody can compute."""
    together = sum(counts[place] for place in hidden)
    return bool(hidden) and (len(hidden) == 1 or together < SMALLEST)


def rounded(count: int) -> int:
    """The count to the nearest five: what is told of a group that changes by less than five."""
    return (count + SMALLEST // 2) // SMALLEST * SMALLEST


def beside(stock: int, *flows: int) -> int:
    """A stock told month after month: to the nearest five where one of the month's flows is too small to show."""
    return stock if all(shown(flow) is not None for flow in flows) else rounded(stock)


def part_of(numerator: int, denominator: int) -> tuple[int | None, int | None]:
    """So many of so many: without the part where it, or who is not in it, is too small a group."""
    whole = shown(denominator)
    hidden = {shown(numerator), shown(denominator - numerator), whole}
    return (None if None in hidden else numerator), whole
