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
    Status.DRAFT: Wording(_("To be sent"), _("Complete the form and send it."), "off"),
    Status.SUBMITTED: Wording(
        _("Received"),
        _("The staff have your application and will begin to examine it. You have nothing to do."),
        "info",
    ),
    Status.UNDER_REVIEW: Wording(
        _("Being examined"),
        _(
            "The staff are examining your application. They will write to you: you have nothing to do."
        ),
        "wait",
    ),
    Status.INFO_REQUESTED: Wording(
        _("We need something from you"),
        _("Answer the staff's request: the examination goes on as soon as you do."),
        "wait",
    ),
    Status.ADMITTED: Wording(
        pgettext_lazy("application", "Accepted"),
        _("Welcome: you can book a desk from now on."),
        "good",
    ),
    Status.NOT_ADMITTED: Wording(
        pgettext_lazy("application", "Not accepted"),
        _("You can read the reason below. You may send another application whenever you want."),
        "bad",
    ),
    Status.WITHDRAWN: Wording(
        _("Withdrawn by you"), _("You may send another application whenever you want."), "off"
    ),
    Status.WAITING: Wording(
        _("Accepted: waiting for a place"),
        _("No place is left at the moment. The staff will write to you as soon as there is one."),
        "wait",
    ),
}
