"""How often, as the setting `LIMITS` says it; what it does not name is as here."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

Rate = tuple[int, timedelta]

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: So many at once, all of them back after so long. `visitor` is an address, `subject` what it is about.
USUAL: dict[str, Rate] = {
    # Only what fails is counted. A line may be a whole office's; an account has two ways in: browsers in which
    # its owner signed in before, each counted for itself, and all others together.
    "sign_in.visitor": (40, 10 * MINUTE),
    "sign_in.pair": (5, 5 * MINUTE),
    "sign_in.account": (100, HOUR),
    "sign_in.browser": (10, 10 * MINUTE),
    "second_factor.visitor": (40, 10 * MINUTE),
    "second_factor.pair": (5, 5 * MINUTE),
    "second_factor.account": (50, HOUR),
    "second_factor.browser": (10, 10 * MINUTE),
    # The letter that somebody guesses at one's codes.
    "warning.account": (1, 24 * HOUR),
    "sign_up.visitor": (30, HOUR),
    "sign_up.subject": (5, HOUR),
    "new_password.visitor": (30, HOUR),
    "new_password.subject": (5, HOUR),
    "new_address.account": (10, HOUR),
    # Letters to confirm an address, whatever asks for them: beyond it none is sent, and nothing is said.
    "confirmation.subject": (5, HOUR),
    # The pages behind links in letters, and secret addresses that there are not.
    "link.visitor": (120, 10 * MINUTE),
    "unknown_link.visitor": (30, 10 * MINUTE),
    "invitation.visitor": (30, HOUR),
    "accessibility.visitor": (10, HOUR),
    "registration.visitor": (30, HOUR),
    "registration.subject": (10, HOUR),
    "registration.event": (200, HOUR),
    # What somebody writes on the board: posts, messages and reports, each of which is a letter to somebody.
    "board.account": (30, HOUR),
    # Lines of the journal about failures: of each account, and of addresses without one all together.
    "journal.account": (20, HOUR),
    "journal.nobody": (100, HOUR),
}


def rate_limits(text: str) -> dict[str, Rate]:
    """The limits, with those that the text sets: `sign_up.visitor=60/3600, link.visitor=200/600` (seconds).

    Raises ImproperlyConfigured for what is no limit or no rate.
    """
    return USUAL | dict(_limit(each.strip()) for each in text.split(",") if each.strip())


def _limit(said: str) -> tuple[str, Rate]:
    name, _equals, rate = said.partition("=")
    most, _slash, seconds = rate.partition("/")
    if name not in USUAL or not (
        most.isdecimal() and seconds.isdecimal() and int(most) * int(seconds)
    ):
        raise ImproperlyConfigured(
            f"LIMITS has {said!r}: a limit is written sign_up.visitor=30/3600, a name of docs/settings.md "
            "with how many at once and after how many seconds all are back, neither of them 0."
        )
    return name, (int(most), timedelta(seconds=int(seconds)))
