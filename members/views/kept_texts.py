"""The page of a text whose form is gone: to read, to copy, to throw away. For its writer, in the same browser."""

from functools import partial

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import parking
from core.access import any_user
from core.pages import button_on, carry_out
from core.written import form_of, written_in


@any_user
@require_safe
def kept_text(request, pk):
    """Each field that had something in it, what it was for, and until when it is kept."""
    kept = _found(request, pk)
    written = written_in(kept)
    if not written:
        raise Http404
    parking.read_alone(kept)
    page = {
        "kept": kept,
        "written": written,
        "button": getattr(form_of(kept), "button", ""),
        "until": kept.at + parking.LASTS,
    }
    return render(request, "members/kept_text.html", page)


@any_user
@button_on("members:kept_text", "pk")
def kept_text_throw_away(request, pk):
    """The writer has it elsewhere, or needs it no more."""
    kept = _found(request, pk)
    return carry_out(
        request,
        partial(parking.throw_away, kept),
        done=_("What you had written was thrown away."),
        back=reverse("site:home"),
    )


def _found(request, pk):
    kept = parking.kept_for(request, pk)
    if kept is None:
        raise Http404
    return kept
