"""What the models of core hold of people; see `core.personal`."""

from django.db.models import CharField, Q
from django.utils.translation import gettext_lazy as _

from core.models import AccessibilityFeedback, JournalEntry, OutgoingMail, ParkedForm
from core.personal import (
    Fate,
    Held,
    Whom,
    by_address,
    by_person,
    by_words,
    hold,
    stands_apart,
    unnamed,
)

GONE, EMPTIED, KEPT = Fate.GONE, Fate.EMPTIED, Fate.KEPT


def _lines(whom: Whom) -> Q:
    """What the person did, and what was done to the account."""
    return Q(by=whom.pk) | Q(subject="members.user", subject_id=whom.pk)


hold(
    Held(
        ParkedForm,
        _("Forms kept for a moment"),
        _("So that nothing is lost when a session ends while somebody writes: an hour."),
        by_person("person"),
        GONE,
        ("at", "page", "fields"),
    ),
    Held(
        OutgoingMail,
        _("E-mails of the portal"),
        _("To send them. Once an e-mail has left, its text is not kept."),
        by_address("to"),
        GONE,
        ("made_at", "to", "subject", "text", "status"),
    ),
    # Theirs to read who got them: nothing of these is copied.
    Held(
        OutgoingMail,
        _("E-mails to others that name you"),
        _("To send them. Once an e-mail has left, its text is not kept."),
        by_words("subject", "text", "html"),
        EMPTIED,
        emptied={
            "subject": unnamed("subject", CharField(max_length=200)),
            **{column: unnamed(column) for column in ("text", "html", "error")},
        },
        harmless=("to", "message_id", "thread"),
    ),
    Held(
        AccessibilityFeedback,
        _("Accessibility reports"),
        _("To answer whoever could not use a page."),
        by_address("email"),
        GONE,
        ("sent_at", "email", "page", "text", "answer"),
    ),
    Held(
        JournalEntry,
        _("Journal of what was done"),
        _(
            "To know who changed what, as the security of the data asks. It has numbers and codes, no names: of "
            "an erased person nobody can say any more who it was."
        ),
        _lines,
        KEPT,
        ("at", "verb", "subject", "subject_id", "details"),
        # `core.journal` refuses whatever is no code, number or date.
        harmless=("verb", "subject", "details"),
    ),
)
stands_apart(
    {
        "core.Installation": "the portal itself",
        "core.Bucket": "digests of which nobody can be known, cleared each night",
        "core.MailServer": "what the mail server said last",
        "core.ClosedMonth": "who closed it is a number, whose account is nobody once it is erased",
        "core.Text": "texts of the place, not of people; who wrote it is a number",
    }
)
