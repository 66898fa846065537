"""Pages that do something: they ask, do, tell and return.

A view guards and fetches, then hands the verb to one of these. A verb that may not be done raises `Refusal`:
its sentence stands in the form, with what was written, or on the page to which one returns.

Both pages take, beside what they name: `lead`, `kicker`, `title` (of the window, where the heading is long),
`parent` and `parent_url` (the page above), `css` of the button, and whatever a template of one's own shows. What
was seen when the question was asked is sent along in `hidden`, a value by its name.

An address that only takes what a button sends leads to the page that has the button, when it is asked for
otherwise: so it is after sign-in, for whoever was signed out when the button was pressed.
"""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from core import limits
from core.forms import ActionForm
from core.parking import follow
from core.refusals import Refusal

#: Words, or an address; or what makes them from what the verb gave.
FromMade = str | Callable[[Any], str]

READ = ("GET", "HEAD")
#: Letters of an address that every server takes.
LONGEST = 2000


def sent(request: HttpRequest):
    """The form's data, also when it came empty; None while it is only read."""
    return request.POST if request.method == "POST" else None


def carry_out(
    request: HttpRequest,
    verb: Callable[[], Any],
    *,
    back: str,
    after: FromMade = "",
    done: FromMade = "",
    refused: int = messages.ERROR,
) -> HttpResponse:
    """Do it, tell on the next page how it went, and go there: all that a button alone needs.

    That is the page `back`; once it is done `after`, where one is given. `refused` is the level at which a no
    is told.
    """
    answer, refusal = attempt(
        request, verb, after=lambda made: _from(after, made) or back, done=done
    )
    if refusal:
        messages.add_message(request, refused, refusal.sentence)
    return answer or redirect(back)


def attempt(
    request: HttpRequest,
    verb: Callable[[], Any],
    *,
    after: FromMade,
    done: FromMade = "",
    told: int = messages.SUCCESS,
) -> tuple[HttpResponse, None] | tuple[None, Refusal]:
    """Do it, tell it and go on to `after`; else why not, for a page that shows a no in its own place.

    Gives the answer and None, or None and the refusal. That it was done is told at the level `told`.
    """
    try:
        made = verb()
    except Refusal as refusal:
        return None, refusal
    _tell(request, done, made, told)
    return redirect(_from(after, made)), None


def confirm_page(
    request: HttpRequest,
    verb: Callable[[], Any],
    *,
    heading: str,
    button: str,
    keep: str,
    back: str,
    done: FromMade,
    after: FromMade = "",
    refused: int = messages.ERROR,
    refusal: Refusal | None = None,
    template: str = "confirm.html",
    **page,
) -> HttpResponse:
    """Ask `heading`; `button` does it, `keep` goes `back` and leaves all as it was.

    `refusal`, where it is known that it can't be done, is shown in the button's place. For the rest see
    `carry_out`.
    """
    if request.method == "POST":
        return carry_out(request, verb, back=back, after=after, done=done, refused=refused)
    page |= {"heading": heading, "button": button, "keep": keep, "back": back, "refusal": refusal}
    return render(request, template, page)


def form_page(
    request: HttpRequest,
    form: ActionForm,
    verb: Callable[..., Any],
    *,
    back: FromMade,
    done: FromMade = "",
    told: int = messages.SUCCESS,
    refused: int | None = None,
    limit: str = "",
    not_done: int = HTTPStatus.OK,
    template: str = "form.html",
    **page,
) -> HttpResponse:
    """Show the form; once it is filled in, do it with what was written, tell it and go `back`.

    The verb gets `form.facts()`; that it was done is told at the level `told`. A refusal is told in the form,
    which keeps what was written; with the level `refused`, on the page `back`, where the same form would be
    refused again. `keep` are the words of a way back beside the button, for which `back` must be an address.
    `not_done` is the status where what was sent is not done; `limit` names the limit that counts what visitors
    send (`core.limits`).
    """
    if limit:
        verb = partial(_counted, request, limit, verb)
    if form.is_valid() and refused is not None:
        verb = partial(verb, **form.facts())
        return carry_out(request, verb, back=back, done=done, refused=refused)
    if form.is_valid():
        verb = partial(verb, **form.facts())
        answer, refusal = attempt(request, verb, after=back, done=done, told=told)
        if answer:
            return answer
        form.refuse(refusal)
    status = not_done if form.is_bound else HTTPStatus.OK
    return render(request, template, page | {"form": form, "back": back}, status=status)


def _counted(request: HttpRequest, limit: str, verb: Callable[..., Any], **facts) -> Any:
    limits.take(request, limit)
    return verb(**facts)


def hand_out(
    request: HttpRequest, verb: Callable[[], File], *, name: str, back: str
) -> FileResponse | HttpResponse:
    """Give the file that the verb opens, to be saved as `name`; why it is not given is told on the page `back`."""
    try:
        content = verb()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back)
    return FileResponse(content, as_attachment=True, filename=name)


def done_before() -> None:
    """The verb of what was done already: twice is once."""


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """Bytes of this media type to be saved under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _tell(request: HttpRequest, done: FromMade, made: Any, level: int) -> None:
    if sentence := _from(done, made):
        messages.add_message(request, level, sentence)


def _from(given: FromMade, made: Any) -> str:
    return given(made) if callable(given) else given


def button_on(page: str | Callable[..., str], *kept: str, looks: bool = False):
    """Mark a view that writes at a POST, and has no page of its own: its button stands on `page`.

    That is the name of an address, which takes those of the view's own parameters that are `kept`; or what
    makes the address of the request and the parameters, and says with a 404 that the thing is gone. A button that
    only `looks` leads to a page that has the form's fields in its address.
    """

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in READ:
                return HttpResponseNotAllowed([*READ, "POST"])
            where = page(request, **kwargs) if callable(page) else _address(page, kept, kwargs)
            follow(request, where.partition("?")[0])
            return redirect(where + _looked_at(request) if looks else where)

        guarded.button_on = page
        return guarded

    return mark


def _looked_at(request) -> str:
    """What had been asked for when the session ended."""
    asked = urlencode(request.parked.fields if request.parked else {}, doseq=True)
    return f"?{asked}" if 0 < len(asked) < LONGEST else ""


def _address(page: str, kept: tuple[str, ...], kwargs: dict) -> str:
    return reverse(page, kwargs={name: kwargs[name] for name in kept})
