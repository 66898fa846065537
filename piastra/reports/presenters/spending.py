"""The spending document: what was planned, promised, incurred and paid, and what is left."""

from decimal import Decimal

from django.utils.html import format_html

from core.month import Month
from piastra.reports import italian
from piastra.reports.charts import history, lines
from piastra.reports.presenters import frame, layout

KINDS = {
    "invoice": "fattura",
    "credit_note": "nota di credito",
    "receipt": "ricevuta",
    "payslip": "cedolino",
    "other": "altro documento",
}
METHODS = {
    "transfer": "bonifico",
    "direct_debit": "addebito diretto",
    "card": "carta",
    "f24": "F24",
    "cash": "contanti",
}
CODES = {
    "present": "presente",
    "added": "integrato",
    "elsewhere": "altrove",
    "not_due": "non dovuto",
    "missing": "manca",
}
KEYS = ("planned", "committed", "incurred", "paid", "available")


def context(figures, sha256):
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


def summed(rows, key):
    """The sum of a column of amounts."""
    return sum((Decimal(row[key]) for row in rows), Decimal("0.00"))


def totals(rows):
    """All lines together."""
    return {key: summed(rows, key) for key in KEYS}


def due(entry):
    """Incurred and still to pay."""
    return Decimal(entry["incurred"]) - Decimal(entry["paid"])


# -- First page ----------------------------------------------------------------------------------------


def summary(figures, sums):
    """Two sentences with the key facts."""
    month = figures["spending"]["history"][-1]
    return format_html(
        "A fine {} risultano pagati <strong>{}</strong>{}. Nel mese sono stati sostenuti {} e pagati {}; {}.",
        italian.month_word(figures["month"]),
        italian.euro(sums["paid"]),
        of_the_ceiling(sums["paid"], Decimal(figures["programme"]["managed"])),
        italian.euro(month["incurred"]),
        italian.euro(month["paid"]),
        left(figures["spending"]["lines"], sums["available"]),
    )


def of_the_ceiling(paid, managed):
    """ ", il 58,1 % dei 131.760,00 € che il programma gestisce"."""
    if not managed:
        return f", e il programma gestisce {italian.euro(managed)}"
    article, written = italian.split(italian.the_share(paid, managed))
    return format_html(
        ", {}<strong>{}</strong> {} che il programma gestisce",
        article,
        written,
        italian.of_the_many(italian.euro(managed)),
    )


def left(lines, available):
    """What the lines still have."""
    if not lines:
        return "il piano non ha ancora voci di spesa"
    if available < 0:
        return f"obbligazioni e spese superano i preventivi di {italian.euro(-available)}"
    if len(lines) == 1:
        return f"la voce di spesa ha ancora {italian.euro(available)} disponibili"
    return f"le voci di spesa hanno ancora {italian.euro(available)} disponibili"


def kpis(figures, sums):
    """The four amounts of the first page, with their share of the managed budget."""
    managed = Decimal(figures["programme"]["managed"])
    return [
        kpi("Pagato (quietanzato)", sums["paid"], managed),
        kpi("Sostenuto, da pagare", due(sums), managed),
        kpi("Obbligazioni assunte", sums["committed"], managed),
        kpi("Disponibile sulle voci", sums["available"], managed),
    ]


def kpi(label, amount, managed):
    """An amount in whole euro; its cents are in the tables."""
    return frame.kpi(label, italian.number(amount), "€", detail_of(amount, managed))


def detail_of(amount, managed):
    """What share of the ceiling an amount is."""
    if not managed:
        return "il tetto gestito è di 0,00 €"
    return f"{italian.share(amount, managed)} del tetto gestito"


MOST_BARS = 12
"""As many bars as the first page holds."""


def bars(rows):
    """The budget lines as the chart wants them: where they are many, the smaller ones in one bar."""
    chosen, others = drawn(rows)
    found = [bar(line["code"], line["name"], line) for line in chosen]
    if others:
        found.append(bar("", f"Altre {italian.number(len(others))} voci", totals(others)))
    return found


def drawn(rows):
    """The lines with a bar of their own, in the plan's order, and those without."""
    if len(rows) <= MOST_BARS:
        return rows, []
    by_amount = sorted(
        range(len(rows)), key=lambda place: (-Decimal(rows[place]["planned"]), place)
    )
    largest = set(by_amount[: MOST_BARS - 1])
    return (
        [row for place, row in enumerate(rows) if place in largest],
        [row for place, row in enumerate(rows) if place not in largest],
    )


def bar(code, name, line):
    """One bar."""
    amounts = {key: Decimal(line[key]) for key in KEYS}
    return amounts | {"code": code, "name": name, "due": due(line)}


def chart_words(rows):
    """What the chart leaves out, for its caption."""
    chosen, others = drawn(rows)
    if not others:
        return ""
    count = italian.number(len(others))
    which = f"Le {len(chosen)} voci di maggior preventivo e, insieme, le altre {count}"
    if is_tied(chosen, others):
        which = f"{len(chosen)} voci e, insieme, le altre {count}, nessuna di preventivo maggiore"
    return f". {which}: una per una sono nella tabella 1"


def is_tied(chosen, others):
    """Whether a line without a bar plans as much as one that has it: then those with a bar aren't the largest."""
    return min(Decimal(row["planned"]) for row in chosen) == max(
        Decimal(row["planned"]) for row in others
    )


def lines_title(figures, sums):
    """The chart in one sentence."""
    return (
        f"Voci di spesa a fine {italian.month_name(figures['month'])}: pagati "
        f"{italian.euro(sums['paid'])}, sostenuti e da pagare {italian.euro(due(sums))}, obbligazioni "
        f"assunte {italian.euro(sums['committed'])}, disponibili {italian.euro(sums['available'])}."
    )


