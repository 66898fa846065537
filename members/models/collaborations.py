"""What came of a post, as both sides say: the programme counts it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.applications import Application

ORGANISATION = Application.Kind.ORGANISATION.value


def kind_field() -> models.CharField:
    """As what a side had been admitted, `organisation` for whoever acted for one; empty: not known."""
    return models.CharField(max_length=12, choices=Application.Kind.choices, blank=True)


class CollaborationQuerySet(models.QuerySet):
    def standing(self):
        """Those that the staff have not unmade."""
        return self.filter(unmade_at__isnull=True)

    def between_kinds(self):
        """Between an organisation and a person, or an organisation of another kind."""
        one = Q(author_kind=ORGANISATION)
        other = Q(answerer_kind=ORGANISATION)
        unlike = ~Q(author_organisation_kind=F("answerer_organisation_kind"))
        return self.filter((one & ~other) | (other & ~one) | (one & other & unlike))


class Collaboration(models.Model):
    """The author of a post and one who answered it both said that it worked; `confirmed_at` is the second yes.

    Theme, objective and kinds stay as they were then, whatever becomes of the post and of the two. The people are
    found through the conversation; once that is gone, this tells of nobody.
    """

    conversation = models.OneToOneField(
        "members.Conversation",
        null=True,
        on_delete=models.SET_NULL,
        related_name="collaboration",
    )
    theme = models.ForeignKey(
        "members.Theme", on_delete=models.PROTECT, related_name="collaborations"
    )
    objective = models.ForeignKey(
        "members.Objective",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="collaborations",
    )
    author_kind = kind_field()
    answerer_kind = kind_field()
    #: `Organisation.Kind` of a side that is one; else empty.
    author_organisation_kind = models.CharField(max_length=12, blank=True)
    answerer_organisation_kind = models.CharField(max_length=12, blank=True)
    confirmed_at = models.DateTimeField(default=timezone.now)
    unmade_at = models.DateTimeField(null=True, blank=True)
    unmade_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unmade_reason = models.TextField(_("Reason"), max_length=1000, blank=True)

    objects = CollaborationQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unmade_at__isnull=True, unmade_reason="")
                | (Q(unmade_at__isnull=False) & ~Q(unmade_reason="")),
                name="unmade_collaboration_has_its_reason",
                violation_error_message=_("Say why it is no collaboration."),
            )
        ]

    def __str__(self):
        return f"collaboration {self.pk}"
