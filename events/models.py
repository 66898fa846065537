"""Events of the programme and who takes part."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import journal
from core.access import Permission, allows
from core.links import SignedLink, not_whole

#: For `EventQuerySet.listed`: each event with its part of the list, and how many of the held there are.
#: tests/test_list.py holds the parts to `drafts`, `upcoming` and `held`.
LISTED = """
WITH listed AS (
    SELECT event.id, event.slug, title, summary, start, "end", elsewhere, event.capacity, taken, status,
        coalesce(nullif(space.name, ''), space.code, '') AS place,
        CASE WHEN status = %(draft)s THEN 'draft' WHEN "end" > %(now)s THEN 'upcoming' ELSE 'held' END AS part,
        ARRAY(SELECT theme_id FROM events_event_themes AS tag JOIN members_theme AS theme ON theme.id = theme_id
            WHERE tag.event_id = event.id ORDER BY theme."order", theme.slug) AS theme_ids
    FROM events_event AS event LEFT JOIN spaces_space AS space ON space.id = event.space_id
    WHERE (status = %(published)s OR (%(drafts)s AND status = %(draft)s))
        AND (%(theme)s::bigint IS NULL OR EXISTS (SELECT FROM events_event_themes AS tag
            WHERE tag.event_id = event.id AND tag.theme_id = %(theme)s))
),
held AS (SELECT count(*) AS in_all FROM listed WHERE part = 'held')
SELECT shown.*, held.in_all AS held_in_all FROM held, (
    (SELECT * FROM listed WHERE part <> 'held')
    UNION ALL
    (SELECT * FROM listed WHERE part = 'held' ORDER BY start DESC, id DESC LIMIT %(size)s
        OFFSET (SELECT least(%(skipped)s, greatest(0, (in_all - 1) / %(size)s * %(size)s)) FROM held))
) AS shown ORDER BY start, id
"""


#: For `EventQuerySet.soonest`.
SOONEST = """
SELECT event.id, event.slug, title, summary, status, start, "end", elsewhere, event.capacity, taken,
    coalesce(nullif(space.name, ''), space.code, '') AS place
FROM events_event AS event LEFT JOIN spaces_space AS space ON space.id = event.space_id
WHERE status = 'published' AND "end" > %(now)s
    AND (%(theme)s::bigint IS NULL OR EXISTS (SELECT FROM events_event_themes AS tag
        WHERE tag.event_id = event.id AND tag.theme_id = %(theme)s))
