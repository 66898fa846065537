"""What the staff set for applications."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.application_documents import DocumentKind
from members.models.applications import Application


def _asked(kind: Application.Kind) -> ArrayField:
    """The documents without which this kind of applicant can't send; none until the staff choose some."""
    return ArrayField(
        models.CharField(max_length=12, choices=DocumentKind.choices),
        verbose_name=kind.label,
        default=list,
        blank=True,
    )


class ApplicationRules(models.Model):
    """One row: in how many days an answer is promised, from which age one applies, which documents are asked."""

    answer_days = models.PositiveSmallIntegerField(
        _("Days for an answer"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("Minimum age"), default=18, validators=[MinValueValidator(14), MaxValueValidator(99)]
    )
    student_documents = _asked(Application.Kind.STUDENT)
    graduate_documents = _asked(Application.Kind.GRADUATE)
    researcher_documents = _asked(Application.Kind.RESEARCHER)
    entrepreneur_documents = _asked(Application.Kind.ENTREPRENEUR)
    organisation_documents = _asked(Application.Kind.ORGANISATION)

    class Meta:
        verbose_name = _("rules of applications")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_row_of_rules_of_applications")
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "ApplicationRules":
        """What holds now; what is usual until the staff set something else, not saved."""
        return cls.objects.first() or cls(pk=1)

    def documents_of(self, kind: str) -> list[str]:
        """The documents that are asked of this kind of applicant, as `DocumentKind`."""
        return getattr(self, f"{kind}_documents", [])
