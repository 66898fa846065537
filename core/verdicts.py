"""What a mail server's answer means: for the letter, or for the server itself. Nothing is read or written here."""

import re
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
    #: Against the server's rules: it may be about this letter, or about the portal. Others go on, and show it.
    BY_RULE = auto()
    #: The line broke, or the server spoke of itself: its doing at first, the letter's if others pass.
    UNCLEAR = auto()
    #: The server takes nothing now, whatever the letter.
    AWAY = auto()


@dataclass(frozen=True)
class Verdict:
    """What became of a letter; `fault` is one of the letter's or of the server's, `words` the server's own."""

    kind: Kind
    fault: str = ""
    words: str = ""


SENT = Verdict(Kind.SENT)

#: What an answer comes to: a kind, and the server's fault where there is one.
ITS_OWN, BY_RULE, BUSY = (Kind.REFUSED, ""), (Kind.BY_RULE, ""), (Kind.UNCLEAR, Server.BUSY)
SIGN_IN, SENDER = (Kind.UNCLEAR, Server.SIGN_IN), (Kind.UNCLEAR, Server.SENDER)

#: Codes that leave no doubt, whatever stands behind them.
BY_CODE = {
    421: BUSY,  # It closes the conversation.
    503: BUSY,  # It finds our commands out of order: the next letter's are the same.
    521: BUSY,  # This host takes no mail at all (RFC 7504).
    530: SIGN_IN,  # Sign in first, or use TLS first.
    534: SIGN_IN,  # Sign in in a stronger way.
    535: SIGN_IN,  # Wrong user name or password.
    538: SIGN_IN,  # TLS before signing in.
}
#: Enhanced status codes (RFC 3463, 5248, Exchange's own), without the first digit, that differ from their class.
BY_STATUS = {
    "1.7": SENDER,  # The sender's address is not well written,
    "1.8": SENDER,  # or its domain takes no answers.
    "1.90": BUSY,  # Exchange: the day's number of recipients is used up.
    "2.252": SENDER,  # Exchange: this account may not write as this sender,
    "7.60": SENDER,  # and the same once more.
    "3.4": ITS_OWN,  # The letter is too big.
    "4.1": BY_RULE,  # Exchange says this of a recipient that it does not know.
    "7.3": SIGN_IN,  # Exchange: not signed in,
    "7.57": SIGN_IN,  # and the same once more.
    "7.8": SIGN_IN,  # Wrong user name or password.
    "7.9": SIGN_IN,  # This way of signing in is too weak.
    "7.11": SIGN_IN,  # TLS before signing in.
}
#: The class of an enhanced status code: its middle number.
BY_CLASS = {
    "1": ITS_OWN,  # The address: unknown, moved, not well written.
    "2": ITS_OWN,  # The mailbox: full, closed, takes none of this size.
    "3": BUSY,  # The mail system: disk full, closing down, wrongly set up.
    "4": BUSY,  # The network behind it, or how much we may send.
    "5": BUSY,  # The protocol: it does not understand us, and would not with another letter.
    "6": ITS_OWN,  # The content: a form that it can't pass on.
    "7": BY_RULE,  # Policy: a letter taken for spam, or an address from which nobody may send.
}
#: Codes that come without an enhanced one; what is in no table counts as a rule, which fails nothing at once.
BY_BARE_CODE = {
    **dict.fromkeys((500, 502, 504), BUSY),  # A command that it does not know.
    501: ITS_OWN,  # It can't read the address.
    550: ITS_OWN,  # No such mailbox.
    551: ITS_OWN,  # It has moved.
    552: ITS_OWN,  # It is full, or the letter too big.
    553: ITS_OWN,  # No mailbox can have this name.
    556: ITS_OWN,  # Its domain takes no mail.
}
#: Status codes that say less than the words behind them.
VAGUE = {"", "0.0", "1.0"}
#: Words about whoever sends, from servers whose code alone would be an address's (Exim, qmail, Postfix).
OF_THE_PORTAL = re.compile(
    r"relay|rcpthosts|sender|client host|helo|authenticat|log ?in|(black|block) ?list"
    r"|sending (quota|limit)|too (many|much) m",
    re.IGNORECASE,
)
#: At the beginning of the answer; qmail writes it at the end, as (#5.7.1).
STATUS = re.compile(r"(?:^|\(#)[245]\.(\d{1,3})\.(\d{1,3})\b")
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
        return BY_CODE.get(error.smtp_code, BUSY)[1]
    # smtplib tells a silence as a closed line, and keeps what happened behind it.
    silent = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
    return Server.SILENT if silent else Server.UNREACHABLE


def of_sending(error: Exception) -> Verdict:
    """The line was open and the letter did not leave."""
    if isinstance(error, SMTPRecipientsRefused):
        return _of_answer(error, Letter.ADDRESS)
    if isinstance(error, SMTPSenderRefused) and error.smtp_code != TOO_BIG:
        # Every letter has the same sender.
        _kind, fault = ruling(*_answer(error))
        return Verdict(Kind.AWAY, fault or Server.SENDER, words_of(error))
    if isinstance(error, (SMTPSenderRefused, SMTPDataError)):
        return _of_answer(error, Letter.LETTER)
    if isinstance(error, SMTPNotSupportedError):
        return Verdict(Kind.REFUSED, Letter.ACCENTED_ADDRESS, words_of(error))
    if isinstance(error, (SMTPException, OSError)):
        return Verdict(Kind.UNCLEAR, Server.BREAKS_OFF, words_of(error))
    return Verdict(Kind.REFUSED, Letter.OWN, words_of(error))


def _of_answer(error: Exception, refused: str) -> Verdict:
    """`refused` is what the letter is said to suffer from if the answer is about it alone."""
    kind, fault = ruling(*_answer(error))
    of_letter = {Kind.REFUSED: refused, Kind.LATER: Letter.LATER, Kind.BY_RULE: Letter.BY_RULE}
    return Verdict(kind, of_letter.get(kind, fault), words_of(error))


def ruling(code: int, said: str) -> tuple[Kind, str]:
    """What a server's answer to an address or a letter comes to: its kind, and the server's fault if any."""
    if not 400 <= code <= 599:
        return Kind.UNCLEAR, Server.BREAKS_OFF
    if code in BY_CODE:
        return BY_CODE[code]
    found = STATUS.search(said)
    status = f"{found[1]}.{found[2]}" if found else ""
    is_vague = status in VAGUE or (status.startswith("7.") and status not in BY_STATUS)
    if is_vague and OF_THE_PORTAL.search(said):
        return BY_RULE
    by_class = BY_CLASS.get(status.partition(".")[0])
    kind, fault = BY_STATUS.get(status) or by_class or BY_BARE_CODE.get(code, BY_RULE)
    # What is refused for now is never refused for good; what is about the server stays so.
    return (Kind.LATER, "") if code < 500 and kind != Kind.UNCLEAR else (kind, fault)


def _answer(error: Exception) -> tuple[int, str]:
    """The code and the words of a server's answer."""
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    else:
        code, said = error.smtp_code, error.smtp_error
    return code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def words_of(error: Exception) -> str:
    """The server's words on one line, or the error's where it said nothing."""
    if isinstance(error, (SMTPRecipientsRefused, SMTPResponseException)):
        code, said = _answer(error)
    else:
        code, said = "", str(error) or type(error).__name__
    line = " ".join(f"{code} {said}".replace("\0", " ").split())
    return line.encode("utf-8", "replace").decode()[:MOST_WORDS]
