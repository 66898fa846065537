"""Documents that an applicant brings, and who looked at them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.files import KeptFile
from members.models.applications import Application, ApplicationMove


class DocumentKind(models.TextChoices):
    """What a document is, as its applicant says; the staff choose which are asked of whom."""

    CURRICULUM = "curriculum", _("Curriculum vitae")
    ENROLMENT = "enrolment", _("Certificate of enrolment")
    DEGREE = "degree", _("Certificate of the degree")
    PROJECT = "project", _("Description of the project")
    STATUTE = "statute", _("Statute or articles of association")
    REGISTER = "register", _("Extract from the companies’ register")
    OTHER = "other", _("Another document")


class ApplicationDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see those of what was sent; everybody else their own."""
        if allows(user, Permission.DECIDE_APPLICATIONS):
            return self.exclude(application__status=Application.Status.DRAFT)
        return self.filter(application__applicant_id=user.pk)


class ApplicationDocument(KeptFile):
    """A file that belongs to an application. `move` is the answer with which it came; none: it was sent along."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(
        _("What it is"), max_length=12, choices=DocumentKind.choices, default=DocumentKind.OTHER
    )
    move = models.ForeignKey(
        ApplicationMove,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )

    objects = ApplicationDocumentQuerySet.as_manager()

    @property
    def folder(self) -> str:
        return f"members/applications/{self.application_id}"


class DocumentLook(models.Model):
    """That one of the staff opened a document: its applicant sees when. One row for each time."""

    document = models.ForeignKey(
        ApplicationDocument, on_delete=models.CASCADE, related_name="looks"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.document_id} {self.at}"
