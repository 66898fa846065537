"""What was on, and what is coming: each event under a theme, for an objective, often in a room here."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from events.models import Event, Registration
from members.models import Objective, Theme
from piastra.tools.demo import cast
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story, moment
from spaces.models import Booking, Space
from spaces.schedule import Opening

State = Registration.Status
WORK, SKILLS, FIRMS, FOOD = (
    "occupazione-giovanile",
    "idee-e-competenze",
    "aziende-e-innovatori",
    "filiera-eco-alimentare",
)
AUDITORIUM = "E1"


@dataclass(frozen=True)
class Happening:
    """An event as planned: `week` counts from this one. `interest`: how many of the places are asked for."""

    slug: str
    week: int
    weekday: int
    starts: str
    hours: float
    place: str
    capacity: int
    interest: float
    themes: str
    objective: str
    title: str
    summary: str
    status: str = Event.Status.PUBLISHED
    elsewhere: str = ""


HAPPENINGS = [
    Happening("inaugurazione", -31, 3, "17:30", 2, "E1", 40, 1, "GQ", WORK,
              "Si apre: visita e brindisi",
              "Le stanze vuote della Piastra diventano un luogo di lavoro: vieni a vederle."),
    Happening("bici-al-lavoro", -28, 2, "18:00", 1.5, "E1", 30, 0.6, "M", SKILLS,
              "In bici al lavoro: i conti, i percorsi, le scuse",
              "Un’ora e mezza per capire se si può fare, con chi lo fa già."),
    Happening("bolletta-senza-misteri", -25, 3, "18:00", 2, "E1", 35, 0.9, "C", SKILLS,
              "La bolletta senza misteri",
              "Porta la tua: impariamo a leggerla e a consumare meno."),
    Happening("incontro-produttori", -22, 1, "17:30", 2, "E1", 40, 0.8, "F", FOOD,
              "Produttori e cuochi allo stesso tavolo",
              "Chi coltiva incontra chi cucina: nascono i primi accordi di filiera."),
    Happening("primo-passo-impresa", -20, 2, "17:30", 2.5, "E1", 30, 1, "GI", WORK,
              "Il primo passo: dall’idea all’impresa verde",
              "Forme, costi e tempi per cominciare, senza gergo."),
    Happening("tetti-verdi", -18, 3, "16:30", 1.5, "R1", 8, 1, "E", SKILLS,
              "Tetti verdi e case fresche",
              "Laboratorio per pochi: dal disegno ai materiali."),
    Happening("riparo-anchio", -16, 5, "09:30", 3, "E1", 25, 0.7, "I", SKILLS,
              "Riparo anch’io: mattina del riuso",
              "Porta un oggetto rotto: lo apriamo insieme."),
    Happening("aria-di-valle", -10, 2, "18:00", 2, "E1", 40, 0.65, "Q", SKILLS,
              "Aria di valle: che cosa respiriamo",
              "Misure, mappe e domande con chi studia la qualità dell’aria."),
    Happening("imprese-e-innovatori", -8, 3, "17:30", 2.5, "E1", 40, 1, "IG", FIRMS,
              "Imprese e innovatori: venti minuti a testa",
              "Le imprese portano un problema, i coworker provano a risolverlo."),
    Happening("comunita-energetiche", -6, 1, "18:00", 2, "E1", 40, 0.85, "CE", FIRMS,
              "Comunità energetiche: da dove si comincia",
              "Regole, conti e primi passi per condomini e piccole imprese."),
    Happening("mele-antiche", -5, 5, "10:00", 2, "E1", 30, 0.9, "F", FOOD,
              "Mele antiche, mercati nuovi",
              "Assaggi e idee per vendere meglio ciò che la valle sa fare."),
    Happening("colloquio-di-lavoro", -3, 2, "16:00", 2, "R1", 8, 1, "G", WORK,
              "Prepararsi a un colloquio",
              "Prove pratiche in piccolo gruppo per chi cerca il primo lavoro."),
    Happening("dati-aperti", -1, 3, "18:00", 2, "E1", 35, 0.6, "QI", SKILLS,
              "Dati aperti per il territorio",
              "Che cosa c’è già, come si usa, che cosa manca."),
    Happening("passeggiata-sonora", -2, 5, "10:00", 2, "", 20, 0.5, "Q", SKILLS,
              "Passeggiata sonora nel quartiere",
              "Annullata per il maltempo: si rifarà in primavera.",
              Event.Status.CANCELLED, "Ritrovo all’ingresso della Piastra"),
    Happening("condomini-efficienti", 1, 2, "17:30", 2, "E1", 40, 0.55, "EC", FIRMS,
              "Condomini efficienti: chi fa che cosa",
              "Amministratori, tecnici e abitanti attorno a tre casi veri."),
    Happening("logistica-leggera", 1, 4, "17:00", 1.5, "R1", 8, 1, "M", FIRMS,
              "Logistica leggera: l’ultimo chilometro in bici",
              "Tavolo di lavoro con chi consegna in città."),
    Happening("mercato-inverno", 2, 3, "17:30", 2.5, "E1", 40, 0.4, "F", FOOD,
              "Dalla valle alla tavola d’inverno",
              "Conserve, accordi di filiera e cena condivisa."),
    Happening("officina-idee", 3, 1, "18:00", 2, "E1", 30, 0.2, "GI", WORK,
              "Officina delle idee",
              "Tre progetti in cerca di compagni di strada: ascolta, chiedi, unisciti."),
    Happening("piano-primavera", 5, 2, "18:00", 1.5, "E1", 30, 0, "Q", SKILLS,
              "Il quartiere che vorremmo: idee per la primavera",
              "Bozza: programma da definire con i partner.", Event.Status.DRAFT),
]  # fmt: skip

DESCRIPTION = (
    "{summary}\n\nPartecipare è gratuito, i posti sono limitati: chi si iscrive e non può più venire "
    "è pregato di annullare l’iscrizione, così il posto passa a qualcun altro.\n\n"
    "Lo spazio è al piano rialzato; l’ingresso dal cortile è senza gradini."
)


def load(story: Story, places: dict[str, Space], people: People) -> None:
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    objectives = {objective.slug: objective for objective in Objective.objects.all()}
    dated = _on_the_calendar(story, places)
    events = {plan: _event(plan, *span, places, objectives, people) for plan, span in dated.items()}
    _occupy_rooms(story, events, people)
    guests = {plan: _guests(story, plan, event, people) for plan, event in events.items()}
    for plan, event in events.items():
        event.taken = sum(guest.status != State.CANCELLED for guest in guests[plan])
    Event.objects.bulk_create(events.values())
    Registration.objects.bulk_create(guest for each in guests.values() for guest in each)
    tag = Event.themes.through
    tag.objects.bulk_create(
        tag(event=event, theme=themes[slug])
        for plan, event in events.items()
        for slug in cast.theme_slugs(plan.themes)
    )


def _on_the_calendar(story: Story, places) -> dict[Happening, tuple[datetime, datetime]]:
    """When each event is: on its day of the week, or on the next one on which its room is open."""
    opening = Opening(story.opens, story.today + timedelta(weeks=10))
    monday = story.monday
    dated = {}
    for plan in HAPPENINGS:
        day = max(story.opens, monday + timedelta(weeks=plan.week, days=plan.weekday))
        room = places[plan.place or AUDITORIUM]
        while not _is_open(opening.of(room, day), *_span(plan, day)):
            day += timedelta(days=1)
        dated[plan] = _span(plan, day)
    return dated


def _is_open(open_spans, start: datetime, end: datetime) -> bool:
    return any(opens <= start and end <= closes for opens, closes in open_spans)


def _span(plan: Happening, day: date) -> tuple[datetime, datetime]:
    start = moment(day, plan.starts)
    return start, start + timedelta(hours=plan.hours)


def _event(plan: Happening, start, end, places, objectives, people: People) -> Event:
    return Event(
        slug=plan.slug,
        title=plan.title,
        summary=plan.summary,
        description=DESCRIPTION.format(summary=plan.summary),
        start=start,
        end=end,
        space=places.get(plan.place),
        elsewhere=plan.elsewhere,
        capacity=plan.capacity,
        objective=objectives[plan.objective],
        status=plan.status,
        made_by=people.staff,
        made_at=start - timedelta(days=40),
        request_key=_key(plan.slug),
    )


def _key(slug: str) -> uuid.UUID:
    """The form's number: the same at each load."""
    return uuid.uuid5(uuid.NAMESPACE_URL, slug)


