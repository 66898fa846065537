"""What the staff's pages have in common: a form that may meet bookings, and one that does not."""

from django.contrib import messages
from django.shortcuts import redirect, render

from core.refusals import Refusal
from spaces.actions.clearing import InTheWay


def clearing_page(request, form, action, *, heading, lead, done, back, **context):
    """A form whose doing may meet bookings: they are shown, and a tick agrees to cancel them."""
    bookings = []
    if form.is_valid():
        try:
            action(**form.facts())
        except InTheWay as refusal:
            bookings = refusal.bookings
            form.show(bookings)
            form.add_error(None, refusal.sentence)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect(*back)
    return form_page(request, form, heading=heading, lead=lead, bookings=bookings, **context)


def form_page(request, form, *, template="spaces/staff/form.html", **context):
    return render(request, template, context | {"form": form})
