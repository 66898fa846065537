"""Planning budget lines, under the programme's ceiling."""

from django.db import transaction

from budget import rules
from budget.actions.rows import fresh, locked
from budget.models import Line, Programme, Verb
from core.journal import record
from core.refusals import Refusal, ensure
from core.walls import explained


@transaction.atomic
def plan_line(*, by, action, code: str, name: str, planned) -> Line:
    """Open a budget line with its planned amount."""
    programme = locked(Programme, 1)
    ensure(_twin_of_line(code))
    ensure(rules.why_not_plan(programme, planned))
    line = Line(action=action, code=code, name=name, planned=planned)
    with explained(
        {
            "budget_line_code_key": lambda: _twin_of_line(code),
            "lines_stay_under_the_ceiling": lambda: rules.why_not_plan(fresh(programme), planned),
        }
    ):
        line.save()
    record(by=by, verb=Verb.LINE_PLANNED, on=line, code=code, planned=str(planned))
    return line


@transaction.atomic
def change_line(*, by, line: Line, action, name: str, planned) -> Line:
    """Change a line's action, name or planned amount, within the ceiling and above what it engages."""
    programme, line = locked(Programme, 1), locked(Line, line.pk)
    before = line.planned
    ensure(rules.why_not_plan(programme, planned, before=before))
    ensure(rules.why_not_lower(line, planned))
    line.action, line.name, line.planned = action, name, planned
    with explained(
        {
            "lines_stay_under_the_ceiling": lambda: rules.why_not_plan(
                fresh(programme), planned, before=before
            ),
            "line_stays_under_its_planned_amount": lambda: rules.why_not_lower(
                fresh(line), planned
            ),
        }
    ):
        line.save(update_fields=["action", "name", "planned"])
    record(by=by, verb=Verb.LINE_REPLANNED, on=line, before=str(before), planned=str(planned))
    return line


def _twin_of_line(code: str) -> Refusal | None:
    first = Line.objects.filter(code=code).first()
    return first and rules.is_line_already(first)
