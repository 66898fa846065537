"""The staff's list of coworkers: it shows memberships and attendance, hence it stands above both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.access import Permission, requires
from core.clock import day_of, today
from core.names import matching
from core.pages import attached
from core.tables import Column, Kind, Table, to_csv
from members.models import Membership, RenewalRequest, Suspension, User
from spaces.models import Booking

ON_A_PAGE = 40
ENDING = timedelta(days=30)


@dataclass(frozen=True)
class Shelf:
    """One filter of the list: its word in the address, its label, and whom it shows."""

    word: str
    label: str
    narrows: Callable[[QuerySet[User]], QuerySet[User]]


def _of_memberships(condition: Q) -> Exists:
    return Exists(Membership.objects.filter(condition, person=OuterRef("pk")))


def _current(people: QuerySet[User]) -> QuerySet[User]:
    return people.filter(Exists(Membership.objects.current().filter(person=OuterRef("pk"))))


def _ending(people: QuerySet[User]) -> QuerySet[User]:
    """Whose last membership ends in the next 30 days."""
    soon = Q(ends__gt=today(), ends__lte=today() + ENDING)
    later = Q(ends__isnull=True) | Q(ends__gt=today() + ENDING)
    return people.filter(_of_memberships(soon), ~_of_memberships(later))


def _suspended(people: QuerySet[User]) -> QuerySet[User]:
    resting = Suspension.objects.covering(today()).filter(membership__person=OuterRef("pk"))
    return people.filter(Exists(resting))


def _ended(people: QuerySet[User]) -> QuerySet[User]:
    unended = Membership.objects.unended().filter(person=OuterRef("pk"))
    return people.filter(_of_memberships(Q()), ~Exists(unended))


SHELVES = [
    Shelf("attuali", _("Current"), _current),
    Shelf("in-scadenza", _("Ending in 30 days"), _ending),
    Shelf("sospesi", _("Suspended"), _suspended),
    Shelf("finiti", _("Ended"), _ended),
]


@requires(Permission.MANAGE_MEMBERSHIPS)
def coworkers(request):
    """Whoever is or was a member, by surname, with what the staff ask first."""
    shelf, words = _asked(request)
    found = _narrowed(shelf, words)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"shelf": shelf, "shelves": SHELVES, "words": words, "page": page}
    context["rows"] = [Row.of(person) for person in page]
    context["asked"] = RenewalRequest.objects.asked().count()
    return render(request, "members/coworkers.html", context)


@requires(Permission.MANAGE_MEMBERSHIPS)
def coworkers_csv(request):
    """The same, all of them, for a spreadsheet."""
    found = _narrowed(*_asked(request))
    content = to_csv(Table(gettext("Coworkers"), COLUMNS, [Row.of(person) for person in found]))
    return attached(content, "text/csv; charset=utf-8", "coworker.csv")


def _asked(request) -> tuple[Shelf, str]:
    word = request.GET.get("stato", "")
    shelf = next((each for each in SHELVES if each.word == word), SHELVES[0])
    return shelf, request.GET.get("chi", "").replace("\0", "").strip()[:160]


def _narrowed(shelf: Shelf, words: str) -> QuerySet[User]:
    found = shelf.narrows(User.objects.all())
    if words:
        found = matching(found, words, "first_name", "last_name", "email")
    return _with_attendance(found)


def _with_attendance(people: QuerySet[User]) -> QuerySet[User]:
    """With when they were last here, how often they did not come, and their memberships: two queries for all."""
    of_person = Booking.objects.filter(person=OuterRef("pk")).order_by().values("person")
    seen = of_person.annotate(last=Max("checked_in_at")).values("last")
    missed = of_person.filter(status=Booking.Status.NO_SHOW).annotate(n=Count("pk")).values("n")
    memberships = Membership.objects.select_related("plan").order_by("-starts", "-pk")
    return (
        people.select_related("profile")
        .annotate(last_seen=Subquery(seen), missed=Coalesce(Subquery(missed), 0))
        .prefetch_related(Prefetch("memberships", memberships, to_attr="told"))
    )


@dataclass(frozen=True)
class Row:
    """One coworker, as the list and the spreadsheet show it."""

    person: User
    #: Today's, or else the last.
    membership: Membership | None

    @classmethod
    def of(cls, person: User) -> "Row":
        current = [each for each in person.told if each.starts <= today() and not each.has_ended]
        return cls(person, next(iter([*current, *person.told]), None))

    @property
    def plan(self) -> str:
        return str(self.membership.plan or "") if self.membership else ""

    @property
    def organisation(self) -> str:
        profile = getattr(self.person, "profile", None)
        return str(profile.organisation or "") if profile else ""


COLUMNS = (
    Column(_("Surname"), lambda row: row.person.last_name),
    Column(_("First name"), lambda row: row.person.first_name),
    Column(_("E-mail"), lambda row: row.person.email),
    Column(_("First day"), lambda row: row.membership and row.membership.starts, Kind.DATE),
    Column(_("Last day"), lambda row: row.membership and row.membership.last_day, Kind.DATE),
    Column(pgettext_lazy("membership", "Plan"), lambda row: row.plan),
    Column(_("Organisation"), lambda row: row.organisation),
    Column(
        _("Last here"), lambda row: row.person.last_seen and day_of(row.person.last_seen), Kind.DATE
    ),
    Column(_("No-shows"), lambda row: row.person.missed, Kind.NUMBER),
)
