"""Lines of the journal as a person reads them: names are looked up now, so that whoever is erased has none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.journal import CoreVerb, Verb
from core.models import JournalEntry
from core.words import NONE, clock, day_medium
from events.models import Verb as EventVerb
from members.models import User
from members.models import Verb as PeopleVerb
from piastra.journal.things import BY_LABEL, Thing

#: Done by people who are not signed in: nobody knows by whom.
BY_ANYBODY = frozenset(
    {
        CoreVerb.FEEDBACK_SENT, EventVerb.REGISTERED, EventVerb.REGISTRATION_CANCELLED,
        PeopleVerb.SIGN_IN_FAILED, PeopleVerb.SIGN_IN_HELD, PeopleVerb.CODE_FAILED,
        PeopleVerb.IDENTITY_FAILED,
    }
)  # fmt: skip
#: What is done to somebody's account, in one sentence with whose it is.
TO_SOMEBODY = {
    PeopleVerb.ROLE_CHANGED: gettext_lazy("changed %(name)s’s role"),
    PeopleVerb.ACCOUNT_CLOSED: gettext_lazy("closed %(name)s’s account"),
    PeopleVerb.ACCOUNT_REOPENED: gettext_lazy("reopened %(name)s’s account"),
    PeopleVerb.NAME_CORRECTED: gettext_lazy("corrected %(name)s’s name"),
    PeopleVerb.FACTOR_RESET: gettext_lazy("reset %(name)s’s second factor"),
}
#: What the details are called; others by their own name.
DETAILS = {
    "after": gettext_lazy("after"),
    "amount": gettext_lazy("amount"),
    "before": gettext_lazy("before"),
    "bio_visibility": gettext_lazy("what they do: seen by"),
    "by_means": gettext_lazy("by"),
    "by_the_house": gettext_lazy("by the staff"),
    "changed": gettext_lazy("changed"),
    "checked_in_at": gettext_lazy("entry"),
    "code": gettext_lazy("code"),
    "day": gettext_lazy("day"),
    "days": gettext_lazy("days"),
    "document": gettext_lazy("document number"),
    "application": gettext_lazy("application number"),
    "email_visibility": gettext_lazy("e-mail: seen by"),
    "end": gettext_lazy("end"),
    "ends": gettext_lazy("end"),
    "event": gettext_lazy("event number"),
    "factor": gettext_lazy("second step"),
    "headline_visibility": gettext_lazy("line: seen by"),
    "in_time": gettext_lazy("in time"),
    "invitation": gettext_lazy("invitation number"),
    "is_listed": gettext_lazy("name shown"),
    "kind": gettext_lazy("kind"),
    "joined": gettext_lazy("joined into it"),
    "kinds": gettext_lazy("kinds"),
    "language": gettext_lazy("language"),
    "left": gettext_lazy("left"),
    "letters": gettext_lazy("e-mails"),
    "line": gettext_lazy("budget line"),
    "manager": gettext_lazy("manager"),
    "links_visibility": gettext_lazy("links: seen by"),
    "looks_for_visibility": gettext_lazy("what they look for: seen by"),
    "max_coming": gettext_lazy("maximum upcoming bookings"),
    "month": gettext_lazy("month"),
    "move": gettext_lazy("step number"),
    "now": gettext_lazy("now"),
    "number": gettext_lazy("number"),
    "offers_visibility": gettext_lazy("what they offer: seen by"),
    "on_day": gettext_lazy("day"),
    "open_to": gettext_lazy("open to"),
    "order": gettext_lazy("order"),
    "organisation_visibility": gettext_lazy("organisation: seen by"),
    "people": gettext_lazy("people"),
    "person": gettext_lazy("person"),
    "photo_visibility": gettext_lazy("photo: seen by"),
    "places": gettext_lazy("places"),
    "planned": gettext_lazy("planned"),
    "released_at": gettext_lazy("free again"),
    "reportable": gettext_lazy("reportable"),
    "role": gettext_lazy("role"),
    "sessions": gettext_lazy("browsers"),
    "set_aside": gettext_lazy("rules overridden"),
    "sha256": gettext_lazy("fingerprint"),
    "shows_bio": gettext_lazy("presentation shown"),
    "shows_email": gettext_lazy("e-mail shown"),
    "shows_organisation": gettext_lazy("organisation shown"),
    "since": gettext_lazy("since"),
    "space": gettext_lazy("place"),
    "start": gettext_lazy("start"),
    "starts": gettext_lazy("start"),
    "supplier": gettext_lazy("supplier number"),
    "themes_visibility": gettext_lazy("themes: seen by"),
    "to": gettext_lazy("to"),
    "until": gettext_lazy("until"),
    "version": gettext_lazy("version"),
    "was": gettext_lazy("before"),
    "assignee": gettext_lazy("assigned to"),
    "closes": gettext_lazy("closes"),
    "criterion": gettext_lazy("criterion number"),
    "drafts": gettext_lazy("unfinished applications"),
    "membership": gettext_lazy("membership number"),
    "moment": gettext_lazy("moment"),
    "most": gettext_lazy("maximum points"),
    "note": gettext_lazy("note number"),
    "opens": gettext_lazy("opens"),
    "plan": gettext_lazy("plan number"),
    "points": gettext_lazy("points"),
}
#: What was comes before what is.
WHAT_WAS = ("before", "was")
#: Details that are numbers of accounts.
PEOPLE = ("person", "people", "to", "assignee")


@dataclass(frozen=True)
class Line:
    """One line: `who` did `what` to `thing`; `detail` are names with their values."""

    at: datetime
    who: str
    what: str
    kind: str
    thing: str
    detail: tuple[tuple[str, str], ...]
    #: The pages of the thing itself, of its own journal, of the journal of who did it.
    page: str = ""
    journal: str = ""
    person: str = ""


def shown(entries: list[JournalEntry]) -> list[Line]:
    """The lines with all names looked up: one query for people, one for each kind of thing among them."""
    found = _things(entries)
    people = found[User._meta.label_lower] = _people(entries)
    return [_line(entry, found, people) for entry in entries]


def _people(entries: list[JournalEntry]) -> dict[int, User]:
    numbers = {entry.by_id for entry in entries if entry.by_id}
    for entry in entries:
        numbers.update(_named_in(entry.details))
        if entry.subject == User._meta.label_lower and entry.subject_id:
            numbers.add(entry.subject_id)
    return User.objects.in_bulk(numbers)


def _named_in(details: dict) -> Iterator[int]:
    for name in PEOPLE:
        said = details.get(name)
        yield from (each for each in _many(said) if isinstance(each, int))


def _many(value) -> list:
    return value if isinstance(value, list) else [value]


def _things(entries: Iterable[JournalEntry]) -> dict[str, dict]:
    numbers = defaultdict(set)
    for entry in entries:
        if entry.subject in BY_LABEL and entry.subject_id:
            numbers[entry.subject].add(entry.subject_id)
    numbers.pop(User._meta.label_lower, None)
    return {label: BY_LABEL[label].read(wanted) for label, wanted in numbers.items()}


def _line(entry: JournalEntry, found: dict, people: dict) -> Line:
    kind = BY_LABEL.get(entry.subject)
    thing = found.get(entry.subject, {}).get(entry.subject_id)
    number = entry.subject_id
    what, name = _sentence(entry, _says(kind, thing, number))
    return Line(
        at=entry.at,
        who=capfirst(_who(entry, people)),
        what=what,
        kind=str(kind.name) if kind else entry.subject,
        thing=name,
        detail=tuple(_details(entry.details, people, kind)),
        page=kind.page(thing) if thing and kind.page else "",
        journal=reverse("site:journal_of", args=[kind.word, number]) if kind and number else "",
        person=reverse("site:journal_of_person", args=[entry.by_id]) if entry.by_id else "",
    )


def _sentence(entry: JournalEntry, name: str) -> tuple[str, str]:
    """What was done, and to what, where that is not said by it; one's own account need not be named."""
    if whole := TO_SOMEBODY.get(entry.verb):
        return str(whole) % {"name": name}, ""
    is_own = entry.subject == User._meta.label_lower and entry.subject_id == entry.by_id
    return str(_verbs().get(entry.verb, entry.verb)), "" if is_own else name


