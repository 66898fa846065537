"""Letters to send, and what became of them."""

from datetime import timedelta

from core.mail import put
from core.models import MailServer, OutgoingMail
from core.tasks import deliver_mail

Status, Fault, ServerFault = OutgoingMail.Status, OutgoingMail.Fault, MailServer.Fault
MINUTE = timedelta(minutes=1)
#: Seconds: as long as a busy machine may need, and as short as a test can wait for a server that never answers.
PATIENCE, IMPATIENCE = 20, 0.2
#: What a server says of an address that is gone.
GONE = "550 5.1.1 <p7@example.org> user <b>unknown</b>"


def letters(count: int, first: int = 1) -> list[OutgoingMail]:
    return [
        put(to=f"p{n}@example.org", subject=f"Lettera {n}", text=f"Testo {n}")
        for n in range(first, first + count)
    ]


def names(count: int, without=()) -> list[str]:
    return [f"Lettera {n}" for n in range(1, count + 1) if n not in without]


def beat(clock, minutes: int) -> None:
    for _minute in range(minutes):
        deliver_mail()
        clock.shift(MINUTE)


def status(letter: OutgoingMail) -> str:
    letter.refresh_from_db()
    return letter.status


def the_server() -> MailServer:
    return MailServer.objects.get()
