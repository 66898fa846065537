"""The ramp-up on a page of the portal: the very drawing of the document, with its numbers month by month."""

from piastra.reports import italian
from piastra.reports.charts import ramp
from piastra.reports.presenters.occupancy.ramp_up import ramp_points, ramp_table, year_shown


def drawn(figures: dict) -> dict:
    """The drawing, and the table of it with a month in each line."""
    table = ramp_table(figures)
    columns = [row["cells"] for row in table["rows"]]
    months = [italian.month_name(entry["month"]) for entry in year_shown(figures)]
    return {
        "chart": ramp.chart(ramp_points(figures), figures["month"]),
        "ramp_table": {
            "rows": table["rows"],
            "lines": [
                {"month": month, "cells": cells}
                for month, *cells in zip(months, *columns, strict=True)
            ],
        },
    }
