"""The spending document: what was planned, promised, incurred and paid, and what is left."""

from decimal import Decimal

from piastra.reports import italian
from piastra.reports.charts import history, lines
from piastra.reports.presenters import frame, layout
from piastra.reports.presenters.spending.ceiling import ceiling
from piastra.reports.presenters.spending.first_page import kpis, summary
from piastra.reports.presenters.spending.history import (
    history_points,
    history_table,
    history_words,
    last_year,
)
from piastra.reports.presenters.spending.lines import bars, chart_words, lines_title, written_line
from piastra.reports.presenters.spending.register import document, document_totals, payment
from piastra.reports.presenters.spending.remarks import remarks
from piastra.reports.presenters.spending.sums import summed, totals
from piastra.reports.presenters.spending.terms import terms


def context(figures: dict, sha256: str) -> dict:
    """Everything that the spending document prints."""
    spending, sums = figures["spending"], totals(figures["spending"]["lines"])
    found = {
        **frame.context(figures, sha256, "spending"),
        "summary": summary(figures, sums),
        "kpis": kpis(figures, sums),
        "chart": lines.chart(bars(spending["lines"]), caption=lines_title(figures, sums)),
        "chart_words": chart_words(spending["lines"]),
        "lines": [written_line(line) for line in spending["lines"]],
        "total": written_line(sums),
        "ceiling": ceiling(figures),
        "history": history.chart(
            history_points(figures), Decimal(figures["programme"]["managed"]), figures["month"]
        ),
        "history_words": history_words(figures),
        "history_table": history_table(last_year(figures)),
        "remarks": remarks(figures, sums),
        "documents": [document(row) for row in spending["documents"]],
        "documents_total": document_totals(spending["documents"]),
        "payments": [payment(row) for row in spending["payments"]],
        "payments_total": {
            key: italian.number(summed(spending["payments"], key), 2)
            for key in ("amount", "reportable")
        },
        "terms": terms(figures, sums),
    }
    return found | {"sized": layout.spending(found)}
