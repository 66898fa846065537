"""Questions about the own data: a copy of it, the name, erasure. Nothing is written here."""

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import walls
from core.access import Permission
from core.moves import NEW, PORTAL, Move, Moves, holder_of, own
from core.refusals import Refusal
from core.words import on_day
from members.models import DataExport, ErasureRequest, User
from members.rules.accounts import why_not_lose_staff

Status, VERBS = ErasureRequest.Status, "members.actions.erasing"
ERASURE = Moves(
    ErasureRequest,
    Move(NEW, Status.ASKED, (f"{VERBS}.ask_erasure",), own()),
    Move(Status.ASKED, Status.WITHDRAWN, (f"{VERBS}.withdraw_erasure",), own()),
    Move(
        Status.ASKED,
        Status.REFUSED,
        (f"{VERBS}.refuse_erasure",),
        holder_of(Permission.MANAGE_PEOPLE),
    ),
    Move(Status.ASKED, Status.DONE, (f"{VERBS}.erase_person",), PORTAL),
    person="person",
)

ASKED_ALREADY = _("You have already asked for this: nothing more is needed.")
BEING_MADE = _("A copy of your data is being made already: it will be here in a moment.")


def asked_already() -> Refusal:
    return Refusal(ASKED_ALREADY, code="asked_already")


walls.register(
    {
        "one_open_erasure_for_each_person": asked_already,
        "one_data_export_in_the_making": lambda: Refusal(BEING_MADE, code="being_made"),
    }
)


def why_not_ask_erasure(person: User, *, asked: bool, open_staff: int) -> Refusal | None:
    """Why this person can't ask to be erased now. `open_staff`: how many of the staff have an open account."""
    return asked_already() if asked else why_not_lose_staff(person, open_staff=open_staff)


def why_not_erase_yet(request: ErasureRequest, today: date) -> Refusal | None:
    """Why it is not done today."""
    if request.due <= today:
        return None
    sentence = gettext("This request can still be withdrawn: it is carried out %(on_day)s.")
    return Refusal(sentence % {"on_day": on_day(request.due)}, code="too_early")


def why_not_refuse_erasure(reason: str) -> Refusal | None:
    """Why nobody is told no without a word on why."""
    if reason:
        return None
    return Refusal(gettext("Say why: the person will read it."), code="no_reason")


def why_not_change_name(person: User, first_name: str, last_name: str) -> Refusal | None:
    """Why the own name stays as it is."""
    if not (first_name and last_name):
        return Refusal(gettext("Write both first and last name."), code="no_name")
    if (person.first_name, person.last_name) == (first_name, last_name):
        return Refusal(gettext("This is your name already: nothing was changed."), code="same_name")
    return None


def why_not_open_export(export: DataExport) -> Refusal | None:
    """Why there is no copy to hand out."""
    if export.made_at and export.file:
        return None
    sentence = gettext("This copy of your data is not there: ask for another.")
    return Refusal(sentence, code="not_there")
