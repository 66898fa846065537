"""What a month's frozen figures tell of the community: collaborations, outcomes, indicators, facts for the funder.

Every count is of people, or of what so few people did that it would tell of them: small groups are hidden. What
is told month after month is told to the nearest five, so that no two editions give it by subtraction
(docs/domain.md, Small numbers).
"""

from core.month import Month
from members import figures as members
from piastra.reports.disclosure import beside, part_of, parted, rounded, shown
from piastra.reports.frozen import plain

#: What this part is called; an edition without it was frozen before.
SCHEMA = "piastra-community/1"
WHOLE = ("answered", "told", "work_said", "enterprise_said", "going_on_said")
PARTS = {
    "in_work": "work_said",
    "in_work_now_not_before": "work_said",
    "with_enterprise": "enterprise_said",
    "founded": "enterprise_said",
    "joined": "enterprise_said",
    "going_on": "going_on_said",
}


def community(month: Month, start: Month, people: members.People) -> dict:
    """The part of the dictionary. `start`: the programme's first month; `people`: what stands beside it."""
    return {
        "schema": SCHEMA,
        "applications": _deciding(members.deciding(month), people),
        "members": _facts(members.facts(month)),
        "collaborations": _collaborations(members.collaborations(month)),
        "outcomes": _outcomes(members.outcomes(month)),
        "indicators": [_indicator(each) for each in members.indicators(month, start)],
    }


def _deciding(found: members.Deciding, month: members.People) -> dict:
    """Decisions only where what was decided is told in the table of people, and hides nobody by subtraction."""
    outcomes = (month.admitted, month.not_admitted, month.pending)
    rest = abs(found.decided - month.admitted - month.not_admitted)
    is_told = None not in parted(list(outcomes)) and shown(rest) is not None
    is_told = is_told and shown(found.decided) is not None
    return {
        "received": shown(found.received),
        "decided": found.decided if is_told else None,
        "days": plain(found.days) if is_told else None,
        "median": plain(found.median) if is_told else None,
    }


def _facts(found: members.Facts) -> dict:
    """The members beside who came and went; what they told always to the nearest five, for it is told each month.

    A municipality of fewer than five people is named in none of them.
    """
    rows = [plain(row) | {"people": rounded(row.people)} for row in found.rows if _is_named(row)]
    return {
        "members": beside(found.members, found.begun, found.ended),
        "begun": shown(found.begun),
        "ended": shown(found.ended),
        "rounded_to": 5,
        "facts": rows,
    }


def _is_named(row: members.FactRow) -> bool:
    is_of_list = row.question != "municipality" or not row.label
    return is_of_list or bool(shown(row.people))


def _collaborations(found: members.Collaborations) -> dict:
    """Of each theme and objective by itself: a collaboration is of two people."""
    entry = plain(found)
    for name in ("by_theme", "by_objective"):
        entry[name] = [
            row | {"collaborations": shown(row["collaborations"])} for row in entry[name]
        ]
    between, everything = part_of(found.between_kinds, found.collaborations)
    return entry | {"between_kinds": between, "collaborations": everything}


def _outcomes(found: members.Outcomes) -> dict:
    entry = plain(found)
    told = {name: shown(entry[name]) for name in WHOLE}
    return told | {name: part_of(entry[name], entry[of])[0] for name, of in PARTS.items()}


def _indicator(found: members.Indicator) -> dict:
    return {
        "objective": found.objective,
        "code": found.code,
        "source": found.source,
        "month": _share(found.month),
        "since_start": _since(found.since_start),
    }


def _share(found: members.Share) -> dict:
    if found.denominator is None:
        return {"numerator": shown(found.numerator), "denominator": None}
    numerator, denominator = part_of(found.numerator, found.denominator)
    return {"numerator": numerator, "denominator": denominator}


def _since(found: members.Share) -> dict:
    """What grows from edition to edition, always to the nearest five: the difference of two is a month."""
    whole = None if found.denominator is None else rounded(found.denominator)
    return {"numerator": rounded(found.numerator), "denominator": whole, "rounded_to": 5}
