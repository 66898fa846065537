"""What every app stands on: the journal, the outbox, closed months, the installation itself."""

from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import connection, models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Permission, allows
from core.clock import day_of, local_midnight, today
from core.smtp import portal_host
from core.words import is_italian


class Named(models.Model):
    """Something that has an Italian and an English name, in a fixed order."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    name_it = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        abstract = True
        ordering = ["order", "slug"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_it if is_italian() else self.name_en


class Installation(models.Model):
    """This portal. One row: whether its data are a demo, and since when it stands."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]

    def __str__(self):
        return "demo" if self.is_demo else "real"

    @classmethod
    def demo(cls) -> bool:
        """Asked by every page: hence in SQL as it is."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_demo FROM core_installation")
            return cursor.fetchone() == (True,)


class JournalEntry(models.Model):
    """Who did what to what, and when. Written by `core.journal`; the database lets nobody change it."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    # The number alone: it stays when the account is erased.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject", "subject_id"], name="journal_subject")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject} {self.subject_id}"


class Bucket(models.Model):
    """What `core.limits` counts of somebody, known by a digest only: until when something is in the bucket."""

    key = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return f"{self.key[:8]} until {self.until:%Y-%m-%d %H:%M}"


def new_message_id() -> str:
    return f"<{uuid4().hex}@{portal_host()}>"


class OutgoingMail(models.Model):
    """The outbox: a letter is a row in the transaction that causes it, then a task sends it.

    Its moves are in `core.letters`, and the times that belong to a status are held by a constraint.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "Waiting")
        FAILED = "failed", pgettext_lazy("letter", "Not delivered")
        SENT = "sent", pgettext_lazy("letter", "Sent")
        GIVEN_UP = "given_up", pgettext_lazy("letter", "Given up")

    class Fault(models.TextChoices):
        """Why a letter did not leave, for whoever may mend it."""

        BAD_ADDRESS = "bad_address", _("There is no address here that mail can be sent to.")
        ACCENTED_ADDRESS = (
            "accented_address",
            _("The mail server does not accept addresses with accented letters before the “@”."),
        )
        ADDRESS = "address", _("The mail server refused this address.")
        LETTER = "letter", _("The mail server refused this e-mail.")
        LATER = "later", _("The mail server asked us to try this e-mail again later.")
        BY_RULE = (
            "by_rule",
            _("The mail server’s rules refuse this e-mail, at least for now."),
        )
        ALONE = "alone", _("The mail server refuses this e-mail, but accepts others.")
        BREAKS_OFF = (
            "breaks_off",
            _("The mail server breaks off at this e-mail, but accepts others."),
        )
        THREE_DAYS = (
            "three_days",
            _("The mail server has not accepted this e-mail for three days."),
        )
        CLOSED = "closed", _("The account was closed before this e-mail left.")
        OWN = "own", _("The portal could not produce this e-mail: tell its administrator.")

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    # The same over all tries, so that a letter that arrives twice can be known as one.
    message_id = models.CharField(max_length=320, unique=True, default=new_message_id)
    # What the letter is about: mail programs show those with the same together.
    thread = models.CharField(max_length=320, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    waits_since = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # How often the server put this letter off or refused it, and since when.
    tries = models.PositiveSmallIntegerField(default=0)
    put_off_since = models.DateTimeField(null=True, blank=True)
    # How often a round ended at it: the connection broke, or the answer might have been everybody's.
    broken_off = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], name="mail_to_send", condition=Q(status="waiting")),
            models.Index(fields=["status", "-stopped_at"], name="mail_by_status"),
            models.Index(fields=["-sent_at"], name="mail_sent", condition=Q(status="sent")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status="waiting",
                    next_try_at__isnull=False,
                    sent_at__isnull=True,
                    stopped_at__isnull=True,
                )
                | Q(
                    status="sent",
                    next_try_at__isnull=True,
                    sent_at__isnull=False,
                    stopped_at__isnull=True,
                )
                | Q(
                    status__in=["failed", "given_up"],
                    next_try_at__isnull=True,
                    sent_at__isnull=True,
                    stopped_at__isnull=False,
                ),
                name="mail_times_follow_status",
            )
        ]

    def __str__(self):
        return f"{self.to}: {self.subject}"


class MailServer(models.Model):
    """What the last rounds learned of the mail server. One row, held by whoever sends: one at a time."""

    class Fault(models.TextChoices):
        """Why no letter leaves, for whoever may mend it."""

        UNREACHABLE = "unreachable", _("The mail server cannot be reached.")
        SILENT = "silent", _("The mail server does not respond in time.")
        BUSY = "busy", _("The mail server is turning the portal away for now.")
        SIGN_IN = "sign_in", _("The mail server refuses the portal’s user name or password.")
        TLS = "tls", _("A secure connection to the mail server cannot be made.")
        SENDER = "sender", _("The mail server refuses the portal’s sender address.")
        BREAKS_OFF = "breaks_off", _("The mail server breaks off in the middle of an e-mail.")
        BY_RULE = "by_rule", _("The mail server’s rules refuse one e-mail after another.")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    failures = models.PositiveIntegerField(default=0)
    away_since = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_mail_server"),
            models.CheckConstraint(
                condition=Q(failures=0, away_since__isnull=True, next_try_at__isnull=True)
                | Q(failures__gt=0, away_since__isnull=False, next_try_at__isnull=False),
                name="mail_server_is_there_or_away",
            ),
        ]

    def __str__(self):
        return "away" if self.failures else "there"


class ClosedMonth(models.Model):
    """A month whose figures were published; writes dated in it are refused."""

    month = models.DateField(unique=True)
    closed_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="closed_month_is_a_first_day",
                violation_error_message=_("A month is given as its first day."),
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}"


#: AgID: how long a public administration may take to answer who could not use a page.
ANSWER_WITHIN = timedelta(days=30)


class AccessibilityFeedbackQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who answers them sees them all, nobody else any."""
        return self if allows(user, Permission.ANSWER_FEEDBACK) else self.none()

    def waiting(self):
        """Those without an answer, the one due first at the top."""
        return self.filter(status=AccessibilityFeedback.Status.RECEIVED).order_by("sent_at", "pk")

    def how_many_wait(self) -> dict[str, int]:
        """How many wait for an answer, and how many of these are overdue; one query."""
        late = Q(sent_at__lt=local_midnight(today() - ANSWER_WITHIN))
        return self.waiting().aggregate(waiting=Count("pk"), overdue=Count("pk", filter=late))


