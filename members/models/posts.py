"""What coworkers offer each other and ask for, on the board."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Permission, allows
from core.clock import today
from core.names import matching
from members.models.profiles import reader_of
from members.models.visibility import Reader

#: How long a post stands where its author says nothing else, and at most.
USUAL, LONGEST = timedelta(days=60), timedelta(days=180)
STANDING = Q(status="open", person__is_active=True)


def usual_end() -> date:
    """The first date on which a post of today stands no longer, where its author says nothing else."""
    return today() + USUAL


class PostQuerySet(models.QuerySet):
    def standing(self):
        """Those on the board today: open, not expired, and of somebody whose account is open."""
        return self.filter(STANDING, expires__gt=today())

    def readable(self, reader: Reader):
        """Those on the board, for coworkers alone."""
        return self.standing() if reader == Reader.COWORKER else self.none()

    def visible_to(self, user):
        """The staff see every post; a coworker those on the board, the own ones, and those once answered."""
        if not user.is_authenticated:
            return self.none()
        if allows(user, Permission.MODERATE_BOARD):
            return self
        own = Q(person=user.pk) | Q(conversations__answerer=user.pk)
        if reader_of(user) == Reader.COWORKER:
            own |= STANDING & Q(expires__gt=today())
        return self.filter(pk__in=Post.objects.filter(own).values("pk"))

    def found(self, words: str):
        """Those in whose title or text each of the words stands."""
        spoken = self.alias(_text=Cast("text", models.CharField()))
        return matching(spoken, words, "title", "_text")


class Post(models.Model):
    """An offer or a request. `status` alone holds its state; from `expires` on an open one stands no longer."""

    class Kind(models.TextChoices):
        OFFER = "offer", pgettext_lazy("post", "Offer")
        REQUEST = "request", pgettext_lazy("post", "Request")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("post", "On the board")
        CLOSED = "closed", pgettext_lazy("post", "Closed")
        HIDDEN = "hidden", pgettext_lazy("post", "Hidden by the staff")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts"
    )
    #: For which organisation its person wrote it, if for one.
    organisation = models.ForeignKey(
        "members.Organisation",
        verbose_name=_("On behalf of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    kind = models.CharField(_("Kind"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("Title"), max_length=120)
    text = models.TextField(_("Text"), max_length=2000)
    theme = models.ForeignKey(
        "members.Theme", verbose_name=_("Theme"), on_delete=models.PROTECT, related_name="posts"
    )
    objective = models.ForeignKey(
        "members.Objective",
        verbose_name=_("Objective that it serves"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    expires = models.DateField(default=usual_end)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    #: Why the staff hid it: its author reads it.
    hidden_reason = models.TextField(max_length=1000, blank=True)
    request_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["offer", "request"]), name="post_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "closed", "hidden"]), name="post_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="hidden", hidden_reason__gt="")
                | (~Q(status="hidden") & Q(hidden_reason="")),
                name="hidden_post_has_its_reason",
                violation_error_message=_("Say why: the author will read it."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def last_day(self) -> date:
        """The last date on which it stands."""
        return self.expires - timedelta(days=1)

    @property
    def is_expired(self) -> bool:
        return self.status == self.Status.OPEN and self.expires <= today()