def _says(kind, thing, number: int | None) -> str:
    """What a thing says of itself; of one that is gone its number."""
    if thing:
        return kind.says(thing)
    if number and kind and kind.model is User:
        return _("a deleted person")
    return _("number %(number)s, no longer there") % {"number": number} if number else ""


def _who(entry: JournalEntry, people: dict) -> str:
    if entry.by_id:
        return name_of(people.get(entry.by_id))
    return _("somebody") if entry.verb in BY_ANYBODY else _("the portal")


def name_of(person: User | None) -> str:
    return str(person) if person else _("a deleted person")


@cache
def _verbs() -> dict[str, str]:
    """The lazy label of each verb, by its value."""
    return {verb.value: verb.label for app in Verb.__subclasses__() for verb in app}


def _details(details: dict, people: dict, kind: Thing | None) -> Iterator[tuple[str, str]]:
    names, codes = ({**kind.names, **DETAILS}, kind.codes) if kind else (DETAILS, {})
    for name, value in sorted(details.items(), key=lambda one: one[0] not in WHAT_WAS):
        if name in PEOPLE and value:
            said = ", ".join(name_of(people.get(each)) for each in _many(value))
        else:
            said = _written(value, names, codes)
        if said:
            yield _called(name, names), said


def _called(name: str, names: dict) -> str:
    return str(names.get(name, name.replace("_", " ")))


def _written(value, names: dict, codes: dict) -> str:
    """A value as people write it: days and hours as in Rome, yes and no, what a code stands for; or nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        said = (
            (_called(name, names), _written(each, names, codes)) for name, each in value.items()
        )
        return ", ".join(f"{name} {each}" for name, each in said if each)
    if isinstance(value, list):
        return ", ".join(_written(each, names, codes) for each in value)
    return "" if value in ("", None) else str(codes.get(value) or _moment(str(value)))


def _moment(text: str) -> str:
    if len(text) == 10 and (day := _parsed(parse_date, text)):
        return day_medium(day)
    if len(text) > 10 and (moment := _parsed(parse_datetime, text)):
        return f"{day_medium(moment)}, {clock(moment)}"
    return text or NONE


def _parsed(parse, text: str) -> date | datetime | None:
    try:
        return parse(text)
    except ValueError:
        return None
