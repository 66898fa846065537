"""How each verb is done: memberships, renewals, plans, notes, the staff's texts."""

from datetime import timedelta

from members.models import Membership, Plan, RenewalRequest, Suspension
from members.rules.first_day import FIRST_DAY
from members.tests.factories import ApplicationFactory
from piastra.tests.guards.recipes.world import FRIDAY, MONDAY, OCTOBER, Call, recipe

REASON = "Il progetto è finito."
NAMES = {"name_it": "Base", "name_en": "Basic"}
WORDS = {"description_it": "", "description_en": "", "order": 1, "is_offered": True}


def membership_of(person, **changes) -> Membership:
    person.memberships.update(**changes) if changes else None
    return person.memberships.get()


def ending(world) -> Membership:
    return membership_of(world.ada, ends=FRIDAY)


def asked(world) -> RenewalRequest:
    return RenewalRequest.objects.create(person=world.ada, membership=ending(world))


def plan() -> Plan:
    return Plan.objects.create(name_it="Ridotto", name_en="Reduced")


@recipe("members.begin")
def _(world):
    application = ApplicationFactory(applicant=world.applicant, under_review=True)
    given = {"by": world.staff, "person": world.applicant, "starts": OCTOBER}
    return Call(
        given | {"application": application, "plan": plan()},
        dated=(OCTOBER,),
        writes=("membership_begun",),
        tells=("chi",),
    )


@recipe("members.end")
def _(world):
    world.booking()
    given = {"by": world.staff, "membership": membership_of(world.ada), "ends": MONDAY}
    return Call(
        given | {"reason": REASON}, writes=("membership_end_set", "cancelled"), tells=("ada",)
    )


@recipe("members.suspend")
def _(world):
    world.booking()
    given = {"by": world.staff, "membership": membership_of(world.ada), "reason": REASON}
    return Call(
        given | {"since": MONDAY, "until": FRIDAY},
        writes=("membership_suspended", "cancelled"),
        tells=("ada",),
    )


@recipe("members.resume")
def _(world):
    rest = Suspension.objects.create(
        membership=membership_of(world.ada), since=MONDAY - timedelta(days=3), reason=REASON
    )
    given = {"by": world.staff, "suspension": rest}
    return Call(given, writes=("membership_resumed",), tells=("ada",))


@recipe("members.change_plan")
def _(world):
    given = {"by": world.staff, "membership": membership_of(world.ada), "plan": plan()}
    return Call(given, writes=("membership_plan_changed",), tells=("ada",))


@recipe("members.renew")
def _(world):
    given = {"by": world.staff, "membership": ending(world)}
    return Call(given, dated=(FRIDAY,), writes=("membership_begun",))


@recipe("members.close_over")
def _(world):
    over = membership_of(world.ada, ends=MONDAY)
    world.booking()
    written = ("membership_over", "cancelled")
    return Call({"membership": over}, writes=written, tells=("ada",))


@recipe("members.remind")
def _(world):
    given = {"membership": ending(world), "days_before": 7}
    return Call(given, writes=("membership_reminded",), tells=("ada",))


@recipe("members.ask_renewal")
def _(world):
    ending(world)
    return Call({"by": world.ada}, writes=("renewal_asked",))


@recipe("members.grant_renewal")
def _(world):
    given = {"by": world.staff, "request": asked(world)}
    written = ("membership_begun", "renewal_granted")
    return Call(given, dated=(FRIDAY,), writes=written, tells=("ada",))


@recipe("members.refuse_renewal")
def _(world):
    given = {"by": world.staff, "request": asked(world), "reason": REASON}
    return Call(given, writes=("renewal_refused",), tells=("ada",))


@recipe("members.withdraw_renewal")
def _(world):
    return Call({"by": world.ada, "request": asked(world)}, writes=("renewal_withdrawn",))


@recipe("members.write_note")
def _(world):
    given = {"by": world.staff, "person": world.ada, "text": "Chiamare a maggio."}
    return Call(given, writes=("note_written",))


@recipe("members.keep_plan")
def _(world):
    return Call({"by": world.staff, **NAMES, **WORDS}, writes=("plan_kept",))


@recipe("spaces.write_plan")
def _(world):
    rules = {"office": {"is_open": False, "max_coming": None, "max_hours_week": None}}
    given = {"by": world.staff, "plan": None, "rules": rules, **NAMES, **WORDS}
    return Call(given, writes=("plan_kept",))


@recipe("core.write_text")
def _(world):
    given = {"by": world.staff, "key": FIRST_DAY.key, "language": "it", "body": "Ciao", "seen": 0}
    return Call(given, writes=("text_written",))
