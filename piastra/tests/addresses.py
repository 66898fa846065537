"""Every address of the portal, read from the URL configuration itself."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name and the parameters that it takes."""

    name: str
    route: str
    parameters: tuple[str, ...]


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns, namespace, route):
    for entry in patterns:
        full = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, full)
        elif isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}", full, tuple(entry.pattern.converters))
