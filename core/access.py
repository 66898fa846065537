"""Who may come where, said once.

`Role` is what a person is to the programme, `Permission` what one may come to do, `GRANTS` the table
between the two. Each view wears exactly one mark, outermost: `@requires(permission)`, `@any_user` or
`@public`. Whether this person may do this to this booking *now* is a question for an app's `rules.py`.
"""

from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the programme; exactly one for each account."""

    APPLICANT = "applicant", _("Applicant")
    MEMBER = "member", _("Coworker")
    STAFF = "staff", _("Staff")
    OFFICIAL = "official", _("Official of the Comune")


ROLE_SENTENCES = {
    Role.APPLICANT: _("Has an account and can apply to join the programme."),
    Role.MEMBER: _("Has been admitted: books desks and rooms, takes part in the community."),
    Role.STAFF: _("Runs the place: applications, spaces, events, budget and reports."),
    Role.OFFICIAL: _(
        "Follows the programme and downloads its reports, with no access to people’s data."
    ),
}


class Permission(models.TextChoices):
    """What one may come to do. The sentence is shown to whoever is refused."""

    APPLY = "apply", _("apply to join the programme")
    FOLLOW_APPLICATION = "follow_application", _("follow their own application")
    DECIDE_APPLICATIONS = "decide_applications", _("decide on applications")
    HAVE_PROFILE = "have_profile", _("keep a profile")
    SEE_SPACES = "see_spaces", _("see which places are free")
    BOOK = "book", _("book a desk or a room")
    SEE_ROSTER = "see_roster", _("see who is here today")
    MANAGE_BOOKINGS = "manage_bookings", _("look after other people’s bookings")
    MANAGE_SPACES = "manage_spaces", _("set up the places and their hours")
    REGISTER_TO_EVENTS = "register_to_events", _("register for events")
    MANAGE_EVENTS = "manage_events", _("organise events")
    SEE_BUDGET = "see_budget", _("read the budget")
    MANAGE_BUDGET = "manage_budget", _("keep the budget")
    SEE_REPORTS = "see_reports", _("read the reports")
    PREPARE_REPORTS = "prepare_reports", _("prepare and publish reports")
    ANSWER_FEEDBACK = "answer_feedback", _("answer accessibility reports")
    READ_JOURNAL = "read_journal", _("read who did what, and when")
    MANAGE_PEOPLE = "manage_people", _("look after people’s accounts")
    MANAGE_MEMBERSHIPS = "manage_memberships", _("look after memberships and plans")
    RENEW = "renew", _("follow their own membership")
    USE_BOARD = "use_board", _("use the board of offers and requests")
    MODERATE_BOARD = "moderate_board", _("look after the board of offers and requests")
    RECORD_OUTCOMES = "record_outcomes", _("record what became of people")
    WRITE_TEXTS = "write_texts", _("write the texts of letters and pages")
    MANAGE_LETTERS = "manage_letters", _("see which e-mails are sent, and send them again")


PEOPLE_OF_THE_PLACE = frozenset({Role.MEMBER, Role.STAFF})
STAFF = frozenset({Role.STAFF})
STAFF_AND_OFFICIALS = frozenset({Role.STAFF, Role.OFFICIAL})

GRANTS: dict[Permission, frozenset[Role]] = {
    # Whose membership has ended is a member by role, and applies again (members/rules).
    Permission.APPLY: frozenset({Role.APPLICANT, Role.MEMBER}),
    Permission.FOLLOW_APPLICATION: frozenset({Role.APPLICANT, Role.MEMBER}),
    Permission.DECIDE_APPLICATIONS: STAFF,
    Permission.HAVE_PROFILE: PEOPLE_OF_THE_PLACE,
    Permission.SEE_SPACES: PEOPLE_OF_THE_PLACE,
    Permission.BOOK: PEOPLE_OF_THE_PLACE,
    Permission.SEE_ROSTER: STAFF,
    Permission.MANAGE_BOOKINGS: STAFF,
    Permission.MANAGE_SPACES: STAFF,
    Permission.REGISTER_TO_EVENTS: frozenset({Role.APPLICANT, Role.MEMBER, Role.STAFF}),
    Permission.MANAGE_EVENTS: STAFF,
    Permission.SEE_BUDGET: STAFF_AND_OFFICIALS,
    Permission.MANAGE_BUDGET: STAFF,
    Permission.SEE_REPORTS: STAFF_AND_OFFICIALS,
    Permission.PREPARE_REPORTS: STAFF,
    Permission.ANSWER_FEEDBACK: STAFF,
    Permission.READ_JOURNAL: STAFF,
    Permission.MANAGE_PEOPLE: STAFF,
    Permission.MANAGE_MEMBERSHIPS: STAFF,
    Permission.RENEW: frozenset({Role.MEMBER}),
    Permission.USE_BOARD: PEOPLE_OF_THE_PLACE,
    Permission.MODERATE_BOARD: STAFF,
    Permission.RECORD_OUTCOMES: STAFF,
    Permission.WRITE_TEXTS: STAFF,
    Permission.MANAGE_LETTERS: STAFF,
}

PUBLIC = "public"
ANY_USER = "any user"


def allows(user, permission: Permission) -> bool:
    """Whether this kind of user may come to do this. Anonymous visitors and closed accounts may not."""
    return bool(user.is_authenticated and user.is_active and user.role in GRANTS[permission])


def should_have_second_factor(user) -> bool:
    """Whether this person sees the programme's money or other people: a password alone is little for that."""
    return bool(user.is_authenticated and user.role in STAFF_AND_OFFICIALS)


def needs_second_factor(user) -> bool:
    """Whether a password alone opens nothing to this person. `REQUIRE_SECOND_FACTOR` says where that holds."""
    return settings.REQUIRE_SECOND_FACTOR and should_have_second_factor(user)


def runs_the_place(user) -> bool:
    """Whether this person is one of the staff: books for the programme, and needs no letter of what they did.

    What somebody may come to do is never asked so, but by its permission.
    """
    return bool(user.is_authenticated and user.is_active and user.role in STAFF)


@dataclass(frozen=True)
class OwnOr:
    """Whether something is a person's own; whoever has the permission may do the same to everybody's."""

    permission: Permission
    owner: str

    def __call__(self, user, thing) -> bool:
        """The question about one thing."""
        if not user.is_authenticated:
            return False
        return getattr(thing, f"{self.owner}_id") == user.pk or allows(user, self.permission)

    def among(self, things, user):
        """Those of a queryset for which the answer is yes."""
        if not user.is_authenticated:
            return things.none()
        if allows(user, self.permission):
            return things
        return things.filter(**{f"{self.owner}_id": user.pk})


def own_or(permission: Permission, *, owner: str = "person") -> OwnOr:
    """The question "is it this user's own, or has the user this permission?"; `owner` names the field."""
    return OwnOr(permission, owner)


def who_may(permission: Permission) -> QuerySet:
    """The people whose role gives them the permission; not those whose account is closed."""
    return get_user_model().objects.filter(is_active=True, role__in=GRANTS[permission])


def requires(permission: Permission):
    """Mark a view: only roles that `GRANTS` gives the permission; others get a 403 that says why."""

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not allows(request.user, permission):
                raise PermissionDenied(permission.label)
            return view(request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return mark


def any_user(view):
    """Mark a view: whoever is signed in, whatever the role."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    guarded.access = ANY_USER
    return guarded


def public(view):
    """Mark a view: everybody, signed in or not."""

    @wraps(view)
    def opened(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    opened.access = PUBLIC
    return login_not_required(opened)