class AccessibilityFeedback(models.Model):
    """What somebody could not use, told without signing in; an answer is due in 30 days (AgID)."""

    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("accessibility report", "To answer")
        ANSWERED = "answered", pgettext_lazy("accessibility report", "Answered")

    sent_at = models.DateTimeField(default=timezone.now)
    email = models.EmailField(_("E-mail"), blank=True)
    page = models.CharField(_("Page"), max_length=300, blank=True)
    text = models.TextField(_("What happened"), max_length=4000)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="it")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    answer = models.TextField(_("Answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The form's own number: a form sent twice finds its first report.
    request_key = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)

    objects = AccessibilityFeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="received", answered_at__isnull=True, answer="")
                | (Q(status="answered", answered_at__isnull=False) & ~Q(answer="")),
                name="answered_report_has_its_answer",
            )
        ]

    def __str__(self):
        return self.number

    @property
    def number(self) -> str:
        """What people name it by, as `A-17`."""
        return f"A-{self.pk}"

    @property
    def due(self) -> date:
        """The last day for the answer, counted from the day in Rome on which it was sent."""
        return day_of(self.sent_at) + ANSWER_WITHIN

    @property
    def is_overdue(self) -> bool:
        return self.status == self.Status.RECEIVED and today() > self.due


class ParkedFormQuerySet(models.QuerySet):
    def of(self, person: int, browser: str):
        """What is kept for this person in this browser, the newest first."""
        return self.filter(person_id=person, browser=browser).order_by("-at", "-pk")

    def at(self, path: str):
        """What this address sends, or shows."""
        return self.filter(Q(page=path) | Q(sent_to=path))


class ParkedForm(models.Model):
    """What somebody sent who was signed out meanwhile; see `core.parking`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: A hash of the browser's own number.
    browser = models.CharField(max_length=64)
    #: The address that it was sent to, and the page that has its form.
    sent_to = models.TextField()
    page = models.TextField()
    fields = models.JSONField(default=dict)
    has_files = models.BooleanField(default=False)
    #: Whether it was read on a page of its own, since its form is no longer shown.
    read_alone = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField(default=timezone.now)

    objects = ParkedFormQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "browser"], name="parked_for_whom")]

    def __str__(self):
        return f"parked {self.pk}"


class Text(models.Model):
    """One version of a text that the staff write (`core.texts` declares which there are). Versions never change.

    The newest version of a language is the one in force.
    """

    key = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    version = models.PositiveIntegerField()
    body = models.TextField(_("Text"), max_length=20000)
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["key", "language", "-version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "version"], name="one_text_of_each_version"
            )
        ]

    def __str__(self):
        return f"{self.key} {self.language} {self.version}"
