"""What the staff's pages have in common: a form that may meet bookings, and one that does not."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms import ActionForm
from core.pages import FromMade, form_page
from spaces.actions.clearing import told_of
from spaces.forms.places import Agreeing


def staff_form(request: HttpRequest, form: ActionForm, verb: Callable, **page) -> HttpResponse:
    """A page with one form, below the staff's page of the places unless `page` names another `parent`."""
    above = {"parent": _("Places"), "parent_url": reverse("spaces:places")}
    page = {"template": "spaces/staff/form.html", **above, **page}
    return form_page(request, form, verb, **page)


def clearing_form(
    request: HttpRequest, form: Agreeing, verb: Callable, *, done: FromMade, **page
) -> HttpResponse:
    """A form whose doing may meet bookings: they are shown, and a tick agrees to cancel them.

    What is told once it is done says also how many people had booked.
    """
    tell = partial(_what_was_done, request, form, done)
    return staff_form(request, form, verb, done=tell, **page)


def _what_was_done(request: HttpRequest, form: Agreeing, done: FromMade, made) -> str:
    sentence = done(made) if callable(done) else done
    people = told_of(form.agreed_to, by=request.user)
    if not people:
        return sentence
    told = ngettext(
        "%(n)d person had booked, and has been told.",
        "%(n)d people had booked, and have been told.",
        people,
    )
    return f"{sentence} {told % {'n': people}}"
