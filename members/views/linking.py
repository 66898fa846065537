"""Whether the own account opens by the identity provider."""

from functools import partial

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.access import any_user
from core.pages import confirm_page
from members import actions
from members.authentication import identity_links as links
from members.authentication.recent import just_signed_in, recently_authenticated
from members.views.identities import refused


@any_user
def identity(request):
    """Whether it does, and the way to change that."""
    is_linked = bool(links.linked_to(request.user))
    if settings.IDENTITY_PROVIDER is None and not is_linked:
        raise Http404
    context = {"is_linked": is_linked, "name": links.provider_name()}
    return render(request, "members/identity.html", context)


@any_user
@never_cache
@just_signed_in
def identity_link(request):
    """Whether it opens from now on to who came back from the provider."""
    said = links.pending(request)
    if said is None:
        return refused(request, links.too_late())
    who = f"{said.first_name} {said.last_name}".strip() or said.email or "–"
    words = {"name": links.provider_name(), "person": who}
    lead = _(
        "%(name)s says that you are %(person)s. Link only if that is you: whoever is linked can open your "
        "account."
    )
    return confirm_page(
        request,
        partial(_link, request, said.uid),
        heading=_("Link your account to %(name)s?") % words,
        lead=lead % words,
        button=_("Link"),
        keep=_("Do not link"),
        back=reverse("members:identity"),
        done=_("Linked: from now on you can sign in with %(name)s too.") % words,
        refusal=links.why_not_link(request.user, uid=said.uid),
    )


def _link(request, uid: str) -> None:
    actions.link_identity(by=request.user, uid=uid, here=request.session.session_key)
    links.drop_pending(request)


@any_user
@recently_authenticated
def identity_unlink(request):
    """Let it no longer open so."""
    words = {"name": links.provider_name()}
    here = request.session.session_key
    is_offered = settings.IDENTITY_PROVIDER is not None
    return confirm_page(
        request,
        partial(actions.unlink_identity, by=request.user, here=here),
        heading=_("Unlink your account from %(name)s?") % words,
        lead=_("You then sign in with your e-mail and password, or with a passkey."),
        button=_("Unlink"),
        keep=_("Leave it linked"),
        back=reverse("members:identity" if is_offered else "mfa_index"),
        done=_("Unlinked: %(name)s no longer opens your account.") % words,
        refusal=links.why_not_unlink(request.user),
    )
