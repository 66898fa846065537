"""Two plans, and two coworkers whose memberships end: one has asked for the renewal."""

from datetime import timedelta

from members.models import Membership, PersonNote, Plan, RenewalRequest
from piastra.tools.demo.cast import COWORKERS
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story
from spaces.models import PlanRule, Space

PLANS = [
    ("Pieno", "Full", "Ogni postazione e ogni sala.", "Every desk and every room."),
    ("Ridotto", "Reduced", "Solo postazioni mobili, fino a 20 ore a settimana.",
     "Mobile desks only, up to 20 hours a week."),
]  # fmt: skip
#: Longer than anybody can book ahead.
ENDS = (timedelta(days=50), timedelta(days=55))


def load(story: Story, people: People) -> None:
    """Write them: nobody's bookings are touched."""
    plans = [_plan(order, *words) for order, words in enumerate(PLANS, start=1)]
    PlanRule.objects.bulk_create(
        PlanRule(plan=plans[1], kind=kind, is_open=False)
        for kind in Space.Kind
        if kind != Space.Kind.MOBILE_DESK
    )
    PlanRule.objects.create(plan=plans[1], kind=Space.Kind.MOBILE_DESK, max_hours_week=20)
    staying = [each for each in COWORKERS if each.leaves is None and not each.place][-2:]
    for coworker, later in zip(staying, ENDS, strict=False):
        membership = Membership.objects.get(person=people.coworkers[coworker])
        membership.ends, membership.plan = story.today + later, plans[0]
        membership.save(update_fields=["ends", "plan"])
    RenewalRequest.objects.create(
        person=membership.person, membership=membership, asked_at=story.now - timedelta(days=2)
    )
    PersonNote.objects.create(
        person=membership.person, by=people.staff, text="Preferisce essere chiamata al pomeriggio.",
        at=story.now - timedelta(days=9),
    )  # fmt: skip


def _plan(order: int, name_it: str, name_en: str, in_italian: str, in_english: str) -> Plan:
    return Plan.objects.create(
        name_it=name_it,
        name_en=name_en,
        description_it=in_italian,
        description_en=in_english,
        order=order,
    )
