"""People, themes and applications for tests of every app; a trait names the state: `admitted=True`."""

from datetime import timedelta
from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from core.access import Role
from core.clock import today
from core.testing.plugin import PASSWORD
from members import privacy
from members.models import (
    VISIBILITIES,
    Application,
    ApplicationMove,
    Assessment,
    Call,
    Consent,
    Criterion,
    Membership,
    Objective,
    Organisation,
    Profile,
    RefusalReason,
    Theme,
    User,
    Visibility,
)

Status = Application.Status

# The states through which an application came to the one that it has.
PATHS = {
    Status.DRAFT: [Status.DRAFT],
    Status.SUBMITTED: [Status.DRAFT, Status.SUBMITTED],
    Status.UNDER_REVIEW: [Status.DRAFT, Status.SUBMITTED, Status.UNDER_REVIEW],
    **{
        status: [Status.DRAFT, Status.SUBMITTED, Status.UNDER_REVIEW, status]
        for status in (
            Status.INFO_REQUESTED,
            Status.ADMITTED,
            Status.NOT_ADMITTED,
            Status.WITHDRAWN,
            Status.WAITING,
        )
    },
}


@cache
def hashed_password() -> str:
    """One hash for all: making it is slow on purpose."""
    return make_password(PASSWORD)


class PersonFactory(DjangoModelFactory):
    """An account; an applicant unless a trait says more. The password is `core.testing.plugin.PASSWORD`."""

    class Meta:
        model = User

    class Params:
        member = factory.Trait(role=Role.MEMBER)
        staff = factory.Trait(role=Role.STAFF)
        official = factory.Trait(role=Role.OFFICIAL)

    email = factory.Sequence(lambda number: f"persona-{number}@example.org")
    first_name = "Persona"
    last_name = factory.Sequence(lambda number: f"Numero {number:03d}")
    password = factory.LazyFunction(hashed_password)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["slug"]

    order = factory.Sequence(lambda number: number + 1)
    slug = factory.Sequence(lambda number: f"tema-{number}")
    name_it = factory.LazyAttribute(lambda theme: theme.slug.capitalize())
    name_en = factory.LazyAttribute(lambda theme: f"{theme.slug.capitalize()} in English")


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective
        django_get_or_create = ["slug"]

    order = factory.Sequence(lambda number: number + 1)
    slug = factory.Sequence(lambda number: f"obiettivo-{number}")
    name_it = factory.LazyAttribute(lambda objective: objective.slug.capitalize())
    name_en = factory.LazyAttribute(lambda objective: f"{objective.slug.capitalize()} in English")


