"""Figures in a few numbers, and sentences without marks."""

import html
import re

from piastra.reports.tests import sample


def plain(words):
    """A sentence without marks and with plain spaces."""
    return html.unescape(re.sub(r"<[^>]+>", "", str(words))).replace("\u00a0", " ")


def cells(*booked, available=600, weekday=0, hour=9):
    """Slots of one day, one after the other."""
    return [
        sample.cell(weekday, hour + place, available, minutes)
        for place, minutes in enumerate(booked)
    ]


def of_map(*booked, **more):
    return {"heat": cells(*booked, **more), "peak": None, "mean_daily_peak": None}


def places(*hours):
    """Places with (available, booked) minutes."""
    return {
        "spaces": [
            {
                "code": f"F{place:02d}", "available": available, "booked": booked, "used": booked,
                "estimated": 0,
            }
            for place, (available, booked) in enumerate(hours, start=1)
        ]
    }  # fmt: skip
