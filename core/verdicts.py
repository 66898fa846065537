"""What a mail server's answer means: for the letter, or for the server itself. Nothing is read or written here."""

import ssl
from dataclasses import dataclass
from enum import Enum, auto
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from core.models import MailServer, OutgoingMail

Letter, Server = OutgoingMail.Fault, MailServer.Fault


class Kind(Enum):
    SENT = auto()
    #: Refused for good: no try of the same letter will do better.
    REFUSED = auto()
    #: Refused for now: this letter is tried again later, others meanwhile.
    LATER = auto()
    #: The line broke in the midst of the letter: the server's doing, or the letter's.
    BROKEN_OFF = auto()
    #: The server takes nothing now, whatever the letter.
    AWAY = auto()


@dataclass(frozen=True)
class Verdict:
    """What became of a letter; `fault` is one of the letter's or of the server's, `words` the server's own."""

    kind: Kind
    fault: str = ""
    words: str = ""


SENT = Verdict(Kind.SENT)

#: Answers about the conversation and never about one address: closing down, sign in first, wrong password.
ABOUT_THE_SERVER = {421: Server.BUSY, **dict.fromkeys((530, 534, 535, 538), Server.SIGN_IN)}
TOO_BIG = 552
MOST_WORDS = 500


def of_opening(error: Exception) -> Verdict:
    """The line could not be opened: whatever the reason, no letter is to blame."""
    return Verdict(Kind.AWAY, _why_away(error), words_of(error))


def _why_away(error: Exception) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return Server.SIGN_IN
    if isinstance(error, (ssl.SSLError, SMTPNotSupportedError)):
        return Server.TLS
    if isinstance(error, SMTPResponseException):
        return ABOUT_THE_SERVER.get(error.smtp_code, Server.BUSY)
    # smtplib tells a silence as a closed line, and keeps what happened behind it.
    silent = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return Server.SILENT if silent else Server.UNREACHABLE


def of_sending(error: Exception) -> Verdict:
    """The line was open and the letter did not leave."""
    if isinstance(error, SMTPRecipientsRefused):
        code, _words = next(iter(error.recipients.values()))
        return _by_code(code, Letter.ADDRESS, words_of(error))
    if isinstance(error, SMTPSenderRefused) and error.smtp_code != TOO_BIG:
        # Every letter has the same sender.
        fault = ABOUT_THE_SERVER.get(error.smtp_code, Server.SENDER)
        return Verdict(Kind.AWAY, fault, words_of(error))
    if isinstance(error, (SMTPSenderRefused, SMTPDataError)):
        return _by_code(error.smtp_code, Letter.LETTER, words_of(error))
    if isinstance(error, SMTPNotSupportedError):
        return Verdict(Kind.REFUSED, Letter.ACCENTED_ADDRESS, words_of(error))
    if isinstance(error, (SMTPException, OSError)):
        return Verdict(Kind.BROKEN_OFF, Letter.BREAKS_OFF, words_of(error))
    return Verdict(Kind.REFUSED, Letter.OWN, words_of(error))


def _by_code(code: int, fault: str, words: str) -> Verdict:
    if code in ABOUT_THE_SERVER:
        return Verdict(Kind.AWAY, ABOUT_THE_SERVER[code], words)
    if 500 <= code <= 599:
        return Verdict(Kind.REFUSED, fault, words)
    if 400 <= code <= 499:
        return Verdict(Kind.LATER, Letter.LATER, words)
    return Verdict(Kind.BROKEN_OFF, Letter.BREAKS_OFF, words)


def words_of(error: Exception) -> str:
    """The server's words on one line, or the error's where it said nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        code, said = "", str(error) or type(error).__name__
    if isinstance(said, bytes):
        said = said.decode("utf-8", "replace")
    line = " ".join(f"{code} {said}".replace("\0", " ").split())
    return line.encode("utf-8", "replace").decode()[:MOST_WORDS]
