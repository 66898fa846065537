"""How each verb is done: letters."""

from django.utils import timezone

from core.mail import put
from core.models import OutgoingMail
from piastra.tests.guards.recipes.world import LONG_AGO, Call, recipe


def failed_letter() -> OutgoingMail:
    letter = put(to="chi@example.org", subject="Ciao", text="Ciao")
    OutgoingMail.objects.filter(pk=letter.pk).update(
        status="failed", next_try_at=None, stopped_at=timezone.now(), tries=3, fault="letter",
        error="550", put_off_since=LONG_AGO, broken_off=2, waits_since=LONG_AGO,
    )  # fmt: skip
    return OutgoingMail.objects.get(pk=letter.pk)


@recipe("core.send_again")
def _(world):
    given = {"by": world.staff, "letter": failed_letter()}
    return Call(given, writes=("letter_sent_again",))


@recipe("core.send_all_again")
def _(world):
    failed_letter()
    return Call({"by": world.staff}, writes=("letters_sent_again",))


@recipe("core.give_up_all_to")
def _(world):
    letter = failed_letter()
    return Call({"by": world.staff, "addresses": [letter.to]}, writes=("letter_given_up",))


@recipe("core.give_up")
def _(world):
    return Call({"by": world.staff, "letter": failed_letter()}, writes=("letter_given_up",))
