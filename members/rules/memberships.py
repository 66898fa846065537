"""Questions about memberships: their end, a suspension, a renewal. Nothing is written here."""

from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import walls
from core.access import Permission, Role, allows
from core.moves import NEW, Move, Moves, holder_of, own
from core.ranges import covers
from core.refusals import Refusal
from core.words import from_day, on_day, until_day
from members.models import Membership, RenewalRequest, Suspension

Status = RenewalRequest.Status
KEEPER, MEMBER = holder_of(Permission.MANAGE_MEMBERSHIPS), own(Permission.RENEW)

RENEWAL = Moves(
    RenewalRequest,
    Move(NEW, Status.ASKED, ("members.actions.renewals.ask",), MEMBER),
    Move(Status.ASKED, Status.GRANTED, ("members.actions.renewals.grant",), KEEPER),
    Move(Status.ASKED, Status.REFUSED, ("members.actions.renewals.refuse",), KEEPER),
    Move(Status.ASKED, Status.WITHDRAWN, ("members.actions.renewals.withdraw",), MEMBER),
    person="person",
)

#: How long before its end a renewal may be asked for.
ASKED_BEFORE = timedelta(days=60)

ASKED_ALREADY = _(
    "You have already asked for the renewal: the staff will answer you by e-mail. Nothing more is needed."
)
RENEWED_ALREADY = _("Your membership has already been renewed: nothing was changed.")

walls.register(
    {
        "one_open_renewal_for_each_person": lambda: Refusal(ASKED_ALREADY, code="asked_already"),
        "one_notice_of_each_kind": walls.was_overtaken,
    }
)


def why_not_keep(by) -> Refusal | None:
    """Why this person does nothing to memberships and plans; None stands for the portal."""
    if by is None or allows(by, Permission.MANAGE_MEMBERSHIPS):
        return None
    sentence = _("Only staff can look after memberships: nothing was changed.")
    return Refusal(sentence, code="not_yours")


def why_not_begin(starts: date, ends: date | None) -> Refusal | None:
    """Why nobody is a member from that day until that day."""
    if ends is None or ends > starts:
        return None
    sentence = _("A membership ends after it starts: choose a later end. Nothing was changed.")
    return Refusal(sentence, code="reversed")


def why_not_end(membership: Membership, ends: date | None, today: date) -> Refusal | None:
    """Why this membership does not get this end; None as an end means: until told."""
    if membership.ends and membership.ends <= today:
        sentence = _(
            "This membership ended %(on_day)s, and what was given back stays so: renew it instead. "
            "Nothing was changed."
        )
        return Refusal(sentence % {"on_day": on_day(membership.ends)}, code="ended_already")
    if ends == membership.ends:
        return Refusal(_("That is its end already: nothing was changed."), code="same_end")
    if ends is not None and ends < today:
        sentence = _("The end lies in the past: choose today or later. Nothing was changed.")
        return Refusal(sentence, code="past")
    return None


def why_not_suspend(
    membership: Membership, since: date, until: date | None, today: date
) -> Refusal | None:
    """Why this membership does not rest from that day until that day."""
    if since < today:
        sentence = _("A suspension starts today or later: nothing was changed.")
        return Refusal(sentence, code="past")
    if until is not None and until <= since:
        sentence = _("A suspension ends after it starts: choose a later end. Nothing was changed.")
        return Refusal(sentence, code="reversed")
    if covers(membership.starts, membership.ends, since):
        return None
    sentence = _("The membership does not cover that day: nothing was changed.")
    return Refusal(sentence, code="not_covered")


def why_not_resume(suspension: Suspension, today: date) -> Refusal | None:
    """Why there is nothing to end."""
    if suspension.until is None or suspension.until > today:
        return None
    sentence = _("This suspension ended %(on_day)s: nothing was changed.")
    return Refusal(sentence % {"on_day": on_day(suspension.until)}, code="over")


def why_not_ask(membership: Membership | None, *, asked: bool, today: date) -> Refusal | None:
    """Why a renewal is not asked for now. `membership` is the person's last, `asked` whether a request waits."""
    if asked:
        return Refusal(ASKED_ALREADY, code="asked_already")
    if membership is None:
        sentence = _("You have had no membership so far: apply for one. Nothing was sent.")
        return Refusal(sentence, code="never_a_member")
    if membership.ends is None:
        sentence = _("Your membership has no end: there is nothing to renew. Nothing was sent.")
        return Refusal(sentence, code="no_end")
    first = membership.ends - ASKED_BEFORE
    if today >= first:
        return None
    sentence = _(
        "Your membership lasts %(until_day)s: you can ask for the renewal %(from_day)s. Nothing was sent."
    )
    words = {"until_day": until_day(last_day(membership)), "from_day": from_day(first)}
    return Refusal(sentence % words, code="too_early")


def why_not_renew(
    membership: Membership, latest: Membership, starts: date, ends: date | None
) -> Refusal | None:
    """Why this membership is not continued until that day; `latest` is the last that the person has."""
    person = membership.person
    if not person.is_active or person.role not in (Role.MEMBER, Role.APPLICANT):
        sentence = _(
            "%(person)s has no coworker’s account any more: look at the account first. Nothing was changed."
        )
        return Refusal(sentence % {"person": person}, code="no_coworker")
    if membership.ends is None:
        return Refusal(_("This membership has no end: nothing was changed."), code="no_end")
    if latest.pk != membership.pk:
        sentence = _("%(person)s’s membership has been renewed meanwhile: nothing was changed.")
        return Refusal(sentence % {"person": person}, code="renewed_already")
    return why_not_begin(starts, ends)


def renewal_starts(membership: Membership, today: date) -> date:
    """Where a renewal begins: where the old one ends, or today after a gap."""
    return max(membership.ends, today)


def renewal_ends(membership: Membership, starts: date) -> date:
    """As long again: as many months where the old one lasted whole months, or else as many days."""
    first, end = membership.starts, membership.ends
    months = (end.year - first.year) * 12 + end.month - first.month
    if first.day == end.day and months:
        return _months_later(starts, months)
    return starts + (end - first)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def last_day(membership: Membership) -> date:
    """The last date that it covers; it must have an end."""
    return membership.ends - timedelta(days=1)


def why_not_without_reason(reason: str) -> Refusal | None:
    """Why nothing is taken from a person without a word on why."""
    return (
        None
        if reason.strip()
        else Refusal(_("Say why: the person will read it."), code="no_reason")
    )


def ended_sentence(membership: Membership) -> str:
    """What stands as the reason with all that the calendar gives back."""
    return gettext("The membership ended %(on_day)s.") % {"on_day": on_day(membership.ends)}
