"""Questions of the staff who decide: who looks after an application, undoing, calls, points."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.access import Permission, allows
from core.refusals import Refusal
from core.words import clock, on_day
from members.models import Application, ApplicationMove, Call, Criterion

Status = Application.Status
#: What a decision brings an application to; each can be taken back for as long as `UNDONE_WITHIN` says.
DECIDED = frozenset({Status.ADMITTED, Status.NOT_ADMITTED, Status.WAITING})
UNDONE_WITHIN = timedelta(hours=24)

ONLY_STAFF = _("Only staff decide on applications: nothing was changed.")
NO_WORDS = _("Write the note first: nothing was added.")
OVER = _("This application is closed and can no longer be assigned. Nothing was changed.")
NOBODY_TO_UNDO = _("No decision has been taken on this application: there is nothing to undo.")
TOO_LATE = _(
    "The decision was taken %(on_day)s at %(time)s, more than 24 hours ago, and can no longer be undone. "
    "Nothing was changed."
)
APPLIES_AGAIN = _(
    "%(person)s has started another application meanwhile: decide on that one. Nothing was changed."
)
NO_GRID = _("No points are given to this application. Nothing was changed.")
DECIDED_ALREADY = _("The application is closed, and its points stay as they are.")
NO_SUCH_POINTS = _("“%(criterion)s” gives from 0 to %(most)s points. Nothing was changed.")
SEEN_OTHERS = _(
    "%(who)s gave this application points %(on_day)s at %(time)s, while you were writing. Yours were not "
    "recorded: compare them and send again."
)


def why_not_decide(by) -> Refusal | None:
    """Why this person does nothing to other people's applications, to calls and to the staff's lists."""
    if by is not None and allows(by, Permission.DECIDE_APPLICATIONS):
        return None
    return Refusal(ONLY_STAFF, code="not_yours")


def why_not_without_answer(answer: str) -> Refusal | None:
    """Why no answer is written down: there is none."""
    if answer.strip():
        return None
    return Refusal(_("Write what the applicant answered. Nothing was changed."), code="no_answer")


def why_not_without_words(reason: str) -> Refusal | None:
    """Why nothing is taken back without a word on why."""
    if reason.strip():
        return None
    return Refusal(_("Say why: the applicant will see it."), code="no_reason")


def why_not_note(words: str) -> Refusal | None:
    return None if words.strip() else Refusal(NO_WORDS, code="no_words")


def why_not_remove_note(by, note) -> Refusal | None:
    """Why a note stays: it is somebody else's."""
    if note.by_id == by.pk:
        return None
    return Refusal(
        _("Only the person who wrote a note can remove it. Nothing was changed."), code="not_yours"
    )


def why_not_assign(application: Application, to, *, seen: int | None) -> Refusal | None:
    """Why this person (None: nobody) does not come to look after it; `seen` looked after it on the page."""
    if application.status in {Status.DRAFT, *Application.CLOSED}:
        return Refusal(OVER, code="over")
    if application.assignee_id != seen:
        return _taken_meanwhile(application)
    if to is None or allows(to, Permission.DECIDE_APPLICATIONS):
        return None
    sentence = _("%(person)s is not on the staff: nothing was changed.")
    return Refusal(sentence % {"person": to}, code="not_staff")


def _taken_meanwhile(application: Application) -> Refusal:
    if application.assignee is None:
        sentence = _(
            "This application is no longer assigned to anybody. Nothing was changed: look at it again."
        )
        return Refusal(sentence, code="taken_meanwhile")
    sentence = _(
        "This application is now assigned to %(who)s. Nothing was changed: look at it again."
    )
    return Refusal(sentence % {"who": application.assignee}, code="taken_meanwhile")


def why_not_undo(
    application: Application, last: ApplicationMove | None, now: datetime, *, applies_again: bool
) -> Refusal | None:
    """Why the decision stays. `last` is the last move, `applies_again` whether its person has a newer one open."""
    if last is None or application.status not in DECIDED:
        return Refusal(NOBODY_TO_UNDO, code="undecided")
    if now - last.at > UNDONE_WITHIN:
        words = {"on_day": on_day(last.at), "time": clock(last.at)}
        return Refusal(TOO_LATE % words, code="too_late")
    if applies_again:
        return Refusal(APPLIES_AGAIN % {"person": application.applicant}, code="applies_again")
    return None