# -- Tables ---------------------------------------------------------------------------------------------


def written_line(line):
    """A budget line, written."""
    amounts = {key: italian.number(line[key], 2) for key in KEYS}
    share = italian.share(line["paid"], line["planned"])
    return line | amounts | {"share": share, "due": italian.number(due(line), 2)}


def ceiling(figures):
    """How the lines, the managed budget and the reserved share make the total cost."""
    programme = figures["programme"]
    managed, allocated = Decimal(programme["managed"]), Decimal(programme["allocated"])
    total = Decimal(programme["total"])
    return [
        part("Ripartito sulle voci di spesa", allocated, managed),
        part("Non ancora ripartito", managed - allocated, managed),
        part("Tetto gestito", managed, total, strong=True),
        part("Quota riservata al Comune (per memoria)", Decimal(programme["reserved"]), total),
        part("Costo totale del programma", total, total, strong=True),
    ]


def part(label, amount, whole, *, strong=False):
    """A row of the ceiling's table."""
    return {
        "label": label,
        "amount": italian.number(amount, 2),
        "whole": italian.number(whole, 2),
        "share": italian.share(amount, whole),
        "strong": strong,
    }


def history_points(figures):
    """Months of the programme: those to come are empty, so that the way ahead is seen."""
    known = last_year(figures)
    points = [
        {
            "month": entry["month"],
            "incurred": Decimal(entry["cumulative_incurred"]),
            "paid": Decimal(entry["cumulative_paid"]),
        }
        for entry in known
    ]
    following = Month.parse(known[-1]["month"])
    while len(points) < min(duration(figures), 12):
        following = following.next
        points.append({"month": str(following), "incurred": None, "paid": None})
    return points


def last_year(figures):
    """The last twelve months of the spending; the data have them all."""
    return figures["spending"]["history"][-12:]


def history_words(figures):
    """Which months are shown, where they are not all."""
    shown = last_year(figures)
    whole = len(shown) == len(figures["spending"]["history"])
    return "" if whole else f" {frame.months_words(shown)}"


def duration(figures):
    """Months of fitting out and of ramp-up."""
    return figures["programme"]["setup_months"] + figures["programme"]["ramp_up_months"]


def history_table(entries):
    """The months in rows, with the month's own amounts and the sums so far."""
    return [
        {
            "month": italian.month_name(entry["month"]),
            "incurred": italian.number(entry["incurred"], 2),
            "paid": italian.number(entry["paid"], 2),
            "cumulative_incurred": italian.number(entry["cumulative_incurred"], 2),
            "cumulative_paid": italian.number(entry["cumulative_paid"], 2),
        }
        for entry in entries
    ]


def remarks(figures, sums):
    """What is to be paid, what was received, and the warnings of the budget."""
    spending = figures["spending"]
    received = (
        f"Contributo ricevuto dal Comune dall’avvio: {italian.euro(spending['instalments_received'])}, a "
        f"fronte di {italian.euro(sums['paid'])} pagati."
    )
    return [*to_pay(sums), received, *spending["warnings"]]


def to_pay(sums):
    """What is still to be paid of what was incurred; or to come back, where credit notes leave less."""
    rest, incurred = due(sums), sums["incurred"]
    if rest < 0:
        yield (
            f"I pagamenti superano di {italian.euro(-rest)} il sostenuto, che è di {italian.euro(incurred)}."
        )
    elif rest:
        yield f"Restano da pagare {italian.euro(rest)}{of_the_incurred(rest, incurred)}."


def of_the_incurred(rest, incurred):
    """ ", pari all’80,0 % dei 100,00 € sostenuti"; nothing where credit notes left nothing to be a part of."""
    if incurred <= 0:
        return ""
    written = italian.to_the_share(rest, incurred)
    return f", pari {written} {italian.of_the_many(italian.euro(incurred))} sostenuti"


def document(row):
    """A supporting document of the month."""
    return row | {
        "kind": KINDS.get(row["kind"], row["kind"]),
        "date": italian.short_date(row["date"]),
        "total": italian.number(row["total"], 2),
        "reportable": italian.number(row["reportable"], 2),
        "paid": italian.number(row["paid"], 2),
        "cup": CODES.get(row["cup_status"], row["cup_status"]),
        "cig": CODES.get(row["cig_status"], row["cig_status"]),
    }


def document_totals(rows):
    """Sums of the register's columns."""
    return {key: italian.number(summed(rows, key), 2) for key in ("total", "reportable", "paid")}


def payment(row):
    """A payment of the month."""
    return row | {
        "date": italian.short_date(row["date"]),
        "method": METHODS.get(row["method"], row["method"]),
        "amount": italian.number(row["amount"], 2),
        "reportable": italian.number(row["reportable"], 2),
    }


def terms(figures, sums):
    """Every percentage of the first page with its numerator and denominator."""
    managed = Decimal(figures["programme"]["managed"])
    named = [
        ("Pagato sul tetto gestito", sums["paid"], managed),
        ("Da pagare sul tetto gestito", due(sums), managed),
        ("Obbligazioni assunte sul tetto gestito", sums["committed"], managed),
        ("Disponibile sul tetto gestito", sums["available"], managed),
        ("Da pagare sul sostenuto", due(sums), sums["incurred"]),
    ]
    return [
        {
            "label": label,
            "part": italian.euro(part),
            "whole": italian.euro(whole),
            "rate": italian.share(part, whole),
        }
        for label, part, whole in named
    ]
