"""How a state is said to people: what the applicant reads, what comes next, and in which colour."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Application

Status = Application.Status


@dataclass(frozen=True)
class Wording:
    """One state in public words. `tone` is one of `_status.html`."""

    label: str
    next_step: str
    tone: str


WORDINGS = {
    Status.DRAFT: Wording(_("Not sent yet"), _("Complete the form and send it."), "off"),
    Status.SUBMITTED: Wording(
        _("Received"),
        _(
            "The staff have your application and will start to review it. You do not need to do "
            "anything."
        ),
        "info",
    ),
    Status.UNDER_REVIEW: Wording(
        _("In review"),
        _(
            "The staff are reviewing your application. They will write to you: you do not need "
            "to do anything."
        ),
        "wait",
    ),
    Status.INFO_REQUESTED: Wording(
        _("We need something from you"),
        _("Answer the staff’s request: the review continues as soon as you do."),
        "wait",
    ),
    Status.ADMITTED: Wording(
        pgettext_lazy("application", "Accepted"),
        _("Welcome: you can book a desk from now on."),
        "good",
    ),
    Status.NOT_ADMITTED: Wording(
        pgettext_lazy("application", "Not accepted"),
        _("You can read the reason below. You can send another application whenever you like."),
        "bad",
    ),
    Status.WITHDRAWN: Wording(
        _("Withdrawn by you"), _("You can send another application whenever you like."), "off"
    ),
    Status.WAITING: Wording(
        _("Accepted: waiting for a place"),
        _(
            "There are no places left at the moment. The staff will write to you as soon as there "
            "is one."
        ),
        "wait",
    ),
}
