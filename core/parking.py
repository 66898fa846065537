"""What somebody had written when the session ended: kept for an hour, and given back after sign-in.

Kept for one browser and the person for whom the form was made; never sent by itself, never shown to another.
Files and passwords are not kept. Whoever has no account keeps nothing here.

Where the form is gone meanwhile (an event that is over, an application that was sent, another role), its page
leads to one on which the text can be read and copied.
"""

import re
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict, UnreadablePostError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as too_old

from core.browsers import Browser
from core.forms import KEY, given_back
from core.links import digest
from core.models import ParkedForm
from core.written import written_in

LASTS = timedelta(hours=1)
#: Of one person in one browser, and in all of them: a script has as many browsers as it likes.
MOST, MOST_IN_ALL = 5, 20
#: How many letters one may have. No form of the portal takes as many.
LARGEST = 100_000
#: What is not kept: the form's token and its number, which are new, and what nobody may read.
LEFT_OUT = {"csrfmiddlewaretoken", KEY}
SECRET = "password"  # noqa: S105 - the name of fields
LANGUAGE = "members:language"
#: The page of a text whose form is gone.
ALONE = "members:kept_text"
MAIN = re.compile(rb"<main\b.*</main>", re.DOTALL)


class ParkingMiddleware:
    """Know the browser; show a form of which something is kept with that in it, until it is sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        browser = request.browser = Browser.of(request)
        request.parked = request.looks_for = None
        before, forms = repr(browser), given_back.set(None)
        try:
            response = self.get_response(request)
        finally:
            given_back.reset(forms)
        if request.method == "POST" and request.parked and response.status_code < 500:
            request.parked.delete()
        if request.looks_for and not _leads_to_its_form(request, response):
            response = redirect(page_alone(request.looks_for))
        browser.remember(request)
        if repr(browser) != before:
            browser.write(response)
        return response

    def process_view(self, request, view, args, kwargs):
        """Only once a request is let in: what is kept for a page that asks to sign in stays kept."""
        request.browser.leave_its_forms(request)
        if request.browser.keeps_something() and request.user.is_authenticated:
            request.parked = _of(request).at(request.path).first()
            if request.parked and request.method == "GET":
                given_back.set(_as_sent(request.parked.fields))
                request.looks_for = None if request.parked.read_alone else request.parked


def park(request, *, author: int) -> bool:
    """Keep what this request sends for its author, for an hour. Returns whether it could be kept."""
    fields = _written(request)
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if size > LARGEST:
        return False
    mine = ParkedForm.objects.of(author, digest(request.browser.number))
    mine.at(request.path).delete()
    mine.create(
        person_id=author,
        browser=digest(request.browser.number),
        sent_to=request.path,
        page=request.path,
        fields=fields,
        has_files=bool(request.FILES),
    )
    _drop_oldest(mine, MOST)
    _drop_oldest(ParkedForm.objects.filter(person_id=author), MOST_IN_ALL)
    request.browser.keep_for(LASTS)
    return True


def _drop_oldest(kept, most: int) -> None:
    """Of these, the newest first, keep so many."""
    ParkedForm.objects.filter(pk__in=[each.pk for each in kept[most:]]).delete()


def _written(request) -> dict[str, list[str]]:
    """What was sent, as the database can hold it: no NUL, which forms refuse in words."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in request.POST.lists()
        if name not in LEFT_OUT and SECRET not in name.lower()
    }


def park_if_known(request) -> None:
    """Keep what somebody sends who is signed out, where it is known who wrote it, and say so on the next page."""
    author = _author(request)
    if author is None:
        return
    if park(request, author=author):
        messages.info(request, _kept(request))
    else:
        messages.error(request, _("What you sent is too long to keep. Go back and copy it."))


def page_alone(parked: ParkedForm) -> str:
    """Where the text can be read without its form."""
    return reverse(ALONE, args=[parked.pk])


def _leads_to_its_form(request, response) -> bool:
    """Whether the reader finds the text in a form, or nobody wrote any, or the answer is no page for people."""
    parked, written = request.looks_for, written_in(request.looks_for)
    if not written or "HX-Request" in request.headers or response.streaming:
        return True
    if 300 <= response.status_code < 400:
        return (
            parked.page != request.path
        )  # Its button stands on another page, which is looked at in its turn.
    if response.status_code >= 500 or "text/html" not in response.get("Content-Type", ""):
        return True
    shown = MAIN.search(response.content)
    names = [f'name="{each.name}"'.encode() for each in written]
    return bool(shown) and any(name in shown[0] for name in names)


def kept_for(request, pk: int) -> ParkedForm | None:
    """What is kept for this reader in this browser under this number; None of anybody else's."""
    if not request.browser.keeps_something():
        return None
    return _of(request).filter(pk=pk).first()


def read_alone(parked: ParkedForm) -> None:
    """Its page leads here no more: whoever wants to may look at it."""
    ParkedForm.objects.filter(pk=parked.pk).update(read_alone=True)


def throw_away(parked: ParkedForm) -> None:
    """Keep it no longer."""
    parked.delete()


def follow(request, page: str) -> None:
    """What is kept for this address is shown on that page, which has its form."""
    if request.parked:
        request.parked.page = page
        request.parked.save(update_fields=["page"])


def csrf_failure(request, reason=""):
    """A form whose token is old, mostly from before a sign-in in another tab: it is given back to its author."""
    author = None if _keeps_nothing(request) or _broke_off(request) else _author(request)
    here, user = request.get_full_path(), request.user
    if author is None or user.is_authenticated and user.pk != author:
        return too_old(request, reason)
    if user.is_authenticated:
        return redirect(here) if park(request, author=author) else too_old(request, reason)
    park_if_known(request)
    return redirect_to_login(here)


def _broke_off(request) -> bool:
    """Whether the form did not arrive whole."""
    try:
        return not request.POST
    except UnreadablePostError:
        return True


def _author(request) -> int | None:
    """For whom the form was made, while that person has an account and it is open."""
    person = request.browser.author_of(request)
    people = get_user_model().objects.filter(pk=person, is_active=True)
    return person if person and people.exists() else None


def _keeps_nothing(request) -> bool:
    """Whether the page is a package's, as those for passwords, or the button for the language of any page."""
    match = request.resolver_match
    return match.view_name == LANGUAGE or match.func.__module__.startswith("allauth.")


def clear() -> int:
    """Throw away what was not fetched in time. Returns how many."""
    number, _rows = ParkedForm.objects.filter(at__lt=timezone.now() - LASTS).delete()
    return number


def sentence(parked: ParkedForm) -> str:
    """What the page says above the form that has it."""
    if not parked.fields and not parked.has_files:
        return _("Nothing has been done yet: you were signed out. Press the button again.")
    if parked.read_alone:
        return _("What you had written here was not sent. It is kept for an hour.")
    told = _("What you wrote is here again. It was not sent: check it and press the button.")
    return f"{told} {_but_files()}" if parked.has_files else told


def _kept(request) -> str:
    if set(request.POST) <= LEFT_OUT and not request.FILES:
        return _("Nothing has been done yet: sign in, and press the button again.")
    told = _("What you wrote is kept for an hour: sign in, and you will find it in its form.")
    return f"{told} {_but_files()}" if request.FILES else told


def _but_files() -> str:
    return _("You only need to choose the file again.")


def _of(request):
    return ParkedForm.objects.of(request.user.pk, digest(request.browser.number)).filter(
        at__gt=timezone.now() - LASTS
    )


def _as_sent(fields: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data
