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
