"""The occupancy document: how much of the space was taken, when, and by how many."""

from piastra.reports.charts import heat, ramp
from piastra.reports.presenters import frame, layout
from piastra.reports.presenters.occupancy import use
from piastra.reports.presenters.occupancy.first_page import kpis, summary
from piastra.reports.presenters.occupancy.people import applications, event, members, theme
from piastra.reports.presenters.occupancy.ramp_up import ramp_points, ramp_table, ramp_words
from piastra.reports.presenters.occupancy.remarks import remarks
from piastra.reports.presenters.occupancy.spaces import grouped, target_spaces, totals_row
from piastra.reports.presenters.occupancy.terms import presence, terms
from piastra.reports.presenters.occupancy.week import heat_table, heat_title, heat_words


def context(figures: dict, sha256: str) -> dict:
    """Everything that the occupancy document prints."""
    occupancy = figures["occupancy"]
    groups = grouped(occupancy)
    found = {
        **frame.context(figures, sha256, "occupancy"),
        "summary": summary(figures),
        "kpis": kpis(figures),
        "ramp": ramp.chart(ramp_points(figures), figures["month"]),
        "ramp_words": ramp_words(figures),
        "ramp_table": ramp_table(figures),
        "heat": heat.chart(occupancy["heat"], heat_title(figures)),
        "heat_words": heat_words(occupancy),
        "heat_table": heat_table(occupancy["heat"]),
        "remarks": remarks(occupancy),
        "groups": groups,
        "together": totals_row("Postazioni e uffici", target_spaces(occupancy)),
        "members": members(figures["people"]),
        "themes": [theme(row) for row in occupancy["themes"]],
        "events": [event(row) for row in figures["events"]],
        "terms": terms(occupancy),
        "presence": presence(figures),
        **use.context(occupancy),
        "applications": applications(figures["people"]),
    }
    return found | {"sized": layout.occupancy(found)}
