"""Arithmetic of times `[start, end)`: sorted tuples of pairs that neither overlap nor touch.

The ends may be anything that has an order: instants, or seconds as whole numbers.
"""

from collections.abc import Iterable

Span = tuple


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time, each moment once."""
    merged = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def clip(spans: tuple[Span, ...], frame: tuple[Span, ...]) -> tuple[Span, ...]:
    """What of `spans` lies in `frame`; both are unions."""
    pieces, at = [], 0
    for start, end in spans:
        while at < len(frame) and frame[at][1] <= start:
            at += 1
        follower = at
        while follower < len(frame) and frame[follower][0] < end:
            pieces.append((max(start, frame[follower][0]), min(end, frame[follower][1])))
            follower += 1
    return tuple(pieces)


def less(spans: tuple[Span, ...], holes: Iterable[Span]) -> tuple[Span, ...]:
    """`spans` without the time of `holes`; `spans` is a union."""
    holes, left = union(holes), []
    for start, end in spans:
        for hole_start, hole_end in holes:
            if hole_end <= start or hole_start >= end:
                continue
            if hole_start > start:
                left.append((start, hole_start))
            start = max(start, hole_end)
        if start < end:
            left.append((start, end))
    return tuple(left)


def meets(one, start, end) -> bool:
    """Whether what has a `start` and an `end` shares a moment with `[start, end)`."""
    return one.start < end and one.end > start


def length(spans: Iterable[Span]) -> int:
    """How long spans of whole numbers are together, in their unit."""
    return sum(end - start for start, end in spans)
