"""Who is who in the demo. Every person, trade and organisation here is invented."""

from dataclasses import dataclass

from core.access import Role
from members.models import Application

Kind = Application.Kind
State = Application.Status

STUDENT, GRADUATE, RESEARCHER = Kind.STUDENT, Kind.GRADUATE, Kind.RESEARCHER
ENTREPRENEUR, ORGANISATION = Kind.ENTREPRENEUR, Kind.ORGANISATION

#: The one password of the four sign-ins, printed by `make run`.
PASSWORD = "piastra-demo"


@dataclass(frozen=True)
class SignIn:
    """An account that one may try, one for each role."""

    role: Role
    email: str
    first_name: str
    last_name: str


STAFF = SignIn(Role.STAFF, "staff@example.org", "Silvia", "Marchetti")
OFFICIAL = SignIn(Role.OFFICIAL, "comune@example.org", "Roberto", "Ferrari")
COWORKER = SignIn(Role.MEMBER, "coworker@example.org", "Giulia", "Pedretti")
APPLICANT = SignIn(Role.APPLICANT, "candidata@example.org", "Chiara", "Conti")
SIGN_INS = [STAFF, OFFICIAL, COWORKER, APPLICANT]


@dataclass(frozen=True)
class Coworker:
    """An admitted person: since which month of the place, how often in, and where from preference.

    `habit` is the chance of coming in on an ordinary day of today; `place` a desk or office of one's own,
    empty for who sits where there is room. `leaves` is the month in which the membership ended.
    """

    first_name: str
    last_name: str
    kind: Kind
    themes: str
    joins: int
    habit: float
    place: str
    headline: str
    organisation: str = ""
    leaves: int | None = None


# Themes by their initials, see `theme_slugs`.
THEME_SLUGS = {
    "G": "green-economy",
    "I": "eco-innovazione",
    "F": "filiera-bio",
    "C": "consumi-energetici",
    "E": "efficienza-edifici",
    "M": "mobilita-sostenibile",
    "Q": "qualita-ambientale",
}


def theme_slugs(initials: str) -> list[str]:
    return [THEME_SLUGS[initial] for initial in initials]


COWORKERS = [
    Coworker("Giulia", "Pedretti", ENTREPRENEUR, "MC", 0, 0.56, "",
             "Progetto percorsi ciclabili e app per chi li usa"),
    Coworker("Matteo", "Bonetti", ENTREPRENEUR, "EC", 0, 0.92, "U1",
             "Diagnosi energetiche per condomini", "Larice Esempio S.r.l."),
    Coworker("Francesca", "Gusmeroli", ORGANISATION, "FG", 0, 0.88, "U2",
             "Rete di piccoli produttori di montagna", "Cooperativa Esempio"),
    Coworker("Andrea", "Rota", GRADUATE, "IM", 0, 0.86, "F01",
             "Sensori a basso consumo per la città"),
    Coworker("Elena", "Songini", RESEARCHER, "Q", 0, 0.82, "F02",
             "Studio la qualità dell’aria nelle valli alpine"),
    Coworker("Luca", "Moretti", STUDENT, "GI", 0, 0.46, "",
             "Studente di ingegneria ambientale"),
    Coworker("Sara", "Bertolini", STUDENT, "F", 0, 0.42, "",
             "Tesi sulla filiera del grano saraceno"),
    Coworker("Davide", "Pozzi", GRADUATE, "CE", 0, 0.8, "F03",
             "Modelli digitali per la ristrutturazione"),
    Coworker("Martina", "Colombo", GRADUATE, "G", 1, 0.76, "F04",
             "Comunico la sostenibilità alle piccole imprese"),
    Coworker("Alessandro", "Vanoni", ENTREPRENEUR, "I", 1, 0.86, "U3",
             "Stampo in 3D ricambi da plastica riciclata", "Riciclo Esempio S.r.l."),
    Coworker("Chiara", "Negri", STUDENT, "QM", 1, 0.36, "",
             "Studentessa di scienze naturali"),
    Coworker("Paolo", "Rinaldi", ENTREPRENEUR, "F", 1, 0.61, "",
             "Porto nelle mense i prodotti della valle"),
    Coworker("Valentina", "Gianoli", RESEARCHER, "IQ", 2, 0.78, "F05",
             "Dati aperti sul suolo e sulle acque"),
    Coworker("Simone", "Barlascini", ENTREPRENEUR, "M", 2, 0.7, "F06",
             "Biciclette da carico condivise"),
    Coworker("Laura", "Fumagalli", ORGANISATION, "GF", 2, 0.84, "U4",
             "Laboratori di cucina senza sprechi", "Associazione Esempio"),
    Coworker("Federico", "Trabucchi", STUDENT, "C", 2, 0.4, "",
             "Studente di fisica, amo i contatori intelligenti"),
    Coworker("Irene", "Della Torre", GRADUATE, "E", 3, 0.72, "F07",
             "Architetta, tetti verdi e isolamento naturale"),
    Coworker("Nicola", "Scieghi", ENTREPRENEUR, "GC", 3, 0.48, "",
             "Comunità energetiche: faccio i conti prima"),
    Coworker("Beatrice", "Lanza", STUDENT, "I", 3, 0.38, "",
             "Studentessa di informatica"),
    Coworker("Giorgio", "Ambrosini", RESEARCHER, "F", 3, 0.44, "",
             "Vecchie varietà di mele e nuovi mercati", leaves=6),
    Coworker("Alice", "Ronconi", GRADUATE, "QG", 4, 0.68, "F08",
             "Bilanci ambientali per le cooperative"),
    Coworker("Stefano", "Mazza", ORGANISATION, "ME", 4, 0.82, "U5",
             "Mobilità casa-lavoro per le aziende", "Consorzio Esempio"),
    Coworker("Sofia", "Bordoni", STUDENT, "F", 4, 0.36, "",
             "Studentessa di scienze alimentari"),
    Coworker("Tommaso", "Valsecchi", ENTREPRENEUR, "IE", 5, 0.56, "",
             "Serramenti che si riparano"),
    Coworker("Anna", "Cusini", GRADUATE, "MQ", 5, 0.52, "",
             "Mappe del rumore fatte dai cittadini"),
    Coworker("Michele", "Sertori", ENTREPRENEUR, "C", 5, 0.5, "",
             "Pompe di calore spiegate bene"),
    Coworker("Camilla", "Tognoli", ORGANISATION, "QF", 6, 0.46, "",
             "Orti condivisi nei cortili", "Circolo Esempio"),
    Coworker("Riccardo", "Moltoni", STUDENT, "GM", 6, 0.42, "",
             "Studente di economia"),
    Coworker("Elisa", "Parravicini", ORGANISATION, "GI", 6, 0.78, "U6",
             "Scambio di competenze tra giovani", "Rete Esempio"),
    Coworker("Pietro", "Andreoli", STUDENT, "E", 1, 0.36, "",
             "Studente di architettura", leaves=4),
    Coworker("Marta", "Corti", GRADUATE, "I", 2, 0.46, "",
             "Grafica per progetti verdi", leaves=7),
]  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """Somebody whose application is on its way, or ended without admission. `days_ago`: when sent."""

    first_name: str
    last_name: str
    kind: Kind
    themes: str
    state: State
    days_ago: int
    reason: str = ""
    organisation: str = ""


