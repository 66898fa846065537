"""Accounts, applications with their moves, memberships and profiles of the demo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from core.access import Role
from core.clock import day_of
from members import privacy
from members.models import (
    Application,
    ApplicationMove,
    ApplicationNote,
    Call,
    Consent,
    Criterion,
    Membership,
    Organisation,
    OrganisationPerson,
    Profile,
    RefusalReason,
    Theme,
    User,
    Visibility,
)
from piastra.tools.demo import cast
from piastra.tools.demo.cast import CANDIDATES, COWORKERS, Candidate, Coworker
from piastra.tools.demo.story import Story, moment

#: As many as are usual (`ApplicationRules`).
ANSWER_DAYS = 30
State = Application.Status
#: No password opens these accounts; Django marks such ones with an exclamation mark.
NO_PASSWORD = "!demo"

#: The way of an application to each state, with the days after its sending at which it moved.
WAYS = {
    State.DRAFT: [],
    State.SUBMITTED: [(State.SUBMITTED, 0)],
    State.UNDER_REVIEW: [(State.SUBMITTED, 0), (State.UNDER_REVIEW, 2)],
    State.INFO_REQUESTED: [
        (State.SUBMITTED, 0), (State.UNDER_REVIEW, 2), (State.INFO_REQUESTED, 4),
    ],
    State.ADMITTED: [(State.SUBMITTED, 0), (State.UNDER_REVIEW, 2), (State.ADMITTED, 6)],
    State.NOT_ADMITTED: [(State.SUBMITTED, 0), (State.UNDER_REVIEW, 2), (State.NOT_ADMITTED, 7)],
    State.WITHDRAWN: [(State.SUBMITTED, 0), (State.WITHDRAWN, 3)],
    State.WAITING: [(State.SUBMITTED, 0), (State.UNDER_REVIEW, 3), (State.WAITING, 8)],
}  # fmt: skip
#: One in five was asked for more before being admitted.
LONG_WAY = [
    (State.SUBMITTED, 0), (State.UNDER_REVIEW, 2), (State.INFO_REQUESTED, 3),
    (State.UNDER_REVIEW, 5), (State.ADMITTED, 8),
]  # fmt: skip
QUESTION = "Ci racconti in due righe che cosa vorrebbe realizzare nei primi tre mesi."


@dataclass(frozen=True)
class People:
    """The accounts that other chapters need."""

    staff: User
    colleague: User
    official: User
    coworkers: dict[Coworker, User]
    candidates: dict[Candidate, User]
    joined: dict[Coworker, date]
    left: dict[Coworker, date]

    @property
    def sample(self) -> User:
        """The coworker as whom one may sign in."""
        return self.coworkers[COWORKERS[0]]


def load(story: Story) -> People:
    people = _accounts(story)
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    admitted = _applications(story, people, themes)
    Membership.objects.bulk_create(
        Membership(
            person=people.coworkers[coworker],
            application=admitted[coworker],
            starts=people.joined[coworker],
            ends=people.left.get(coworker),
        )
        for coworker in COWORKERS
    )
    _profiles(story, people, themes)
    _desk(story, people)
    return people


# -- accounts ----------------------------------------------------------------------------------------
def _accounts(story: Story) -> People:
    joined = {coworker: _joining_day(story, coworker) for coworker in COWORKERS}
    left = {
        coworker: story.first_month.plus(coworker.leaves).first
        for coworker in COWORKERS
        if coworker.leaves is not None
    }
    officers = [_signer(story, each) for each in (cast.STAFF, cast.COLLEAGUE, cast.OFFICIAL)]
    coworkers = [_coworker(story, each, joined[each], each in left) for each in COWORKERS]
    candidates = [_candidate(story, each) for each in CANDIDATES]
    everybody = User.objects.bulk_create([*officers, *coworkers, *candidates])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in everybody
    )
    return People(
        *officers,
        coworkers=dict(zip(COWORKERS, coworkers, strict=True)),
        candidates=dict(zip(CANDIDATES, candidates, strict=True)),
        joined=joined,
        left=left,
    )


def _joining_day(story: Story, coworker: Coworker) -> date:
    """The first people come with the opening, the others in the course of their month."""
    first = story.first_month.plus(coworker.joins).first
    if coworker.joins == 0:
        return first
    return first + timedelta(days=(COWORKERS.index(coworker) * 5) % 20)


def _signer(story: Story, sign_in: cast.SignIn) -> User:
    known = sign_in in cast.SIGN_INS
    return User(
        email=sign_in.email,
        first_name=sign_in.first_name,
        last_name=sign_in.last_name,
        role=sign_in.role,
        # A fixed salt: the same demo has the same rows, and the password is printed anyway.
        password=make_password(cast.PASSWORD, salt="demo") if known else NO_PASSWORD,
        date_joined=moment(story.programme_starts, "09:00"),
    )


def _coworker(story: Story, coworker: Coworker, joined: date, has_left: bool) -> User:
    return _person(
        coworker, cast.COWORKER, moment(joined, "18:00") - timedelta(days=11),
        Role.APPLICANT if has_left else Role.MEMBER,
    )  # fmt: skip


def _candidate(story: Story, candidate: Candidate) -> User:
    sent = moment(story.today, "18:00") - timedelta(days=candidate.days_ago)
    return _person(candidate, cast.APPLICANT, sent - timedelta(days=1), Role.APPLICANT)


def _person(who, sign_in: cast.SignIn, since: datetime, role: Role) -> User:
    """An account; that of the sign-in when the names are the same."""
    if (who.first_name, who.last_name) == (sign_in.first_name, sign_in.last_name):
        email, password = sign_in.email, make_password(cast.PASSWORD, salt="demo")
    else:
        email, password = cast.email_of(who.first_name, who.last_name), NO_PASSWORD
    return User(
        email=email,
        first_name=who.first_name,
        last_name=who.last_name,
        role=role,
        password=password,
        date_joined=since,
    )


# -- applications ------------------------------------------------------------------------------------
def _applications(story: Story, people: People, themes) -> dict[Coworker, Application]:
    admitted = {
        coworker: _application(
            coworker, user, State.ADMITTED,
            moment(people.joined[coworker], "10:30") - timedelta(days=9),
        )
        for coworker, user in people.coworkers.items()
    }  # fmt: skip
    pending = {
        candidate: _application(
            candidate, user, candidate.state,
            moment(story.today, "10:30") - timedelta(days=candidate.days_ago),
        )
        for candidate, user in people.candidates.items()
    }  # fmt: skip
    filed = {**admitted, **pending}
    for who, application in filed.items():
        _date(application, _way(who))
    _number(filed.values())
    Application.objects.bulk_create(filed.values())
    _write_themes(Application.themes.through, "application", filed, themes)
    ApplicationMove.objects.bulk_create(_moves(people, filed))
    return admitted


def _application(who, user: User, state: State, sent: datetime) -> Application:
    return Application(
        applicant=user,
        kind=who.kind,
        organisation=who.organisation,
        phone="",
        idea=cast.MOTIVATIONS[who.kind],
        privacy_version=privacy.VERSION,
        privacy_seen_at=sent,
        is_of_age=True,
        days_a_week=3,
        answer_days=ANSWER_DAYS if state != State.DRAFT else None,
        **cast.ABOUT[who.kind],
        status=state,
        made_at=sent - timedelta(hours=3),
        submitted_at=sent if state != State.DRAFT else None,
    )


def _number(filed) -> None:
    """The numbers of each year, in the order in which they were sent."""
    last: dict[int, int] = {}
    sent = (each for each in filed if each.submitted_at)
    for application in sorted(sent, key=lambda each: each.submitted_at):
        year = application.year = day_of(application.submitted_at).year
        application.number = last[year] = last.get(year, 0) + 1


def _way(who) -> list:
    """Through which states an application went: (state, days after it was sent)."""
    if isinstance(who, Candidate):
        return WAYS[who.state]
    return LONG_WAY if COWORKERS.index(who) % 5 == 4 else WAYS[State.ADMITTED]


def _date(application: Application, way) -> None:
    if application.status in (State.ADMITTED, State.NOT_ADMITTED, State.WAITING):
        application.decided_at = application.submitted_at + timedelta(days=way[-1][1])


def _moves(people: People, filed):
    for who, application in filed.items():
        before = State.DRAFT
        for after, days in _way(who):
            by_applicant = after in (State.SUBMITTED, State.WITHDRAWN)
            yield ApplicationMove(
                application=application,
                before=before,
                after=after,
                by=application.applicant if by_applicant else people.staff,
                at=application.submitted_at + timedelta(days=days),
                reason=_reason(who, after),
            )
            before = after


def _reason(who, after: State) -> str:
    if isinstance(who, Candidate):
        return who.reason if after == who.state else ""
    return QUESTION if after == State.INFO_REQUESTED else ""


# -- what the staff keep beside applications ---------------------------------------------------------
REASONS = [
    (
        "Il progetto non riguarda i temi del programma",
        "The project is outside the programme’s themes",
    ),
    ("Mancano i requisiti richiesti", "The requirements are not met"),
    ("La domanda è rimasta incompleta", "The application was left incomplete"),
]
CRITERIA = [
    ("Qualità e concretezza dell’idea", "Quality and substance of the idea", 40),
    ("Coerenza con i temi del programma", "Fit with the programme’s themes", 30),
    ("Che cosa offre alla comunità", "What it offers to the community", 30),
]
NOTE = "Sentita al telefono: può cominciare già questo mese."


def _desk(story: Story, people: People) -> None:
    """Reasons, a call that is open for a month, who looks after an application, a note."""
    RefusalReason.objects.bulk_create(
        RefusalReason(name_it=it, name_en=en, order=order)
        for order, (it, en) in enumerate(REASONS, 1)
    )
    _call(story)
    reviewed = Application.objects.filter(status=State.UNDER_REVIEW).order_by("pk")
    for application in reviewed:
        application.assignee = people.colleague
        application.save(update_fields=["assignee"])
        at = application.submitted_at + timedelta(days=2, hours=1)
        ApplicationNote.objects.create(
            application=application, words=NOTE, by=people.colleague, at=at
        )


def _call(story: Story) -> None:
    call = Call.objects.create(
        name_it="Avviso per giovani imprese della montagna",
        name_en="Call for young mountain businesses",
        text_it="Cerchiamo idee d’impresa che tengano viva la montagna, in città e nelle valli.",
        text_en="We are looking for business ideas that keep the mountains alive, in town and in the valleys.",
        opens=story.today,
        closes=story.today + timedelta(days=30),
        places=4,
        is_assessed=True,
    )
    Criterion.objects.bulk_create(
        Criterion(call=call, name_it=it, name_en=en, most=most, order=order)
        for order, (it, en, most) in enumerate(CRITERIA, 1)
    )


# -- profiles ----------------------------------------------------------------------------------------
def _profiles(story: Story, people: People, themes) -> None:
    named = _organisations()
    profiles = {
        coworker: _profile(number, coworker, user, named.get(coworker.organisation))
        for number, (coworker, user) in enumerate(people.coworkers.items())
    }
    Profile.objects.bulk_create(profiles.values())
    Consent.objects.bulk_create(_consents(people))
    _write_themes(Profile.themes.through, "profile", profiles, themes)
    OrganisationPerson.objects.bulk_create(_belonging(people, named))


def _organisations() -> dict[str, Organisation]:
    """Those to which coworkers belong, by name."""
    names = sorted({each.organisation for each in COWORKERS if each.organisation})
    made = Organisation.objects.bulk_create(Organisation(name=name) for name in names)
    return {each.name: each for each in made}


def _belonging(people: People, named: dict[str, Organisation]):
    """Each coworker in the own organisation since the membership began; the first to come manages it."""
    managed = set()
    for coworker, user in people.coworkers.items():
        if organisation := named.get(coworker.organisation):
            is_first = coworker.organisation not in managed
            managed.add(coworker.organisation)
            membership = user.memberships.first()
            yield OrganisationPerson(
                organisation=organisation, person=user, is_manager=is_first,
                starts=membership.starts, ends=membership.ends,
            )  # fmt: skip


def _profile(number: int, coworker: Coworker, user: User, organisation) -> Profile:
    """Most show their name, fewer the rest: nothing is shown unless it is opened."""
    opened = _opened(number) if _is_listed(number) else {}
    return Profile(
        person=user,
        headline=coworker.headline,
        bio=cast.BIO.format(headline=coworker.headline),
        organisation=organisation,
        **opened,
    )


def _is_listed(number: int) -> bool:
    return number % 4 != 3


def _opened(number: int) -> dict[str, str]:
    """To whom the fields are open: the line and the themes to everybody."""
    to = {True: Visibility.EVERYBODY, False: Visibility.NOBODY}
    return {
        "headline_visibility": Visibility.EVERYBODY,
        "themes_visibility": Visibility.EVERYBODY,
        "bio_visibility": to[number % 3 != 2],
        "organisation_visibility": to[number % 2 == 0],
        "email_visibility": Visibility.COWORKERS if number % 5 == 0 else Visibility.NOBODY,
    }


def _consents(people: People) -> Iterator[Consent]:
    for number, user in enumerate(people.coworkers.values()):
        if _is_listed(number):
            yield Consent(person=user, kind=Consent.Kind.DIRECTORY, version=privacy.VERSION)


def _write_themes(through, owner: str, owners, themes) -> None:
    through.objects.bulk_create(
        through(**{owner: row, "theme": themes[slug]})
        for who, row in owners.items()
        for slug in cast.theme_slugs(who.themes)
    )
