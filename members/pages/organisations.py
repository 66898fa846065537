"""What the pages of organisations show."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from core.access import Permission, allows
from core.clock import today
from core.names import folded
from members.models import Application, Invitation, Organisation, OrganisationPerson, User
from members.pages.accounts import Badge
from members.pages.inviting import badge
from members.rules.organisations import why_not_manage


def listed(words: str) -> QuerySet[Organisation]:
    """Those found, as Italians sort, each with `coworkers`, the number of its people today."""
    now = today()
    current = Q(people__starts__lte=now) & (Q(people__ends=None) | Q(people__ends__gt=now))
    counted = Count("people__person", filter=current, distinct=True)
    return Organisation.objects.found(words).annotate(coworkers=counted).by_name()


@dataclass(frozen=True)
class Card:
    """One organisation as this reader may see it."""

    organisation: Organisation
    people: list[OrganisationPerson]
    #: Invitations that are open, each with how it is; for those who may send them.
    invited: list[tuple[Invitation, Badge]]
    may_manage: bool
    may_change_all: bool
    is_in_it: bool

    @property
    def managers(self) -> list[User]:
        return [row.person for row in self.people if row.is_manager]


def card(organisation: Organisation, user: User) -> Card:
    """Read it in a fixed number of statements. Whoever only belongs to it sees its managers alone."""
    people = list(organisation.people.current().select_related("person"))
    own = next((row for row in people if row.person_id == user.pk), None)
    may_manage = why_not_manage(organisation, user, own=own) is None
    invited = organisation.invitations.open().select_related("by") if may_manage else []
    return Card(
        organisation=organisation,
        people=people,
        invited=[(each, badge(each, timezone.now())) for each in invited],
        may_manage=may_manage,
        may_change_all=allows(user, Permission.MANAGE_PEOPLE),
        is_in_it=own is not None,
    )


def applications_of(organisation: Organisation, user: User) -> list[Application]:
    """Those that name it, of whoever may read them, the newest first."""
    seen = Application.objects.visible_to(user).exclude(organisation="")
    found = seen.select_related("applicant").order_by("-submitted_at", "-pk")
    called = folded(organisation.name)
    return [each for each in found if folded(each.organisation) == called]


def what_merging_moves(gone: Organisation) -> list[str]:
    """What belongs to the organisation that is taken away, in sentences."""
    people, profiles = gone.people.count(), gone.profiles.count()
    places, letters = gone.assignments.count(), gone.invitations.count()
    said = [
        (people, ngettext("%(n)s person", "%(n)s people", people)),
        (
            profiles,
            ngettext("%(n)s profile that names it", "%(n)s profiles that name it", profiles),
        ),
        (places, ngettext("%(n)s assignment of a place", "%(n)s assignments of places", places)),
        (letters, ngettext("%(n)s invitation", "%(n)s invitations", letters)),
    ]
    return [words % {"n": number} for number, words in said if number]