CANDIDATES = [
    Candidate("Chiara", "Conti", GRADUATE, "GQ", State.SUBMITTED, 2),
    Candidate("Lorenzo", "Battaglia", STUDENT, "M", State.SUBMITTED, 1),
    Candidate("Noemi", "Galli", ENTREPRENEUR, "FI", State.UNDER_REVIEW, 5),
    Candidate("Emanuele", "Riva", RESEARCHER, "C", State.INFO_REQUESTED, 9,
              "Ci dica in quali giorni della settimana pensa di usare lo spazio."),
    Candidate("Ilaria", "Fontana", STUDENT, "Q", State.DRAFT, 0),
    Candidate("Gabriele", "Villa", ENTREPRENEUR, "G", State.NOT_ADMITTED, 61,
              "L’attività descritta è un magazzino: lo spazio offre postazioni di lavoro, non deposito."),
    Candidate("Serena", "Longoni", ORGANISATION, "E", State.NOT_ADMITTED, 33,
              "La domanda non indica temi del programma; può ripresentarla quando il progetto è definito.",
              "Gruppo Esempio"),
    Candidate("Daniele", "Sala", STUDENT, "I", State.WITHDRAWN, 47),
    Candidate("Veronica", "Messa", ORGANISATION, "FM", State.WAITING, 12, "",
              "Sportello Esempio"),
]  # fmt: skip

COLLEAGUE = SignIn(Role.STAFF, "fabio.comi@example.org", "Fabio", "Comi")

MOTIVATIONS = {
    STUDENT: "Cerco un posto tranquillo per studiare e per lavorare alla tesi, vicino a chi si occupa "
             "degli stessi temi.",
    GRADUATE: "Ho finito gli studi da poco e comincio a lavorare in proprio: mi servono una postazione, "
              "una buona connessione e colleghi con cui confrontarmi.",
    RESEARCHER: "Il mio gruppo di ricerca è lontano. Vorrei lavorare da qui qualche giorno la settimana e "
                "raccontare i risultati a chi può usarli.",
    ENTREPRENEUR: "Sto avviando un’attività e vorrei crescere accanto ad altre piccole imprese, "
                  "condividendo attrezzature e clienti.",
    ORGANISATION: "Siamo una piccola organizzazione: vorremmo una sede di lavoro condivisa e organizzare "
                  "qui laboratori aperti al quartiere.",
}  # fmt: skip

#: What each kind answers about itself, beside its idea.
ABOUT = {
    STUDENT: {"school": "Liceo scientifico di prova", "course": "Scienze applicate"},
    GRADUATE: {"degree": "Scienze ambientali", "degree_year": 2025},
    RESEARCHER: {"institution": "Istituto di prova per l’ambiente alpino"},
    ENTREPRENEUR: {"enterprise": "Un’impresa di prova"},
    ORGANISATION: {"legal_form": "Associazione", "own_role": "Presidente"},
}

BIO = (
    "{headline}. Sono qui per imparare e per dare una mano: se il tema interessa anche te, "
    "fermati alla mia postazione."
)

#: Visitors of events without an account.
VISITORS = [
    "Adele Bassi", "Bruno Carrara", "Carla Digiacomo", "Dino Esposito", "Emma Franchi",
    "Fausto Greco", "Gaia Invernizzi", "Ivo Locatelli", "Lia Mottini", "Mauro Nobili",
    "Nora Orsini", "Oscar Panzeri", "Pia Quadri", "Rita Spada", "Sandro Tosi",
    "Teresa Ubaldi", "Ugo Vitali", "Viola Zani", "Amos Brera", "Delia Crotti",
]  # fmt: skip


def email_of(first_name: str, last_name: str) -> str:
    """An address that can't exist: example.org is reserved (RFC 2606)."""
    name = f"{first_name}.{last_name}".lower()
    return "".join(letter for letter in name if letter not in " ’'") + "@example.org"
