"""The decisions on an application: what each page says, and what its button does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from members import actions, rules
from members.models import Application, User

Status = Application.Status


@dataclass(frozen=True)
class Decision:
    """One decision's page: its words, and the action that it takes. `reason` is how its text is called, if any."""

    to: str
    heading: str
    lead: str
    button: str
    done: str
    act: Callable
    css: str = "btn-primary"
    reason: str = ""

    def may_be_taken(self, by: User, application: Application) -> bool:
        return rules.why_not_move(by, application, self.to) is None


ASK = Decision(
    to=Status.INFO_REQUESTED,
    heading=gettext_lazy("Ask for more information"),
    lead=gettext_lazy("The review is paused until the applicant answers."),
    reason=gettext_lazy("What is missing"),
    button=gettext_lazy("Send the request"),
    done=gettext_lazy("The request has been sent."),
    act=actions.ask_for_more,
)
ADMIT = Decision(
    to=Status.ADMITTED,
    heading=gettext_lazy("Admit"),
    lead=gettext_lazy(
        "The membership starts today: the person can book at once, and gets an e-mail."
    ),
    button=gettext_lazy("Admit this person"),
    done=gettext_lazy("Admitted: the membership starts today."),
    act=actions.admit,
)
LET_WAIT = Decision(
    to=Status.WAITING,
    heading=gettext_lazy("Accept, waiting for a place"),
    lead=gettext_lazy("The person is told that no places are left, and waits. You admit them "
                      "when there is one."),
    button=gettext_lazy("Put on the waiting list"),
    done=gettext_lazy("Accepted: the person waits for a place."),
    act=actions.let_wait,
)  # fmt: skip
REFUSE = Decision(
    to=Status.NOT_ADMITTED,
    heading=gettext_lazy("Do not admit"),
    lead=gettext_lazy("The person is told, with your reason, and can send another application."),
    reason=gettext_lazy("Reason"),
    button=gettext_lazy("Do not admit this person"),
    done=gettext_lazy("Not admitted: the person has been told why."),
    act=actions.refuse,
    css="btn-danger",
)


def open_moves(user: User, application: Application) -> frozenset[str]:
    """The states to which the page offers this person to bring the application."""
    return rules.moves_open_to(user, application)
