"""What a new place still needs before it runs: a list that empties itself, read from what is there."""

from dataclasses import dataclass

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from budget.models import Programme
from core.access import Role
from core.models import Installation
from members.models import Invitation, User
from piastra.reports.models import Edition
from spaces.models import Space, WeeklyHours


@dataclass(frozen=True)
class Step:
    """One thing to do first: its name among what is read, in words, why, and the page on which it is done."""

    name: str
    words: str
    why: str
    page: str


STEPS = (
    Step(
        "programme",
        _("Enter the start of the programme"),
        _("With the CUP and the CIG of the agreement: months are counted from that day."),
        "budget:programme_edit",
    ),
    Step(
        "place",
        _("Add the first place"),
        _("Desks, offices and rooms: nobody can book until there is one."),
        "spaces:place_new",
    ),
    Step(
        "hours",
        _("Enter the opening hours"),
        _("For each kind of place: outside them nothing can be booked."),
        "spaces:hours",
    ),
    Step(
        "official",
        _("Invite the Comune’s official"),
        _("Officials download the reports; they choose their own password."),
        "members:invite",
    ),
    Step(
        "month",
        _("Publish the first month"),
        _("As soon as a month is over: its report goes to the Comune."),
        "reports:list",
    ),
)


def to_do() -> list[Step]:
    """The steps that are not done yet, in their order; nothing in a place that runs. One query."""
    done = _done()
    return [step for step in STEPS if not done[step.name]]


def _done() -> dict[str, bool]:
    officials = Q(role=Role.OFFICIAL)
    there = {
        "programme": Programme.objects.filter(starts_on__isnull=False),
        "place": Space.objects.all(),
        "hours": WeeklyHours.objects.all(),
        "official": User.objects.filter(officials, is_active=True),
        "invited": Invitation.objects.open().filter(officials),
        "month": Edition.objects.filter(state=Edition.State.PUBLISHED),
    }
    asked = {name: Exists(rows.order_by()) for name, rows in there.items()}
    found = Installation.objects.annotate(**asked).values(*there).first()
    if found is None:
        # Nobody began a place here: there is nothing to lead through.
        return dict.fromkeys(there, True)
    return found | {"official": found["official"] or found["invited"]}