def why_not_start(starts: date, today: date) -> Refusal | None:
    """Why no membership begins on this day: the days that are over are in figures already."""
    if starts >= today:
        return None
    sentence = _(
        "The membership would start in the past: choose today or later. Nothing was changed."
    )
    return Refusal(sentence, code="past")


# -- Calls ---------------------------------------------------------------------------------------------
def why_not_keep_call(opens: date, closes: date, other: Call | None) -> Refusal | None:
    """Why no call takes applications in `[opens, closes)`; `other` is one that is open on some of these days."""
    if closes <= opens:
        sentence = _("The last day comes before the first: correct one of them.")
        return Refusal(sentence, code="reversed")
    if other is None:
        return None
    sentence = _("“%(call)s” is open on some of these days: choose days before or after it.")
    return Refusal(sentence % {"call": other}, code="overlaps")


def why_not_let_go(leaving: int) -> Refusal | None:
    """Why a call's days stay: applications (`leaving`: how many) would leave it that have points already."""
    if not leaving:
        return None
    sentence = _(
        "Applications that have points already would fall outside of these days: nothing was changed."
    )
    return Refusal(sentence, code="has_points")


def why_not_remove_call(applications: int) -> Refusal | None:
    if not applications:
        return None
    sentence = _("Applications belong to this call: it stays. Nothing was changed.")
    return Refusal(sentence, code="has_applications")


def why_not_change_criterion(criterion: Criterion, most: int, given: int) -> Refusal | None:
    """Why a criterion does not give so few points: somebody was given more (`given`) already."""
    if most >= given:
        return None
    sentence = ngettext(
        "An application already has %(given)s point for “%(criterion)s”: give at least as many.",
        "An application already has %(given)s points for “%(criterion)s”: give at least as many.",
        given,
    )
    return Refusal(sentence % {"given": given, "criterion": criterion}, code="given_more")


def why_not_remove_criterion(criterion: Criterion, *, is_used: bool) -> Refusal | None:
    if not is_used:
        return None
    sentence = _("Points were given for “%(criterion)s”: it stays. Nothing was changed.")
    return Refusal(sentence % {"criterion": criterion}, code="is_used")


# -- Points --------------------------------------------------------------------------------------------
def why_not_assess(application: Application) -> Refusal | None:
    """Why this application is given no points now."""
    if application.call is None or not application.call.is_assessed:
        return Refusal(NO_GRID, code="no_grid")
    if application.status in {Status.DRAFT, *Application.CLOSED}:
        return Refusal(DECIDED_ALREADY, code="over")
    return None


def why_not_these_points(
    criteria: Mapping[int, Criterion], points: Mapping[int, int]
) -> Refusal | None:
    """Why these points (by the criterion's number) are not given."""
    if not points.keys() <= criteria.keys():
        return Refusal(
            _("The criteria were changed meanwhile: look at them again."), code="changed"
        )
    for number, given in points.items():
        criterion = criteria[number]
        if not 0 <= given <= criterion.most:
            words = {"criterion": criterion, "most": criterion.most}
            return Refusal(NO_SUCH_POINTS % words, code="points")
    return None


def why_not_over_others(last, *, seen: str) -> Refusal | None:
    """Why points are not written over those that a colleague gave meanwhile; `last` is the last one given."""
    if marked(last) == seen:
        return None
    if last is None or last.by is None:
        return Refusal(_("The points were changed meanwhile: look at them again."), code="changed")
    words = {"who": last.by, "on_day": on_day(last.at), "time": clock(last.at)}
    return Refusal(SEEN_OTHERS % words, code="changed")


def marked(last) -> str:
    """What a page sends along of the points that it showed: when the last of them were given."""
    return last.at.isoformat() if last else ""
