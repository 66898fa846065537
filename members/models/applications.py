"""The membership application (domanda di adesione) and the record of its moves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import Permission, allows


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see all that was sent; everybody else sees the own ones."""
        if allows(user, Permission.DECIDE_APPLICATIONS):
            return self.exclude(status=Application.Status.DRAFT)
        return self.filter(applicant_id=user.pk)

    def to_decide(self):
        """What waits for the staff, oldest first."""
        return self.filter(status__in=Application.TO_DECIDE).order_by("submitted_at", "pk")

    def admitted(self):
        """Those admitted, the last one made first: it says as what a person was admitted last."""
        return self.filter(status=Application.Status.ADMITTED).order_by("-made_at", "-pk")

    def latest_of(self, person) -> "Application | None":
        """The application that this person follows: the last one made."""
        return self.filter(applicant_id=person.pk).order_by("-made_at", "-pk").first()


class Application(models.Model):
    """One person's request to join. `status` alone holds its state; `ApplicationMove` its history."""

    class Kind(models.TextChoices):
        """The five kinds of people whom the programme attracts (annex B)."""

        STUDENT = "student", _("Young student")
        GRADUATE = "graduate", _("New graduate")
        RESEARCHER = "researcher", _("Researcher")
        ENTREPRENEUR = "entrepreneur", _("New entrepreneur")
        ORGANISATION = "organisation", _("Organisation")

    class PlaceWanted(models.TextChoices):
        """How one would like to sit; nobody is promised it."""

        ANY_DESK = "any_desk", _("Any free desk")
        OWN_DESK = "own_desk", _("Always the same desk")
        MEETING_ROOM = "meeting_room", _("A room, now and then")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("application", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
        UNDER_REVIEW = "under_review", _("Under review")
        INFO_REQUESTED = "info_requested", _("More information requested")
        ADMITTED = "admitted", pgettext_lazy("application", "Admitted")
        NOT_ADMITTED = "not_admitted", pgettext_lazy("application", "Not admitted")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
        WAITING = "waiting", _("Admitted, waiting for a place")

    TO_DECIDE = [Status.SUBMITTED, Status.UNDER_REVIEW]
    CLOSED = [Status.ADMITTED, Status.NOT_ADMITTED, Status.WITHDRAWN]

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications"
    )
    kind = models.CharField(_("I am applying as"), max_length=12, choices=Kind.choices)
    # What is asked of whom, and which of it must be there before sending: members/models/questions.py.
    is_of_age = models.BooleanField(_("Minimum age"), default=False, db_default=False)
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    school = models.CharField(_("School or university"), max_length=160, blank=True, db_default="")
    course = models.CharField(_("Course"), max_length=160, blank=True, db_default="")
    degree = models.CharField(_("Which degree"), max_length=160, blank=True, db_default="")
    degree_year = models.PositiveSmallIntegerField(_("Year of the degree"), null=True, blank=True)
    institution = models.CharField(_("Institution"), max_length=160, blank=True, db_default="")
    research_field = models.CharField(
        _("Field of research"), max_length=160, blank=True, db_default=""
    )
    enterprise = models.CharField(
        _("Enterprise, or the idea for one"), max_length=160, blank=True, db_default=""
    )
    founded_year = models.PositiveSmallIntegerField(_("Year founded"), null=True, blank=True)
    organisation = models.CharField(_("Organisation"), max_length=160, blank=True)
    legal_form = models.CharField(_("Legal form"), max_length=80, blank=True, db_default="")
    tax_number = models.CharField(
        _("VAT number or tax code"), max_length=16, blank=True, db_default=""
    )
    own_role = models.CharField(_("My role in it"), max_length=80, blank=True, db_default="")
    themes = models.ManyToManyField(
        "members.Theme", verbose_name=_("Themes"), related_name="applications"
    )
    idea = models.TextField(
        _("What I would like to do here"), max_length=3000, blank=True, db_column="motivation"
    )
    objective = models.ForeignKey(
        "members.Objective",
        verbose_name=_("Objective that it serves"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    offers = models.TextField(
        _("What I offer to the others"), max_length=1000, blank=True, db_default=""
    )
    looks_for = models.TextField(_("What I look for"), max_length=1000, blank=True, db_default="")
    days_a_week = models.PositiveSmallIntegerField(_("Days a week"), null=True, blank=True)
    place_wanted = models.CharField(
        _("Kind of place"), max_length=12, choices=PlaceWanted.choices, blank=True, db_default=""
    )
    wanted_from = models.DateField(_("From when"), null=True, blank=True)
    privacy_version = models.CharField(max_length=20, blank=True)
    privacy_seen_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    made_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    #: Given when it is sent: the year in Rome, and the place in it, from 1 without gaps.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    #: How many days the staff had promised to answer in, when it was sent.
    answer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    # Of the staff who decide: who looks after it, and the call in whose time it was sent.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL,
        related_name="assigned_applications",
    )  # fmt: skip
    call = models.ForeignKey(
        "members.Call", null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "submitted",
                        "under_review",
                        "info_requested",
                        "admitted",
                        "not_admitted",
                        "withdrawn",
                        "waiting",
                    ]
                ),
                name="application_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(submitted_at__isnull=False),
                name="sent_application_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["applicant"],
                condition=~Q(status__in=["admitted", "not_admitted", "withdrawn"]),
                name="one_open_application_for_each_person",
                violation_error_message=_("You already have an open application."),
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                name="one_application_for_each_number",
                violation_error_message=_("Another application has this number: send it again."),
            ),
        ]

    def __str__(self):
        return f"{self.applicant} ({self.get_status_display()})"

    @property
    def code(self) -> str:
        """`2026/0001`; empty before it was sent, and for those sent before there were numbers."""
        return f"{self.year}/{self.number:04}" if self.number else ""

    #: What a new application takes over from the last one.
    KEPT = (
        *("applicant", "kind", "phone", "school", "course", "degree", "degree_year"),
        *("institution", "research_field", "enterprise", "founded_year", "organisation"),
        *("legal_form", "tax_number", "own_role", "idea", "objective", "offers", "looks_for"),
        *("days_a_week", "place_wanted"),
    )

    def again(self) -> "Application":
        """A new draft with these answers, not saved; what holds for one time only is asked again."""
        return Application(**{name: getattr(self, name) for name in self.KEPT})

    @property
    def documents_with_looks(self) -> models.QuerySet:
        """The documents, each with when the staff opened it, in two queries."""
        return self.documents.prefetch_related("looks")

    def lacking_documents(self, rules) -> list[str]:
        """The kinds of document that the rules ask of this applicant, and that are not there."""
        brought = set(self.documents.values_list("kind", flat=True))
        return [kind for kind in rules.documents_of(self.kind) if kind not in brought]


class ApplicationPerson(models.Model):
    """Somebody whom an organisation wants to bring along. No account yet: names and address are all there is."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="people")
    first_name = models.CharField(_("First name"), max_length=80)
    last_name = models.CharField(_("Last name"), max_length=80)
    email = models.EmailField(_("E-mail"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "application",
                Lower("email"),
                name="one_person_for_each_address_of_an_application",
                violation_error_message=_("The same e-mail is there twice."),
            )
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"


class ApplicationMove(models.Model):
    """One move of an application: from where, to where, who, when, and why.

    `refusal` is the reason of the staff's list beside the words. `by_phone`: whoever made it wrote down what the
    applicant had said. `undoes` is the decision that this move took back; its `undone_by` is then this one.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=16, choices=Application.Status.choices)
    after = models.CharField(max_length=16, choices=Application.Status.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    refusal = models.ForeignKey(
        "members.RefusalReason", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_phone = models.BooleanField(default=False, db_default=False)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(after__in=["not_admitted", "info_requested"]) | ~Q(reason=""),
                name="refusing_or_asking_needs_a_reason",
                violation_error_message=_("Say why: the applicant will see it."),
            )
        ]

    def __str__(self):
        return f"{self.before} → {self.after}"
