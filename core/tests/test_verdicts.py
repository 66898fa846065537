"""What mail servers really answer, and whose fault it is."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

import pytest

from core.models import MailServer, OutgoingMail
from core.verdicts import Kind, of_sending

Letter, Server = OutgoingMail.Fault, MailServer.Fault
TO = "anna@example.org"

OWN, RULE, LATER = (
    (Kind.REFUSED, Letter.ADDRESS),
    (Kind.BY_RULE, Letter.BY_RULE),
    (Kind.LATER, Letter.LATER),
)
BUSY, SIGN_IN, SENDER = (
    (Kind.UNCLEAR, fault) for fault in (Server.BUSY, Server.SIGN_IN, Server.SENDER)
)

#: Answers to RCPT: as the servers' sources, manuals and logs have them.
TO_AN_ADDRESS = [
    # Postfix
    (
        "550 5.1.1 <anna@example.org>: Recipient address rejected: User unknown in local recipient table",
        OWN,
    ),
    ("550 5.1.2 <anna@example.org>: Recipient address rejected: Domain not found", OWN),
    (
        "556 5.1.10 <anna@example.org>: Recipient address rejected: Domain does not accept mail (nullMX)",
        OWN,
    ),
    ("552 5.2.2 <anna@example.org>: user is over quota", OWN),
    ("554 5.7.1 <anna@example.org>: Relay access denied", RULE),
    ("454 4.7.1 <anna@example.org>: Relay access denied", RULE),
    ("554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: Access denied", RULE),
    ("550 5.7.1 Client host rejected: cannot find your hostname, [192.0.2.7]", RULE),
    ("450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.7]", RULE),
    (
        "550 5.1.0 <noreply@example.org>: Sender address rejected: User unknown in local recipient table",
        RULE,
    ),
    ("553 5.7.1 <noreply@example.org>: Sender address rejected: not owned by user piastra", RULE),
    ("550 5.1.8 <noreply@example.org>: Sender address rejected: Domain not found", SENDER),
    ("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", BUSY),
    ("503 5.5.1 Error: need MAIL command", BUSY),
    ("530 5.7.0 Must issue a STARTTLS command first", SIGN_IN),
    ("450 4.2.0 <anna@example.org>: Recipient address rejected: Greylisted", LATER),
    ("451 4.7.1 Greylisting in action, please come back later", LATER),
    ("451 4.3.0 <anna@example.org>: Temporary lookup failure", BUSY),
    ("452 4.3.1 Insufficient system storage", BUSY),
    ("421 4.7.0 mail.example.org Error: too many errors", BUSY),
    ("521 5.3.2 This host does not accept mail", BUSY),
    # Exim, which says no status codes, and qmail, which says them last
    ("550 Unrouteable address", OWN),
    ("550 relay not permitted", RULE),
    ("550 Sender verify failed", RULE),
    ("550 rejected because 192.0.2.7 is in a black list at zen.spamhaus.org", RULE),
    ("550 authentication required", RULE),
    ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", RULE),
    ("550 sorry, no mailbox here by that name. (#5.1.1)", OWN),
    ("450 later", LATER),
    # Exchange
    ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", OWN),
    ("550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", RULE),
    ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", SENDER),
    ("550 5.7.64 TenantAttribution; Relay Access Denied", RULE),
    (
        "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
        SIGN_IN,
    ),
    (
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for recipients",
        BUSY,
    ),
    ("554 5.2.1 mailbox disabled", OWN),
    ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", RULE),
    # Gmail
    ("550 5.1.1 The email account that you tried to reach does not exist.", OWN),
    ("550 5.2.1 The email account that you tried to reach is disabled.", OWN),
    ("550 5.4.5 Daily user sending limit exceeded.", BUSY),
    (
        "550-5.7.1 [192.0.2.7] The IP you're using to send mail is not authorized to send email",
        RULE,
    ),
    ("550 5.7.26 This mail has been blocked because the sender is unauthenticated.", RULE),
    ("450 4.2.1 The user you are trying to contact is receiving email at a rate", LATER),
    # Aruba and PEC
    ("550 5.1.1 <anna@pec.example.it> recipient rejected: utente sconosciuto", OWN),
    ("554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.example", RULE),
    ("550 5.7.1 Relaying denied. Proper authentication required.", RULE),
    ("535 5.7.0 authentication failed", SIGN_IN),
    # Without a word, or with one that is in no table
    ("550", OWN),
    ("551", OWN),
    ("552", OWN),
    ("553", OWN),
    ("554", RULE),
    ("571 no", RULE),
    ("599 5.9.9 what", RULE),
    ("500 what?", BUSY),
]


def refused(answer: str) -> tuple:
    code, _space, said = (
        answer.replace("-", " ", 1).partition(" ") if answer[3:4] == "-" else answer.partition(" ")
    )
    return int(code), said.encode()


@pytest.mark.parametrize(("answer", "expected"), TO_AN_ADDRESS)
def test_an_answer_to_an_address(answer, expected):
    verdict = of_sending(SMTPRecipientsRefused({TO: refused(answer)}))
    assert (verdict.kind, verdict.fault) == expected


TO_A_LETTER = [
    ("554 5.3.0 disk full", BUSY),
    ("552 5.3.4 Message size exceeds fixed limit", (Kind.REFUSED, Letter.LETTER)),
    ("552 Message size exceeds maximum permitted", (Kind.REFUSED, Letter.LETTER)),
    ("550 5.6.0 Message content rejected: bad header", (Kind.REFUSED, Letter.LETTER)),
    ("554 5.2.252 SendAsDenied; portal not allowed to send as noreply@example.org", SENDER),
    ("554 5.7.1 Message rejected as spam", RULE),
    ("554 Transaction failed", RULE),
    ("552 5.7.0 This message was blocked because its content presents a security issue.", RULE),
    ("451 4.3.0 Error: queue file write error", BUSY),
    ("250 what", (Kind.UNCLEAR, Server.BREAKS_OFF)),
]


@pytest.mark.parametrize(("answer", "expected"), TO_A_LETTER)
def test_an_answer_to_a_letter(answer, expected):
    verdict = of_sending(SMTPDataError(*refused(answer)))
    assert (verdict.kind, verdict.fault, verdict.words) == (*expected, answer)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("550 5.4.5 Daily sending quota exceeded", Server.BUSY),
        ("553 5.7.1 not allowed", Server.SENDER),
        ("550 5.1.0 unknown", Server.SENDER),
        ("530 5.7.0 Authentication required", Server.SIGN_IN),
        ("452 4.3.1 Insufficient system storage", Server.BUSY),
    ],
)
def test_an_answer_to_the_sender_is_about_every_letter(answer, fault):
    verdict = of_sending(SMTPSenderRefused(*refused(answer), "noreply@example.org"))
    assert (verdict.kind, verdict.fault) == (Kind.AWAY, fault)
