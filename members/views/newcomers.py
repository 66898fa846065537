"""Whoever comes by the identity provider and has no account that opens so."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.signup import complete_signup, prevent_enumeration
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.access import public
from core.refusals import Refusal
from members import actions
from members.authentication import identity_links as links
from members.forms.identities import NewcomerForm
from members.views.identities import ensure_offered, refused


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def identity_new(request):
    """Sign in and link the own account, or make one."""
    ensure_offered()
    said = links.pending(request)
    if said is None:
        return refused(request, links.too_late())
    if request.user.is_authenticated:
        return redirect("members:identity_link")
    form = NewcomerForm(request.POST if request.method == "POST" else None, said=said)
    if form.is_valid() and form.is_within_limit(request):
        return _joined(request, form)
    link = reverse("account_login", query={"next": reverse("members:identity_link")})
    return render(request, "members/identity_new.html", {"form": form, "link": link})


def _joined(request, form: NewcomerForm):
    """Whether somebody has the address is told by a letter to it, and by nothing else."""
    facts = form.facts()
    try:
        person = actions.join_by_identity(**facts)
    except Refusal as refusal:
        return refused(request, refusal)
    links.drop_pending(request)
    if person is None:
        return prevent_enumeration(request, email=facts["email"])
    record_authentication(request, person, method="socialaccount", provider=links.PROVIDER)
    return complete_signup(request, user=person)
