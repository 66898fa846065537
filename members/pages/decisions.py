"""The decisions on an application: what each page says, and what its button does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from members import actions, rules
from members.models import Application, User


@dataclass(frozen=True)
class Decision:
    """One decision's page: its words, and the action that it takes."""

    heading: str
    lead: str
    done: str
    act: Callable
    button: str = ""
    css: str = "btn-primary"

    def may_be_taken(self, by: User, application: Application) -> bool:
        return self.act.__name__ in rules.verbs_open_to(by, application)


ASK = Decision(
    heading=gettext_lazy("Ask for more information"),
    lead=gettext_lazy("The review is paused until the applicant answers."),
    done=gettext_lazy("The request has been sent."),
    act=actions.ask_for_more,
)
ANSWER = Decision(
    heading=gettext_lazy("Write down an answer given by phone"),
    lead=gettext_lazy(
        "The review continues. The applicant gets an e-mail with what you write, and can put it right."
    ),
    done=gettext_lazy("The answer has been written down: the review continues."),
    act=actions.write_answer,
)
ADMIT = Decision(
    heading=gettext_lazy("Admit"),
    lead=gettext_lazy(
        "The person can book from the first day of the membership, and gets an e-mail. You can undo this for "
        "24 hours."
    ),
    done=gettext_lazy("Admitted: the person has been told."),
    act=actions.admit,
)
LET_WAIT = Decision(
    heading=gettext_lazy("Accept, waiting for a place"),
    lead=gettext_lazy("The person is told that no places are left, and waits. You admit them "
                      "when there is one. You can undo this for 24 hours."),
    button=gettext_lazy("Put on the waiting list"),
    done=gettext_lazy("Accepted: the person waits for a place."),
    act=actions.let_wait,
)  # fmt: skip
REFUSE = Decision(
    heading=gettext_lazy("Do not admit"),
    lead=gettext_lazy(
        "The person is told, with your reason, and can send another application. You can undo this for 24 "
        "hours."
    ),
    done=gettext_lazy("Not admitted: the person has been told why."),
    act=actions.refuse,
    css="btn-danger",
)
UNDO = Decision(
    heading=gettext_lazy("Undo the decision"),
    lead=gettext_lazy(
        "The application goes back to the review. The applicant gets an e-mail with your reason."
    ),
    done=gettext_lazy("The decision has been undone: the application is under review again."),
    act=actions.undo,
    css="btn-danger",
)