ORDER BY start, event.id LIMIT %(count)s
"""


class EventQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=Event.Status.PUBLISHED)

    def upcoming(self):
        return self.published().filter(end__gt=timezone.now())

    def held(self):
        """Announced events that are over, the latest first."""
        return self.published().filter(end__lte=timezone.now()).order_by("-start", "-pk")

    def drafts(self):
        return self.filter(status=Event.Status.DRAFT)

    def listed(self, *, drafts: bool, theme: int | None, skipped: int, size: int):
        """What the list shows, in one statement: what is coming, a page of what was held, the `drafts`.

        Each has `part` (`draft`, `upcoming`, `held`), `place` and `theme_ids`; `held_in_all` says how many were
        held. Beyond the last page it is the last one's.
        """
        asked = {"drafts": drafts, "theme": theme, "skipped": skipped, "size": size}
        states = {"draft": Event.Status.DRAFT, "published": Event.Status.PUBLISHED}
        return list(self.raw(LISTED, {**asked, **states, "now": timezone.now()}))

    def soonest(self, count: int, *, theme: int | None = None):
        """The next announced events, of a theme or of all, each with `place`: as `_events.html` shows them."""
        asked = {"count": count, "theme": theme, "now": timezone.now()}
        return list(self.raw(SOONEST, asked))

    def visible_to(self, user):
        """Organisers see drafts too; everybody else what was announced, called off or not."""
        if allows(user, Permission.MANAGE_EVENTS):
            return self
        return self.exclude(status=Event.Status.DRAFT)


class Event(models.Model):
    """A meeting, a course, an open day. It may occupy a place of the floor through a booking."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Announced")
        CANCELLED = "cancelled", _("Called off")

    slug = models.SlugField(_("Address"), max_length=80, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    summary = models.CharField(_("In a sentence"), max_length=240)
    description = models.TextField(_("Description"), max_length=6000, blank=True)
    start = models.DateTimeField(_("Starts"))
    end = models.DateTimeField(_("Ends"))
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("Place"), null=True, blank=True, on_delete=models.PROTECT
    )
    booking = models.OneToOneField(
        "spaces.Booking", null=True, blank=True, on_delete=models.PROTECT, related_name="event"
    )
    elsewhere = models.CharField(_("Another place"), max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField(pgettext_lazy("event", "Places"))
    #: The counting row of the places: locked first, held by a constraint.
    taken = models.PositiveSmallIntegerField(default=0)
    themes = models.ManyToManyField(
        "members.Theme", verbose_name=_("Themes"), related_name="events"
    )
    objective = models.ForeignKey(
        "members.Objective", verbose_name=_("Objective served"), on_delete=models.PROTECT
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    #: Why it was called off, as who was registered read it.
    cancel_reason = models.TextField(blank=True, default="", db_default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    #: The form's own number: a form sent twice finds its first event.
    request_key = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="event_ends_after_start",
                violation_error_message=_("An event ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="event_has_no_more_people_than_places",
                violation_error_message=_("There are no places left."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "cancelled"]),
                name="event_status_is_known",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    @property
    def where(self) -> str:
        return self.elsewhere or str(self.space or "")

    @property
    def has_begun(self) -> bool:
        return timezone.now() >= self.start

    @property
    def is_over(self) -> bool:
        return timezone.now() >= self.end


#: In each letter, for people without an account. It lasts longer than events are announced ahead; a letter
#: found years later opens nothing.
CANCEL_LINK = SignedLink(
    salt="events.registration",
    view="events:registration_cancel_by_link",
    lasts=timedelta(days=180),
    expired=_(
        "This link has expired. Your registration is as it was: write to the staff to cancel it."
    ),
)


class RegistrationQuerySet(models.QuerySet):
    def holding(self):
        """Registrations that keep a place."""
        return self.exclude(status=Registration.Status.CANCELLED)

    def of(self, *, person, email=""):
        """Those of a person: by account, and by e-mail where one registered before signing in."""
        if person is not None and person.is_authenticated:
            return self.filter(Q(person_id=person.pk) | Q(email__iexact=person.email))
        return self.filter(email__iexact=email)

    def of_link(self, token: str) -> "Registration":
        """Whose letter has this link. Raises `Refusal` when it is not ours, was cut, or is too old."""
        found = self.select_related("event__space").filter(pk=CANCEL_LINK.read(token)).first()
        if found is None:
            raise not_whole()
        return found


class Registration(models.Model):
    """One person's place at an event. People without an account leave a name and an e-mail."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        ATTENDED = "attended", _("Present")
        ABSENT = "absent", _("Absent")
        CANCELLED = "cancelled", _("Cancelled")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    #: Of a person: first and last name, with a space between them.
    name = models.CharField(_("Name"), max_length=161)
    email = models.EmailField(_("E-mail"))
    language = models.CharField(max_length=2, default="it")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REGISTERED)
    made_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("event"),
                Lower("email"),
                condition=~Q(status="cancelled"),
                name="one_place_for_each_email",
                violation_error_message=_("This e-mail is already registered."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["registered", "attended", "absent", "cancelled"]),
                name="registration_status_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.full_name}: {self.event}"

    # What a person told when registering may have changed since; of a visitor there is nothing newer.

    @property
    def full_name(self) -> str:
        return self.person.get_full_name() if self.person else self.name

    @property
    def address(self) -> str:
        """Where letters about it go."""
        return self.person.email if self.person else self.email

    @property
    def reader_language(self) -> str:
        """The language of those letters."""
        return self.person.language if self.person else self.language

    @property
    def cancel_address(self) -> str:
        """The whole address of the page that asks whether to give this place back."""
        return CANCEL_LINK.address(self.pk)


class Verb(journal.Verb):
    """What is done with events, as the journal says it."""

    EVENT_DRAFTED = "event_drafted", _("drafted an event")
    EVENT_CHANGED = "event_changed", _("changed an event")
    EVENT_ANNOUNCED = "event_announced", _("announced an event")
    EVENT_CALLED_OFF = "event_called_off", _("called an event off")
    REGISTERED = "registered", _("registered for an event")
    REGISTRATION_CANCELLED = "registration_cancelled", _("cancelled a registration")
    MARKED_PRESENT = "marked_present_at_event", _("recorded a participant as present")
    MARKED_ABSENT = "marked_absent_at_event", _("recorded a participant as absent")
