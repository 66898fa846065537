"""What a row of coworkers, or of organisations, means: what is not there is made, what is there stays as it is."""

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.access import Role
from core.addresses import normal_address
from core.closing import ensure_open_since
from core.identity import one_spelling
from core.links import whole_address
from core.mail import post
from core.names import folded, person_name
from core.refusals import Refusal, ensure
from core.sheets import Head, day, is_yes
from core.walls import explained
from members.actions.imports import SHEETS, Done, Sheet, made, there
from members.actions.organisations import add_person, find_or_make, keep_organisation
from members.models import Import, Membership, Organisation, User
from members.rules import imports as rules

MEMBERS = (
    Head("email", ("e-mail", "posta elettronica"), "anna@example.org", is_needed=True),
    Head("first_name", ("nome", "first name"), "Anna", is_needed=True),
    Head("last_name", ("cognome", "last name", "surname"), "D’Angelo", is_needed=True),
    Head("starts", ("dal", "from"), "01/10/2025", is_needed=True),
    Head("last", ("al", "ultimo giorno", "to", "last day"), ""),
    Head("organisation", ("organizzazione", "ente"), "Cooperativa Adda"),
    Head("manager", ("referente",), "sì"),
    Head("language", ("lingua",), "it"),
)
ORGANISATIONS = (
    Head("name", ("nome", "organizzazione", "organisation"), "Cooperativa Adda", is_needed=True),
    Head("kind", ("tipo",), "associazione"),
    Head("tax_code", ("partita iva", "codice fiscale", "vat number"), "01234567890"),
    Head("website", ("sito", "sito web"), "www.example.org"),
    Head("description", ("descrizione", "di che cosa si occupa"), "Filiera corta"),
)
KINDS = {
    "impresa": "enterprise",
    "azienda": "enterprise",
    "associazione": "association",
    "universita": "research",
    "ricerca": "research",
    "scuola": "school",
    "ente pubblico": "public",
    "altro": "other",
    **{value: value for value in Organisation.Kind.values},
}


def address_of(text: str) -> str:
    """The address in its one spelling. Raises `Refusal` for what is none."""
    try:
        return forms.EmailField(max_length=254).clean(normal_address(text))
    except ValidationError:
        sentence = _("“%(text)s” is not an e-mail address.")
        raise Refusal(sentence % {"text": text[:80]}, code="no_address") from None


def _write_member(*, by, cells: dict[str, str], invites: bool) -> Done:
    ensure(rules.needed(cells, "email", "first_name", "last_name", "starts"))
    email, starts, last = (
        address_of(cells["email"]),
        day(cells["starts"]),
        day(cells.get("last", "")),
    )
    ends = last and last + timedelta(days=1)
    person = User.objects.at(email)
    said = []
    if person is None:
        person = _account(email, cells)
        said.append(_("the account"))
    ensure(rules.why_not_a_coworker(person))
    if _belongs_newly(person, starts, ends):
        said.append(_("the membership"))
    if name := cells.get("organisation", ""):
        said += _put_into(person, name, by=by, is_manager=is_yes(cells.get("manager", "")))
    if not said:
        return there()
    if invites and not person.has_usable_password():
        _welcome(person)
    return made(_("New: %(things)s.") % {"things": ", ".join(said)})


def _account(email: str, cells: dict[str, str]) -> User:
    """An account that no password opens: its person chooses one by a letter to the address."""
    try:
        names = {name: person_name(cells[name]) for name in ("first_name", "last_name")}
    except ValidationError as error:
        raise Refusal(error.messages[0], code="no_name") from None
    ensure(rules.why_not_called(names.values()))
    language = cells.get("language", "").lower() or "it"
    ensure(rules.why_not_language(language))
    with explained():
        person = User.objects.create_user(email, role=Role.MEMBER, language=language, **names)
        # The staff vouch for it, as by inviting.
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _belongs_newly(person: User, starts: date, ends: date | None) -> bool:
    """Write the membership, unless one covers its first day already."""
    if person.memberships.covering(starts).exists():
        return False
    ensure(rules.why_not_between(starts, ends))
    ensure_open_since(starts, ends and ends - timedelta(days=1))
    with explained():
        Membership.objects.create(person=person, starts=starts, ends=ends)
    return True


def _put_into(person: User, name: str, *, by, is_manager: bool) -> list[str]:
    organisation = find_or_make(by=by, name=name)
    own = organisation.people.current().filter(person=person).first()
    if own and (own.is_manager or not is_manager):
        return []
    add_person(by=by, organisation=organisation, person=person, is_manager=is_manager)
    return [_("the place in the organisation")]


def _welcome(person: User) -> None:
    link = whole_address("account_reset_password")
    post(to=person, template="account_made", context={"link": link}, about=person)


def _write_organisation(*, by, cells: dict[str, str], invites: bool) -> Done:
    ensure(rules.needed(cells, "name"))
    if Organisation.objects.called(one_spelling(cells["name"])):
        return there()
    kind = KINDS.get(folded(cells.get("kind", "")) or "other")
    ensure(rules.why_not_kind(kind, cells.get("kind", "")))
    facts = {name: cells.get(name, "") for name in ("name", "tax_code", "description")}
    website = _website(cells.get("website", ""))
    keep_organisation(by=by, kind=kind, website=website, **facts)
    return made(_("New organisation."))


def _website(text: str) -> str:
    try:
        return forms.URLField(required=False, max_length=200, assume_scheme="https").clean(text)
    except ValidationError:
        sentence = _("“%(text)s” is not a web address.")
        raise Refusal(sentence % {"text": text[:80]}, code="no_website") from None


SHEETS[Import.Kind.MEMBERS] = Sheet(MEMBERS, _write_member)
SHEETS[Import.Kind.ORGANISATIONS] = Sheet(ORGANISATIONS, _write_organisation)
