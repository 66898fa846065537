"""What the journal is about: how each kind of thing is called, what it says of itself, where its page is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget import models as money
from core import models as core
from core.words import day_medium, day_short
from events.models import Event, Registration
from members import models as people
from piastra.reports.models import Edition
from spaces import models as places

Words = Callable[[Any], str]


@dataclass(frozen=True)
class Thing:
    """One kind: its word in addresses, its name, its model; the field that leads to the person whose it is.

    `parts` are the kinds whose lines belong to it too, with the field that leads from them to it.
    """

    word: str
    name: str | Promise
    model: type[models.Model]
    says: Words = str
    page: Words | None = None
    joins: tuple[str, ...] = ()
    person: str = ""
    parts: tuple[tuple[type[models.Model], str], ...] = ()
    #: What codes stand for that no field of it has.
    words: Mapping[str, str | Promise] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """As the journal calls it."""
        return self.model._meta.label_lower

    @property
    def codes(self) -> dict[str, str]:
        """What the fields of such a thing choose among: the label of each code."""
        fields = self.model._meta.get_fields()
        chosen = (pair for each in fields for pair in getattr(each, "flatchoices", ()))
        return {**self.words, **dict(chosen)}

    @property
    def names(self) -> dict[str, str | Promise]:
        """How its fields are called."""
        return {each.name: each.verbose_name for each in self.model._meta.concrete_fields}

    def read(self, numbers: set[int]) -> dict[int, models.Model]:
        return self.model._default_manager.select_related(*self.joins).in_bulk(numbers)


def _page(view: str, field: str = "pk") -> Words:
    return lambda thing: reverse(view, args=[getattr(thing, field)])


def _place_and_day(booking) -> str:
    return f"{booking.space.label}, {day_medium(booking.start)}, {booking.person}"


def _days(hole) -> str:
    return f"{day_short(hole.start)} – {day_short(hole.end)}"


#: With what one signs in, as allauth calls it.
WAYS_IN = {
    "password": _("password"),
    "totp": _("an app with codes"),
    "webauthn": _("a passkey"),
    "recovery_codes": _("recovery codes"),
    "socialaccount": _("an identity provider"),
}

THINGS = [
    Thing("account", _("Account"), people.User, page=_page("members:person"), words=WAYS_IN),
    Thing(
        "domanda", _("Application"), people.Application,
        says=lambda one: str(one.applicant), page=_page("members:application_page"),
        joins=("applicant",), person="applicant",
        parts=((people.ApplicationDocument, "application"),),
    ),
    Thing("avviso", _("Call"), people.Call, page=_page("members:call")),
    Thing("motivo", _("Reason for refusing"), people.RefusalReason),
    Thing(
        "allegato", _("Document"), people.ApplicationDocument,
        says=lambda one: str(one.application.applicant),
        page=lambda one: _page("members:application_page")(one.application),
        joins=("application__applicant",), person="application__applicant",
    ),
    Thing("regole-domande", _("Rules of applications"), people.ApplicationRules),
    Thing(
        "adesione", _("Membership"), people.Membership, says=lambda one: str(one.person),
        page=_page("members:person_membership", "person_id"), joins=("person",), person="person",
        parts=((people.RenewalRequest, "membership"),),
    ),
    Thing(
        "rinnovo", _("Renewal"), people.RenewalRequest, says=lambda one: str(one.person),
        page=_page("members:person_membership", "person_id"), joins=("person",), person="person",
    ),
    Thing(
        "nota", _("Note about a person"), people.PersonNote, says=lambda one: str(one.person),
        page=_page("members:person", "person_id"), joins=("person",), person="person",
    ),
    Thing("piano", pgettext_lazy("membership", "Plan"), people.Plan),
    Thing("testo", _("Text"), core.Text, says=lambda one: ""),
    Thing(
        "annuncio", pgettext_lazy("journal", "Post on the board"), people.Post,
        page=_page("members:post"), joins=("person",), person="person",
    ),
    Thing(
        "conversazione", _("Conversation"), people.Conversation, says=lambda one: str(one.post),
        joins=("post", "answerer"), person="answerer",
    ),
    Thing(
        "messaggio-bacheca", _("Message"), people.Message, says=lambda one: "",
        joins=("person",), person="person",
    ),
    Thing(
        "abuso", _("Report of an abuse"), people.AbuseReport, says=lambda one: "",
        joins=("person",), person="person",
    ),
    Thing("collaborazione", _("Collaboration"), people.Collaboration, says=lambda one: ""),
    Thing(
        "esito", _("What became of somebody"), people.Outcome, says=lambda one: "",
        joins=("person",), person="person",
    ),
    Thing(
        "domanda-esito", _("Question what became of somebody"), people.OutcomeQuestion,
        says=lambda one: "", joins=("membership",), person="membership__person",
    ),
    Thing("profilo", _("Profile"), people.Profile, joins=("person",), person="person"),
    Thing(
        "organizzazione", _("Organisation"), people.Organisation, page=_page("members:organisation"),
    ),
    Thing("importazione", _("Import"), people.Import, page=_page("members:import")),
    Thing(
        "consenso", pgettext_lazy("journal", "Consent"), people.Consent,
        says=lambda one: one.get_kind_display(), joins=("person",), person="person",
    ),
    Thing(
        "copia-dati", _("Copy of somebody’s data"), people.DataExport,
        says=lambda one: str(one.person), joins=("person",), person="person",
    ),
    Thing(
        "cancellazione", _("Request to be erased"), people.ErasureRequest,
        says=lambda one: str(one.person), joins=("person",), person="person",
    ),
    Thing("invito", _("Invitation"), people.Invitation, says=lambda one: one.email),
    Thing(
        "prenotazione", _("Booking"), places.Booking,
        says=_place_and_day, page=_page("spaces:booking"), joins=("space", "person"), person="person",
    ),
    Thing(
        "serie", _("Series"), places.Series,
        says=lambda one: f"{one.space.label}, {one.person}", page=_page("spaces:series"),
        joins=("space", "person"), person="person", parts=((places.Booking, "series"),),
    ),
    Thing(
        "attesa", pgettext_lazy("journal", "Wait for a place"), places.WaitingRequest,
        says=lambda one: f"{one.person}, {day_medium(one.start)}", joins=("person",), person="person",
    ),
    Thing(
        "assegnazione", _("Assignment"), places.Assignment,
        says=lambda one: f"{one.space.label}, {one.holder}",
        joins=("space", "person", "organisation"), person="person",
    ),
    Thing(
        "calendario", _("Calendar address"), places.Feed,
        says=lambda one: str(one.person or one.space.label), joins=("space", "person"), person="person",
    ),
    Thing("posto", _("Place"), places.Space),
    Thing("zona", _("Zone"), places.Zone),
    Thing("dotazione", _("Equipment"), places.Equipment),
    Thing("chiusura", _("Closure"), places.Closure, says=_days),
    Thing(
        "fuori-servizio", _("Out of service"), places.OutOfService,
        says=lambda one: f"{one.space.label}, {_days(one)}", joins=("space",),
    ),
    Thing("orari", _("Opening hours"), places.WeeklyHours, says=lambda one: ""),
    Thing("regole", _("Rules of a kind of place"), places.KindRules),
    Thing(
        "evento", _("Event"), Event,
        page=_page("events:event", "slug"), parts=((Registration, "event"),),
    ),
    Thing(
        "iscrizione", _("Registration"), Registration,
        joins=("event", "person"), person="person",
        page=lambda one: reverse("events:registrations", args=[one.event.slug]),
    ),
    Thing("programma", _("Programme"), money.Programme, page=lambda _one: reverse("budget:programme")),
    Thing("voce", _("Budget line"), money.Line, page=_page("budget:line", "code")),
    Thing(
        "obbligazione", _("Commitment"), money.Commitment, joins=("supplier",),
    ),
    Thing("fornitore", _("Supplier"), money.Supplier),
    Thing(
        "documento", pgettext_lazy("budget", "Document"), money.Document, page=_page("budget:document"),
        parts=((money.DocumentFile, "document"), (money.Payment, "document")),
    ),
    Thing(
        "file", _("File of a document"), money.DocumentFile, says=lambda one: str(one.document),
        page=_page("budget:document", "document_id"), joins=("document",),
    ),
    Thing(
        "pagamento", _("Payment"), money.Payment, says=lambda one: str(one.document),
        page=_page("budget:document", "document_id"), joins=("document",),
    ),
    Thing(
        "rapporto", _("Report"), Edition,
        page=lambda one: reverse("reports:edition", args=[one.period, one.number]),
    ),
    Thing("messaggio", _("E-mail message"), core.OutgoingMail, says=lambda one: one.subject),
    Thing("server-di-posta", _("Mail server"), core.MailServer, says=lambda one: ""),
    Thing(
        "segnalazione", _("Accessibility report"), core.AccessibilityFeedback,
        page=_page("site:accessibility_report"),
    ),
]  # fmt: skip
BY_LABEL = {thing.label: thing for thing in THINGS}
BY_WORD = {thing.word: thing for thing in THINGS}
#: What belongs to a person, beside the account itself.
OF_PEOPLE = [thing for thing in THINGS if thing.person]