class ApplicationFactory(DjangoModelFactory):
    """A draft, or the state that a trait names, with the moves that led there. `themes=[…]` sets its themes."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    class Params:
        submitted = factory.Trait(status=Status.SUBMITTED)
        under_review = factory.Trait(status=Status.UNDER_REVIEW)
        info_requested = factory.Trait(status=Status.INFO_REQUESTED)
        admitted = factory.Trait(status=Status.ADMITTED)
        not_admitted = factory.Trait(status=Status.NOT_ADMITTED)
        withdrawn = factory.Trait(status=Status.WITHDRAWN)
        waiting = factory.Trait(status=Status.WAITING)

    applicant = factory.SubFactory(PersonFactory)
    kind = Application.Kind.GRADUATE
    phone = "0342 000000"
    idea = "Vorrei lavorare a un progetto sulla qualità ambientale."
    privacy_version = privacy.VERSION
    privacy_seen_at = factory.LazyFunction(timezone.now)
    is_of_age = True
    degree = "Scienze ambientali"
    degree_year = 2025
    days_a_week = 3
    status = Status.DRAFT

    @factory.lazy_attribute
    def submitted_at(self):
        return None if self.status == Status.DRAFT else timezone.now() - timedelta(days=2)

    @factory.lazy_attribute
    def decided_at(self):
        decided = {Status.ADMITTED, Status.NOT_ADMITTED, Status.WAITING}
        return timezone.now() if self.status in decided else None

    @factory.post_generation
    def themes(self, create, given, **extra):
        if create:
            self.themes.set(given if given is not None else [ThemeFactory()])

    @factory.post_generation
    def moves(self, create, given, **extra):
        path = PATHS[self.status] if create else []
        for before, after in zip(path, path[1:], strict=False):
            why = after in {Status.INFO_REQUESTED, Status.NOT_ADMITTED}
            ApplicationMove.objects.create(
                application=self,
                before=before,
                after=after,
                by=self.applicant if after in {Status.SUBMITTED, Status.WITHDRAWN} else None,
                at=self.submitted_at if after == Status.SUBMITTED else timezone.now(),
                reason="Manca il recapito." if why else "",
            )


class CallFactory(DjangoModelFactory):
    """A call that is open for thirty days from today; the trait `over` makes it end today."""

    class Meta:
        model = Call

    class Params:
        over = factory.Trait(
            opens=factory.LazyFunction(lambda: today() - timedelta(days=30)),
            closes=factory.LazyFunction(today),
        )

    name_it = factory.Sequence(lambda number: f"Avviso {number}")
    name_en = factory.Sequence(lambda number: f"Call {number}")
    opens = factory.LazyFunction(today)
    closes = factory.LazyAttribute(lambda call: call.opens + timedelta(days=30))


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    call = factory.SubFactory(CallFactory, is_assessed=True)
    order = factory.Sequence(lambda number: number)
    name_it = factory.Sequence(lambda number: f"Criterio {number}")
    name_en = factory.Sequence(lambda number: f"Criterion {number}")
    most = 10


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = Assessment

    application = factory.SubFactory(ApplicationFactory, under_review=True)
    criterion = factory.SubFactory(CriterionFactory)
    points = 7


class RefusalReasonFactory(DjangoModelFactory):
    class Meta:
        model = RefusalReason

    name_it = factory.Sequence(lambda number: f"Motivo {number}")
    name_en = factory.Sequence(lambda number: f"Reason {number}")


class MembershipFactory(DjangoModelFactory):
    """A membership that holds since a month ago; the trait `ended` makes it end today."""

    class Meta:
        model = Membership

    class Params:
        ended = factory.Trait(ends=factory.LazyFunction(today))

    person = factory.SubFactory(PersonFactory, member=True)
    starts = factory.LazyFunction(lambda: today() - timedelta(days=30))


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ["name"]

    name = "Studio Prova"


class ConsentFactory(DjangoModelFactory):
    """A consent in force: to be in the directory, where nothing else is said."""

    class Meta:
        model = Consent
        django_get_or_create = ["person", "kind"]

    person = factory.SubFactory(PersonFactory, member=True)
    kind = Consent.Kind.DIRECTORY
    version = privacy.VERSION


class ProfileFactory(DjangoModelFactory):
    """A profile that shows nothing. `themes=[…]` sets its themes.

    `listed` agreed to the directory and shows line, themes and links to everybody; `open` shows all that may be.
    """

    class Meta:
        model = Profile
        skip_postgeneration_save = True

    class Params:
        listed = factory.Trait(
            **dict.fromkeys(
                ("headline_visibility", "themes_visibility", "links_visibility"),
                Visibility.EVERYBODY,
            )
        )
        open = factory.Trait(
            **{
                name: Visibility.COWORKERS if name == "email_visibility" else Visibility.EVERYBODY
                for name in VISIBILITIES
            }
        )

    person = factory.SubFactory(PersonFactory, member=True)
    headline = "Progetto case passive"
    bio = "Mi occupo di isolamento degli edifici."
    organisation = factory.SubFactory(OrganisationFactory)
    links = factory.LazyFunction(lambda: ["https://www.example.org/"])

    @factory.post_generation
    def themes(self, create, given, **extra):
        if create:
            self.themes.set(given or [])

    @factory.post_generation
    def agrees(self, create, given, **extra):
        """Whoever opened something agreed to the directory, unless it is said."""
        opened = any(getattr(self, name) != Visibility.NOBODY for name in VISIBILITIES)
        if create and (opened if given is None else given):
            ConsentFactory(person=self.person)
