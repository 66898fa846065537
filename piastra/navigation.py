"""What the frame of every page shows: the menu, the person's own links, the footer.

An item is shown to whoever may open it; which roles those are is written in `core.access` only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ANY_USER, GRANTS, PUBLIC, Permission, Role, allows
from core.models import Installation


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


@dataclass(frozen=True)
class Link:
    """An entry on one page: `current` is `page` on the page itself, `true` on those below it."""

    label: str
    url: str
    current: str = ""


MENU = [
    Entry(_("Book"), "spaces:today", Permission.BOOK),
    Entry(_("My bookings"), "spaces:bookings", Permission.BOOK),
    Entry(_("My application"), "members:application", Permission.APPLY),
    Entry(_("Who is in today"), "spaces:roster", Permission.SEE_ROSTER),
    Entry(pgettext_lazy("menu", "Places"), "spaces:places", Permission.MANAGE_SPACES),
    Entry(_("Applications"), "members:applications", Permission.DECIDE_APPLICATIONS),
    Entry(_("Events"), "events:list"),
    Entry(_("Themes"), "members:themes"),
    Entry(_("Budget"), "budget:programme", Permission.SEE_BUDGET),
    Entry(_("Reports"), "reports:list", Permission.SEE_REPORTS),
    Entry(_("Letters"), "site:letters", Permission.MANAGE_LETTERS),
    Entry(
        pgettext_lazy("menu", "Accessibility reports"),
        "site:accessibility_reports",
        Permission.ANSWER_FEEDBACK,
    ),
    # The staff's menu is full with it, and they find it in the footer.
    Entry(_("The programme"), "site:programme", unless=Permission.MANAGE_SPACES),
]
ACCOUNT = [
    Entry(pgettext_lazy("menu", "E-mail address"), "account_email", ANY_USER),
    Entry(_("Password"), "account_change_password", ANY_USER),
    Entry(_("Two-step sign-in"), "mfa_index", ANY_USER),
]
PERSONAL = [
    Entry(_("My profile"), "members:profile", Permission.HAVE_PROFILE),
    Entry(_("My calendar"), "spaces:calendar", Permission.BOOK),
    *ACCOUNT,
]
EXPLORE = [
    Entry(_("The programme"), "site:programme"),
    Entry(_("Themes"), "members:themes"),
    Entry(_("Events"), "events:list"),
]

#: What an address may hold and still be told to others: of any other word in it we take it to be a secret.
NO_SECRETS = frozenset(
    {"pk", "slug", "code", "day", "slot", "what", "month", "number", "kind", "table"}
)


class Frame:
    """The frame of one page. Nothing is worked out until the template asks for it."""

    def __init__(self, request):
        self.path = request.path
        self.match = getattr(request, "resolver_match", None)
        # A request that was refused early, as one for an unknown host, has not met its user yet.
        self.user = getattr(request, "user", AnonymousUser())

    @cached_property
    def menu(self) -> list[Link]:
        return list(self._links(MENU))

    @cached_property
    def personal(self) -> list[Link]:
        return list(self._links(PERSONAL))

    @cached_property
    def account(self) -> list[Link]:
        return list(self._links(ACCOUNT))

    @cached_property
    def explore(self) -> list[Link]:
        return list(self._links(EXPLORE))

    @cached_property
    def demo(self) -> bool:
        return Installation.demo()

    @property
    def may_apply(self) -> bool:
        """Whether the person is still at the door: some pages open once they are admitted."""
        return allows(self.user, Permission.APPLY)

    @property
    def opens_once_admitted(self) -> bool:
        """Whether the page is closed to who is still at the door, and open to a coworker."""
        access = getattr(self.match and self.match.func, "access", "")
        return self.may_apply and Role.MEMBER in GRANTS.get(access, ())

    @property
    def accessibility_declaration(self) -> str:
        """The declaration stands on the agency's site; until its address is set, our page says so."""
        return settings.ACCESSIBILITY_DECLARATION_URL or reverse("site:accessibility")

    @property
    def accessibility_feedback(self) -> str:
        """Where a problem is told, with the page that one comes from; never what was asked of it, or a secret."""
        address = reverse("site:accessibility_feedback")
        if self.match is None or self.path == address or set(self.match.kwargs) - NO_SECRETS:
            return address
        return f"{address}?pagina={quote(self.path)}"

    def _links(self, entries: list[Entry]) -> Iterator[Link]:
        for entry in entries:
            if entry.open_to(self.user):
                url = reverse(entry.name)
                yield Link(entry.label, url, self._current(url))

    def _current(self, url: str) -> str:
        if self.path == url:
            return "page"
        return "true" if self.path.startswith(url) else ""


def frame(request):
    """Context processor."""
    return {"frame": Frame(request)}
