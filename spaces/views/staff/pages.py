"""What the staff's pages have in common: a form that may meet bookings, and one that does not."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from core.refusals import Refusal
from spaces.actions.clearing import InTheWay, told_of


def clearing_page(request, form, action, *, heading, lead, done, back, **context):
    """A form whose doing may meet bookings: they are shown, and a tick agrees to cancel them.

    `done` says what was done, or makes the words from what the action gave.
    """
    in_the_way = None
    if form.is_valid():
        try:
            made = action(**form.facts())
        except InTheWay as refusal:
            in_the_way = refusal
            form.show(refusal.bookings)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            sentence = done(made) if callable(done) else done
            told = _told(told_of(form.agreed_to, by=request.user))
            messages.success(request, f"{sentence} {told}".strip())
            return redirect(*back)
    return form_page(request, form, heading=heading, lead=lead, in_the_way=in_the_way, **context)


def _told(people: int) -> str:
    """What became of those who had booked; nothing when nobody had."""
    if not people:
        return ""
    sentence = ngettext(
        "%(n)d person had booked, and is told.",
        "%(n)d people had booked, and are told.",
        people,
    )
    return sentence % {"n": people}


def form_page(request, form, *, template="spaces/staff/form.html", **context):
    return render(request, template, context | {"form": form})
