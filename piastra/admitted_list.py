"""The list of those admitted by a call, to be published: the rows of its page and its table, and a tagged PDF.

It says application numbers, and names only where the call says so: whoever applied read which of the two it is.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.mail import PORTAL
from core.tables import Column, Kind, Table
from members.models import Application, Call
from members.pages.calls import Ranked, ranking
from piastra.reports import glyphs, pdf

STYLE = "admitted/document.css"
Status = Application.Status
#: Whose applications the list says; both are told that they are admitted.
LISTED = (Status.ADMITTED, Status.WAITING)


def table(call: Call) -> Table:
    """The rows for publication: by points where the call gives any, or else by number."""
    rows = [row for row in ranking(call) if row.application.status in LISTED]
    return Table(_("Those admitted"), tuple(_columns(call)), rows)


def _columns(call: Call) -> list[Column]:
    columns = [Column(gettext_lazy("Application"), lambda row: number_of(row.application))]
    if call.shows_names:
        columns.append(Column(gettext_lazy("Name"), lambda row: row.application.applicant))
    if call.is_assessed:
        columns.append(Column(gettext_lazy("Points"), lambda row: row.points, Kind.NUMBER))
    columns.append(Column(gettext_lazy("Outcome"), _outcome))
    return columns


def number_of(application: Application) -> str:
    """By what a person finds the own application; those from before there were numbers have the row's."""
    return application.code or f"n. {application.pk}"


def _outcome(row: Ranked) -> str:
    return row.application.get_status_display()


def document(call: Call) -> bytes:
    """The PDF, in Italian. Raises `pdf.CannotRender` where this machine lacks something."""
    now = timezone.now()
    with translation.override("it"):
        said = {"call": call, "table": table(call), "portal": PORTAL, "now": now}
        page = render_to_string("admitted/document.html", said)
    page = glyphs.drawable(page, pdf.fonts_folder() / glyphs.FONT)
    style = (settings.BASE_DIR / "templates" / STYLE).read_text()
    return pdf.render(page, style, made_at=now)
