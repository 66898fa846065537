"""Who may open which address, worked out from the URL configuration and the marks that the views wear.

`docs/access.txt` is this table as it was agreed; a test holds the two together, so that a change of access
is seen in a review and never slips in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

from core import access
from core.access import ANY_USER, GRANTS, PUBLIC, Permission, Role

# Views that are not ours wear no mark; each package says for itself who may come.
THIRD_PARTY = {"allauth": "sign-in, sign-up, passwords, second factors: guarded by allauth itself"}


@dataclass(frozen=True)
class Door:
    """One address: its full name, its route, the view behind it, and its parameters with their converters."""

    name: str
    route: str
    view: object
    converters: tuple

    @property
    def third_party(self) -> str:
        """The package that the view comes from, if it is one of those listed; else nothing."""
        package = self.view.__module__.partition(".")[0]
        return package if package in THIRD_PARTY else ""

    @property
    def marks(self) -> list[str]:
        """The marks that the view really wears, outermost first. `wraps` copies the word, not the guard."""
        return [layer.access for layer in layers(self.view) if made_by_access(layer)]

    @property
    def is_guarded_first(self) -> bool:
        """Whether nothing of the view runs before its guard."""
        return made_by_access(self.view)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of signed-in people who may come."""
        return GRANTS.get(self.view.access, frozenset(Role))


def layers(view) -> Iterator:
    """A view and what it wraps, from the outside in."""
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def made_by_access(layer) -> bool:
    code = getattr(layer, "__code__", None)
    return code is not None and code.co_filename == access.__file__


def doors() -> list[Door]:
    """Every address of the portal, in the order of the URL configuration. Of two alike the first one opens."""
    found = {}
    for door in _walk(get_resolver().url_patterns, "", ""):
        found.setdefault(door.route, door)
    return list(found.values())


def _walk(patterns, namespace: str, route: str) -> Iterator[Door]:
    for entry in patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, here)
        else:
            converters = tuple(entry.pattern.converters.items())
            yield Door(f"{namespace}{entry.name}", here, entry.callback, converters)


def table() -> str:
    """The table as text: address, permission, roles; sorted by address."""
    rows = sorted(_row(door) for door in doors())
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"{one:{widths[0]}}  {two:{widths[1]}}  {three}".rstrip() for one, two, three in rows]
    return "\n".join([*INTRODUCTION, "", *lines, ""])


INTRODUCTION = [
    "Who may open which address: address, permission, roles.",
    "Written by `python manage.py access_table > docs/access.txt`; a test compares it with the code.",
]


def _row(door: Door) -> tuple[str, str, str]:
    if door.third_party:
        return (f"/{door.route}", door.third_party, "")
    mark = door.view.access
    if mark in {PUBLIC, ANY_USER}:
        return (f"/{door.route}", mark, "everybody" if mark == PUBLIC else "every role")
    roles = " ".join(role.value for role in Role if role in door.roles)
    return (f"/{door.route}", Permission(mark).value, roles)
