"""What every app stands on: the journal, the outbox, closed months, the installation itself."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.months import is_italian


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
        return cls.objects.filter(is_demo=True).exists()


class JournalEntry(models.Model):
    """Who did what to what, and when. Written by actions only, never changed."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
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


class OutgoingMail(models.Model):
    """The outbox: a letter is a row in the transaction that causes it, then a task sends it."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], name="mail_to_send", condition=Q(sent_at__isnull=True))
        ]

    def __str__(self):
        return f"{self.to}: {self.subject}"


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
                violation_error_message=_("A month is written as its first day."),
            )
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class AccessibilityFeedback(models.Model):
    """What somebody could not use, told without signing in; an answer is due in 30 days (AgID)."""

    sent_at = models.DateTimeField(default=timezone.now)
    email = models.EmailField(_("E-mail"), blank=True)
    page = models.CharField(_("Page"), max_length=300, blank=True)
    text = models.TextField(_("What happened"), max_length=4000)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return f"{self.sent_at:%Y-%m-%d} {self.page}"

    @property
    def due(self):
        return (self.sent_at + timedelta(days=30)).date()
