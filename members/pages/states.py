"""How a state is said to people: what the applicant reads, what comes next, and in which colour."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from members.models import Application

Status = Application.Status


@dataclass(frozen=True)
class Wording:
    """What comes next in a state; its name is that of `Status`, for everybody. `tone` is one of `_status.html`."""

    next_step: str
    tone: str


WORDINGS = {
    Status.DRAFT: Wording(_("Complete the form and send it."), "off"),
    Status.SUBMITTED: Wording(
        _(
            "The staff have your application and will start to review it. You do not need to do "
            "anything."
        ),
        "info",
    ),
    Status.UNDER_REVIEW: Wording(
        _(
            "The staff are reviewing your application. They will write to you: you do not need "
            "to do anything."
        ),
        "wait",
    ),
    Status.INFO_REQUESTED: Wording(
        _("Answer the staff’s request: the review continues as soon as you do."),
        "wait",
    ),
    Status.ADMITTED: Wording(
        _("Welcome: you can book a desk from now on."),
        "good",
    ),
    Status.NOT_ADMITTED: Wording(
        _("You can read the reason below. You can send another application whenever you like."),
        "bad",
    ),
    Status.WITHDRAWN: Wording(_("You can send another application whenever you like."), "off"),
    Status.WAITING: Wording(
        _(
            "There are no places left at the moment. The staff will write to you as soon as there "
            "is one."
        ),
        "wait",
    ),
}
