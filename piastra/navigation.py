"""What the frame of every page shows: the menu, the person's own links, the footer.

An item is shown to whoever may open it; which roles those are is written in `core.access` only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import parking
from core.access import (
    ANY_USER,
    GRANTS,
    PUBLIC,
    Permission,
    Role,
    allows,
    needs_second_factor,
    should_have_second_factor,
)
from core.models import Installation
from members.authentication import second_factor


@dataclass(frozen=True)
class Entry:
    """One line of a menu: what it says, where it leads, who may come; left out for whoever may do `unless`."""

    label: str
    name: str
    access: str = PUBLIC
    unless: str = ""

    def open_to(self, user) -> bool:
        if self.unless and allows(user, self.unless):
            return False
        if self.access == PUBLIC:
            return True
        if self.access == ANY_USER:
            return user.is_authenticated
        return allows(user, self.access)


class Link(NamedTuple):
    """An entry on one page: `current` is `page` on the page itself, `true` on those below it."""

    label: str
    url: str
    current: str = ""


#: What all may read gives way in the staff's menu to what is theirs: they find it in the footer.
MENU = [
    Entry(_("Book"), "spaces:today", Permission.BOOK),
    Entry(_("My bookings"), "spaces:bookings", Permission.BOOK),
    Entry(_("My application"), "members:application", Permission.APPLY, unless=Permission.BOOK),
    Entry(_("Who is here today"), "spaces:roster", Permission.SEE_ROSTER),
    Entry(pgettext_lazy("menu", "Places"), "spaces:places", Permission.MANAGE_SPACES),
    Entry(_("Applications"), "members:applications", Permission.DECIDE_APPLICATIONS),
    Entry(_("Events"), "events:list"),
    Entry(_("Coworkers"), "members:directory", unless=Permission.SEE_REPORTS),
    Entry(
        pgettext_lazy("menu", "Board"),
        "members:board",
        Permission.USE_BOARD,
        unless=Permission.MANAGE_SPACES,
    ),
    Entry(_("Themes"), "members:themes", unless=Permission.MANAGE_SPACES),
    Entry(_("Budget"), "budget:programme", Permission.SEE_BUDGET),
    Entry(_("Reports"), "reports:list", Permission.SEE_REPORTS),
    Entry(_("People"), "members:people", Permission.MANAGE_PEOPLE),
    Entry(_("E-mails"), "site:letters", Permission.MANAGE_LETTERS),
    Entry(_("Journal"), "site:journal", Permission.READ_JOURNAL),
    Entry(
        pgettext_lazy("menu", "Accessibility reports"),
        "site:accessibility_reports",
        Permission.ANSWER_FEEDBACK,
    ),
    Entry(_("The programme"), "site:programme", unless=Permission.MANAGE_SPACES),
]
ACCOUNT = [
    Entry(_("My data"), "members:own_data", ANY_USER),
    Entry(pgettext_lazy("menu", "E-mail address"), "account_email", ANY_USER),
    Entry(_("Password"), "account_change_password", ANY_USER),
    Entry(_("Two-step sign-in"), "mfa_index", ANY_USER),
    Entry(_("Where I am signed in"), "members:sessions", ANY_USER),
]
PERSONAL = [
    Entry(_("My membership"), "members:membership", Permission.RENEW),
    Entry(_("My profile"), "members:profile", Permission.HAVE_PROFILE),
    Entry(_("My organisations"), "members:my_organisations", Permission.BOOK),
    Entry(_("My calendar"), "spaces:calendar", Permission.BOOK),
    Entry(pgettext_lazy("menu", "Board"), "members:board", Permission.MODERATE_BOARD),
    *ACCOUNT,
]
ENTRIES = {"menu": MENU, "personal": PERSONAL, "account": ACCOUNT}
#: What is offered to whoever must set up a second factor first.
NOTHING: dict[str, tuple] = dict.fromkeys(ENTRIES, ())
#: Found once for all who stand alike: by their role, in a language, wherever the portal is mounted.
OFFERED: dict[tuple, dict[str, tuple[Link, ...]]] = {}

#: What an address may hold and still be told to others: of any other word in it we take it to be a secret.
NO_SECRETS = frozenset(
    {"pk", "slug", "code", "day", "slot", "what", "month", "number", "kind", "table"}
)


FEEDBACK = "site:accessibility_feedback"


class Frame:
    """The frame of one page. Nothing is worked out until the template asks for it."""

    #: Whether it offers nothing that needs a session.
    plain = False

    def __init__(self, request):
        self.path = request.path
        self.match = getattr(request, "resolver_match", None)
        # A request that was refused early, as one for an unknown host, has not met its user yet.
        self.user = getattr(request, "user", AnonymousUser())
        self.session = getattr(request, "session", None)
        self.parked = getattr(request, "parked", None)
        self.request = request

    @cached_property
    def menu(self) -> tuple[Link, ...]:
        return self._marked("menu")

    @property
    def personal(self) -> tuple[Link, ...]:
        return self._offered["personal"]

    @cached_property
    def account(self) -> tuple[Link, ...]:
        return self._marked("account")

    @cached_property
    def demo(self) -> bool:
        return Installation.demo()

    @cached_property
    def lacks_second_factor(self) -> bool:
        """Whether nothing of the portal opens to this person yet: no menu leads anywhere."""
        return self.user.is_authenticated and second_factor.is_missing(self.request)

    @property
    def second_factor_is_waived(self) -> bool:
        """Whether the person would need a second factor, and this place does without, as the demo does."""
        return should_have_second_factor(self.user) and not needs_second_factor(self.user)

    @property
    def identity_provider(self) -> str:
        """By which name people know the identity provider; nothing where there is none."""
        told = settings.IDENTITY_PROVIDER
        return told.name if told else ""

    @property
    def signed_out(self) -> str:
        """Why the reader is no longer signed in, on the first page that shows it; mostly nothing."""
        over = getattr(self.session, "over", None)
        return over() if over and not self.user.is_authenticated else ""

    @property
    def given_back(self) -> str:
        """What is said of a form that has in it what its reader had written before; mostly nothing."""
        return parking.sentence(self.parked) if self.parked else ""

    @property
    def text_alone(self) -> str:
        """Where that can be read without its form; nothing where nobody wrote anything."""
        parked = self.parked
        return parking.page_alone(parked) if parked and parked.fields else ""

    @property
    def role(self) -> Role | None:
        """What the person is to the programme. Nobody is anything before signing in."""
        return Role(self.user.role) if self.user.is_authenticated else None

    @property
    def may_apply(self) -> bool:
        """Whether the person is still at the door: some pages open once they are admitted."""
        return allows(self.user, Permission.APPLY)

    @property
    def reads_journal(self) -> bool:
        """Whether pages of things lead on to what was done to them."""
        return allows(self.user, Permission.READ_JOURNAL)

    @property
    def opens_once_admitted(self) -> bool:
        """Whether the page is closed to who is still at the door, and open to a coworker."""
        access = getattr(self.match and self.match.func, "access", "")
        return self.may_apply and Role.MEMBER in GRANTS.get(access, ())

    @property
    def accessibility_declaration(self) -> str:
        """The declaration stands on the agency's site; until its address is set, our page says so."""
        return settings.ACCESSIBILITY_DECLARATION_URL

    @property
    def asked_from(self) -> str:
        """What the form for problems is told: the page one comes from, never what was asked of it, or a secret."""
        if (
            self.match is None
            or self.match.view_name == FEEDBACK
            or set(self.match.kwargs) - NO_SECRETS
        ):
            return ""
        return f"?pagina={quote(self.path)}"

    @cached_property
    def _offered(self) -> dict[str, tuple[Link, ...]]:
        user = self.user
        if self.lacks_second_factor:
            return NOTHING
        standing = (user.is_authenticated, user.is_active, getattr(user, "role", ""))
        key = (*standing, get_language(), get_script_prefix())
        if key not in OFFERED:
            OFFERED[key] = {name: tuple(_links(name, user)) for name in ENTRIES}
        return OFFERED[key]

    def _marked(self, name: str) -> tuple[Link, ...]:
        """Each with whether one is there, or below it."""
        links = self._offered[name]
        return tuple(Link(each.label, each.url, self._current(each.url)) for each in links)

    def _current(self, url: str) -> str:
        if self.path == url:
            return "page"
        return "true" if self.path.startswith(url) else ""


def _links(name: str, user) -> Iterator[Link]:
    for entry in ENTRIES[name]:
        if entry.open_to(user):
            yield Link(str(entry.label), reverse(entry.name))


def frame(request):
    """Context processor."""
    return {"frame": Frame(request)}
