"""Icons of Bootstrap Italia, drawn into the page: one request of 94 kB less."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()
SPRITES = "images/sprites.svg"
SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>', re.S)


@cache
def symbols() -> dict[str, tuple[str, str]]:
    """Name of each symbol: its viewBox and its shapes."""
    file = Path(finders.find(SPRITES) or settings.STATIC_ROOT / SPRITES)
    if not file.exists():
        raise ImproperlyConfigured("The icons are missing: run `npm ci && npm run build` first.")
    found = SYMBOL.findall(file.read_text(encoding="utf-8"))
    return {name: (box, " ".join(shapes.split())) for name, box, shapes in found}


@register.simple_tag
def icon(name: str, css: str = "") -> str:
    """`{% icon "it-calendar" %}`: a decoration; the words beside it carry the meaning."""
    box, shapes = symbols()[name]
    return format_html(
        '<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>',
        f"icon {css}".strip(),
        box,
        mark_safe(shapes),
    )
