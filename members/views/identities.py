"""Signing in by the identity provider: the way there, the way back."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import public
from core.refusals import Refusal
from members.authentication import identity as provider
from members.authentication import identity_links as links
from members.authentication import second_factor, security
from members.rules.identities import why_not_open


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def identity_start(request):
    """The button to the provider; pressed, the way there."""
    ensure_offered()
    if request.method != "POST":
        return render(request, "members/identity_start.html")
    process = "link" if request.user.is_authenticated else "sign_in"
    then = _safe(request, request.POST.get("next", ""))
    try:
        return provider.way_there(request, process=process, then=then)
    except Refusal as refusal:
        return refused(request, refusal, then)


@public
@never_cache
@require_safe
def identity_return(request):
    """Back from the provider, with its word in the address: read once, and led on to a page without it."""
    ensure_offered()
    if not request.GET.keys() & {"state", "error"}:
        raise Http404
    then = ""
    try:
        state = provider.state_of(request)
        then = state.get("next", "")
        said = provider.identity_of(request, state)
    except Refusal as refusal:
        security.identity_failed(why=refusal.code)
        return refused(request, refusal, then)
    return _arrived(request, said, then)


def ensure_offered() -> None:
    """Raises `Http404` where no provider is set."""
    if settings.IDENTITY_PROVIDER is None:
        raise Http404


def _safe(request, address: str) -> str:
    return address if get_adapter(request).is_safe_url(address) else ""


def refused(request, refusal: Refusal, then: str = ""):
    """Told where one signs in by other means; whoever is signed in reads it beside their link."""
    messages.error(request, refusal.sentence)
    if request.user.is_authenticated:
        return redirect("members:identity" if settings.IDENTITY_PROVIDER else "mfa_index")
    return redirect(reverse("account_login", query={"next": then} if then else None))


def _arrived(request, said, then: str):
    person, is_known = links.opened_by(said.uid), request.user.is_authenticated
    if person and is_known and person == request.user:
        return redirect(then or "members:identity")
    if person and not is_known:
        return _signed_in(request, person, said, then)
    links.keep_pending(request, said)
    return redirect("members:identity_link" if is_known else "members:identity_new")


def _signed_in(request, person, said, then: str):
    """allauth's way in: past the letter that confirms the address, and the second factor where one is needed."""
    if refusal := why_not_open(person):
        security.identity_failed(why=refusal.code)
        return refused(request, refusal)
    request.has_strong_identity = said.is_strong
    record_authentication(request, person, method="socialaccount", provider=links.PROVIDER)
    answer = perform_login(request, Login(user=person, redirect_url=then or None))
    if said.is_strong and request.user == person:
        second_factor.remember(request, person)
    return answer