# -- rooms -------------------------------------------------------------------------------------------
def _occupy_rooms(story: Story, events, people: People) -> None:
    """An announced event takes its room through a booking, before any meeting does."""
    for event in events.values():
        event.made_at = min(event.made_at, story.now - timedelta(days=2))
        if event.space and event.status == Event.Status.PUBLISHED:
            event.booking = _settled(story, _booking(event, people))
    Booking.objects.bulk_create(event.booking for event in events.values() if event.booking)


def _settled(story: Story, booking: Booking) -> Booking:
    """Nobody misses an event's room: attended once it began."""
    if booking.start < story.now:
        booking.status, booking.checked_in_at = Booking.Status.ATTENDED, booking.start
        booking.checked_out_at = booking.end if booking.end < story.now else None
    return booking


def _booking(event: Event, people: People) -> Booking:
    return Booking(
        space=event.space,
        person=people.staff,
        start=event.start,
        end=event.end,
        purpose=event.title,
        request_key=_key(event.slug),
        made_at=event.made_at,
        made_by=people.staff,
    )


# -- who takes part ----------------------------------------------------------------------------------
def _guests(story: Story, plan: Happening, event: Event, people: People) -> list[Registration]:
    if event.status == Event.Status.DRAFT:
        return []
    dice = story.dice(plan.slug)
    wanted = round(plan.capacity * plan.interest)
    there = _who_is_there(event, people)
    dice.shuffle(there)
    chosen = there[: wanted + 2]
    return [_guest(story, event, each, dice, extra=n >= wanted) for n, each in enumerate(chosen)]


def _who_is_there(event: Event, people: People) -> list:
    """Coworkers who had joined by then, and visitors."""
    day = event.start.date()
    members = [
        user
        for coworker, user in people.coworkers.items()
        if people.joined[coworker] <= day and coworker is not cast.COWORKERS[0]
    ]
    return [*members, *cast.VISITORS]


def _guest(story: Story, event: Event, who, dice: Random, *, extra: bool) -> Registration:
    """Extra ones cancelled in time, and somebody else has the place."""
    latest = min(event.start, story.now)
    made = latest - timedelta(minutes=dice.randint(60, 18 * 24 * 60))
    visitor = isinstance(who, str)
    registration = Registration(
        event=event,
        person=None if visitor else who,
        name=who if visitor else who.get_full_name(),
        email=cast.email_of(*who.split(" ", 1)) if visitor else who.email,
        made_at=made,
        status=_presence(story, event, dice),
    )
    if extra:
        registration.status, registration.cancelled_at = (
            State.CANCELLED,
            made + timedelta(minutes=40),
        )
    return registration


def _presence(story: Story, event: Event, dice: Random) -> str:
    if event.end > story.now or event.status == Event.Status.CANCELLED:
        return State.REGISTERED
    return State.ATTENDED if dice.random() < 0.83 else State.ABSENT
