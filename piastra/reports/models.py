"""Editions of the monthly reports: numbered, frozen, hashed; once published they never change."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import journal
from core.access import Permission, allows
from core.month import Month
from core.storage import gone_unless_done


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EditionQuerySet":
        """Published ones for whoever reads reports; those in the making for who prepares them."""
        if allows(user, Permission.PREPARE_REPORTS):
            return self
        if allows(user, Permission.SEE_REPORTS):
            return self.filter(state=Edition.State.PUBLISHED)
        return self.none()

    def with_successor(self) -> "EditionQuerySet":
        """Each with `superseded_by`: the number of the published edition that replaced it, or None."""
        successors = Edition.objects.filter(
            replaces=OuterRef("pk"), state=Edition.State.PUBLISHED
        ).values("number")
        return self.annotate(superseded_by=Subquery(successors[:1]))

    def in_force(self) -> "EditionQuerySet":
        """Published ones that no published edition replaced."""
        replaced = Edition.objects.filter(replaces=OuterRef("pk"), state=Edition.State.PUBLISHED)
        return self.filter(~Exists(replaced), state=Edition.State.PUBLISHED)

    def unfinished(self) -> "EditionQuerySet":
        """Asked for, and not made yet: also those whose worker was killed."""
        return self.filter(state__in=Edition.UNFINISHED)

    def of(self, month: Month) -> "EditionQuerySet":
        return self.filter(month=month.first)

    def last_before(self, month: Month) -> "Edition | None":
        """The newest of these of the nearest earlier month, or None: the chain's last link."""
        return self.filter(month__lt=month.first).order_by("-month", "-number").first()

    def frozen(self) -> "EditionQuerySet":
        """Those whose figures were collected."""
        return self.exclude(sha256="").exclude(state=Edition.State.FAILED)


class Edition(models.Model):
    """One edition of a month's reports. `figures` is canonical JSON: its hash is over these letters."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting to be prepared")
        RENDERING = "rendering", _("In preparation")
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        FAILED = "failed", _("Not prepared")

    UNFINISHED = [State.REQUESTED, State.RENDERING]

    month = models.DateField(_("Month"))
    number = models.PositiveSmallIntegerField(_("Edition"), default=1)
    state = models.CharField(
        _("State"), max_length=9, choices=State.choices, default=State.REQUESTED
    )
    figures = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    reason = models.CharField(_("Reason"), max_length=400, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    step = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True)
    #: How often the work was begun since it was asked for.
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "number"],
                name="one_edition_of_a_month_and_number",
                violation_error_message=_("This edition already exists."),
            ),
            models.UniqueConstraint(
                fields=["month"],
                condition=~Q(state="published"),
                name="one_edition_of_a_month_in_the_making",
                violation_error_message=_("An edition for this month is already being made."),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="edition_month_is_a_first_day"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_begins_at_one"),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="edition_progress_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["draft", "published"])
                | (Q(sha256__regex=r"^[0-9a-f]{64}$") & ~Q(figures="")),
                name="edition_is_frozen_before_it_is_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True)),
                name="edition_published_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(number=1, replaces__isnull=True)
                | (Q(number__gt=1) & Q(replaces__isnull=False) & ~Q(reason="")),
                name="edition_that_corrects_says_what_and_why",
                violation_error_message=_("A correction says which edition it replaces, and why."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="edition_does_not_replace_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, {self.number}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED


def edition_path(file: "EditionFile", name: str) -> str:
    """Where a PDF is kept: by month, edition and hash, so that nothing is ever overwritten."""
    edition = file.edition
    return f"reports/{edition.period}/{edition.number}/{file.sha256[:16]}-{name}"


class EditionFile(models.Model):
    """A PDF of an edition."""

    class Kind(models.TextChoices):
        OCCUPANCY = "occupancy", _("Occupancy of the spaces")
        SPENDING = "spending", _("Spending of the programme")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    file = models.FileField(upload_to=edition_path)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"], name="one_file_of_an_edition_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.kind}"

    def store(self, name: str, content: bytes) -> None:
        """Save the row with its file; both, or nothing."""
        with gone_unless_done(self.file):
            self.file.save(name, ContentFile(content), save=True)


class Verb(journal.Verb):
    """What is done with editions, as the journal says it."""

    EDITION_REQUESTED = "edition_requested", _("requested the reports for a month")
    EDITION_REQUESTED_AGAIN = (
        "edition_requested_again",
        _("had the reports for a month prepared again"),
    )
    EDITION_DOWNLOADED = "edition_downloaded", _("downloaded a file of the reports for a month")
    EDITION_PUBLISHED = "edition_published", _("published the reports for a month")
