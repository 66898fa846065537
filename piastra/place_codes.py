"""The codes of the places, to print: an A6 sheet each, which a phone's camera leads to the place's page."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import Permission, requires
from core.links import whole_address
from core.mail import PORTAL
from piastra.reports import glyphs, pdf
from spaces.models import Space

STYLE = "spaces/codes/sheet.css"
#: Dark blue on white reads as well as black; a quarter of the code may be scratched (level Q).
INK = "#17324D"


@requires(Permission.MANAGE_SPACES)
@require_safe
def place_codes(request):
    """One PDF with the sheets of all places that are in service, or will be."""
    places = list(Space.objects.not_retired().select_related("zone"))
    if not places:
        messages.warning(request, _("There are no places yet: add one, then print its code."))
        return redirect("spaces:places")
    try:
        document = sheets(places)
    except pdf.CannotRender:
        sentence = _(
            "The codes could not be produced: this server lacks what PDFs need (Pango, or the "
            "fonts). Please tell its administrator."
        )
        messages.error(request, sentence)
        return redirect("spaces:places")
    headers = {"Content-Disposition": 'inline; filename="codici-dei-posti.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def sheets(places: list[Space]) -> bytes:
    """The PDF: a page for each place. Raises `pdf.CannotRender` where this machine lacks something."""
    pdf.require_fonts()
    with translation.override("it"):
        rows = [{"place": place, "address": address_of(place)} for place in places]
        for row in rows:
            row["code"] = code_of(row["address"])
        page = render_to_string("spaces/codes/sheets.html", {"sheets": rows, "portal": PORTAL})
    page = glyphs.drawable(page, pdf.fonts_folder() / glyphs.FONT)
    style = (settings.BASE_DIR / "templates" / STYLE).read_text()
    return pdf.render(page, style, made_at=timezone.now())


def address_of(place: Space) -> str:
    """What the code says: the whole address of the place's page."""
    return whole_address("spaces:here", place.code)


def code_of(address: str) -> str:
    """The QR code as a `data:` address of a picture that stays sharp at every size."""
    return segno.make(address, error="q", micro=False).svg_data_uri(dark=INK, border=4)
