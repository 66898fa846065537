"""What the staff see of one application."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.access import Role
from members import rules
from members.models import Application, ApplicationMove, Assessment, Criterion, Membership, User
from members.pages.queue import due_of
from members.rules.deciding import UNDONE_WITHIN, why_not_assess, why_not_undo
from members.signals import Held, Room, Standing, asking, counting_room


@dataclass(frozen=True)
class Desk:
    """One application as one of the staff (`reader`) has it on the desk."""

    application: Application
    reader: User

    @cached_property
    def verbs(self) -> frozenset[str]:
        """What the reader may do to it now, by the names of the verbs; undoing only while that is open."""
        open_verbs = rules.verbs_open_to(self.reader, self.application)
        return open_verbs if self.undone_until else open_verbs - {"undo"}

    @cached_property
    def moves(self) -> list[ApplicationMove]:
        """Its history, the last move first."""
        moves = self.application.moves.select_related("by", "refusal", "undoes", "undone_by")
        return list(moves.order_by("-at", "-pk"))

    @property
    def last_move(self) -> ApplicationMove | None:
        return self.moves[0] if self.moves else None

    @cached_property
    def undone_until(self) -> datetime | None:
        """Until when the decision can be undone; None where there is none, or not any more."""
        newer = self.previous.filter(made_at__gt=self.application.made_at)
        is_open = newer.exclude(status__in=Application.CLOSED).exists()
        refusal = why_not_undo(
            self.application, self.last_move, timezone.now(), applies_again=is_open
        )
        return None if refusal else self.last_move.at + UNDONE_WITHIN

    @property
    def due(self) -> str:
        """How many days are left for an answer."""
        return due_of(self.application, reversed(self.moves))

    @property
    def previous(self):
        """The same person's other applications, but for drafts."""
        seen = Application.objects.visible_to(self.reader)
        return seen.filter(applicant=self.application.applicant_id).exclude(pk=self.application.pk)

    @cached_property
    def notes(self) -> list:
        return list(self.application.notes.select_related("by"))

    @property
    def is_over(self) -> bool:
        return self.application.status in Application.CLOSED

    @property
    def may_be_assessed(self) -> bool:
        return why_not_assess(self.application) is None

    @cached_property
    def grid(self) -> list[tuple[Criterion, Assessment | None]]:
        """Each criterion of its call with the points given; nothing where no points are."""
        call = self.application.call
        if call is None or not call.is_assessed:
            return []
        given = {
            each.criterion_id: each for each in self.application.assessments.select_related("by")
        }
        return [(each, given.get(each.pk)) for each in call.criteria.all()]

    @property
    def points(self) -> int:
        return sum(given.points for _each, given in self.grid if given)

    @property
    def most_points(self) -> int:
        return sum(each.most for each, _given in self.grid)

    @property
    def room(self) -> list[Room]:
        """How much room the place has."""
        return room_left(self.application)


def what_undoing_gives_back(application: Application) -> list[Held]:
    """What the applicant holds by the membership that the decision began, the earliest first."""
    person = User.objects.get(pk=application.applicant_id)
    others = person.memberships.exclude(application=application)
    if not Membership.objects.filter(application=application).exists():
        return []
    if person.role == Role.MEMBER and not others.exists():
        person.role = Role.APPLICANT
    standing = Standing(tuple(others.values_list("starts", "ends")))
    answers = asking.send(User, person=person, standing=standing)
    return sorted(each for _receiver, held in answers for each in held)


def room_left(application: Application) -> list[Room]:
    """How much room there is: places that apps above count, coworkers of today, and what the call gives."""
    answers = counting_room.send(Application)
    found = [each for _receiver, rooms in answers for each in rooms]
    return [*found, *_of_people(application)]


def _of_people(application: Application) -> list[Room]:
    members = Membership.objects.current().count()
    waiting = Application.objects.filter(status=Application.Status.WAITING).count()
    rooms = [Room(_("Coworkers today"), members), Room(_("Waiting for a place"), waiting)]
    call = application.call
    if call and call.places:
        admitted = call.applications.filter(status=Application.Status.ADMITTED).count()
        rooms.append(
            Room(_("Places left in the call"), max(0, call.places - admitted), call.places)
        )
    return rooms
