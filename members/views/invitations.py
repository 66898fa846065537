"""The page behind the link of an invitation. Mail scanners open links: only the form uses one up."""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from core.access import ROLE_SENTENCES, public
from core.refusals import Refusal
from members import actions, rules
from members.forms import InvitationForm
from members.language import remember
from members.models import Invitation, User

#: With which status a page says no: what has been there is gone, what never was is not found.
GONE, NOT_FOUND, CONFLICT = 410, 404, 409
STATUS_OF = {"unknown_link": NOT_FOUND, "has_account": CONFLICT}


def kept_secret(view):
    """The address opens a door: the next page asked for, also of ours, is not told from where one comes."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        answer = view(request, *args, **kwargs)
        # "no-referrer" would hide the origin too, by which Django knows its own forms.
        answer["Referrer-Policy"] = "strict-origin"
        return answer

    return guarded


@public
@never_cache
@kept_secret
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # What follows only says how things stand; what writes is protected by itself.
def invitation(request, token):
    """Who invites, as what; then name and password. What can't be accepted is said, with the way out.

    Signing in changes the token of every open form: another tab too must be answered how things stand.
    """
    found = Invitation.objects.of_token(token)
    account = User.objects.at(found.email) if found else None
    if account:
        # Made a moment ago by this very invitation, it is used by now: what was read before is old.
        found = Invitation.objects.of_token(token)
    if refusal := rules.why_not_accept(found, timezone.now(), account=account):
        return _refused(request, refusal)
    if request.user.is_authenticated:
        status = CONFLICT if request.method == "POST" else 200
        return render(request, "members/invitation_else.html", {"invitation": found}, status=status)
    return _asked(request, token, found)


@csrf_protect
def _asked(request, token, found):
    form = InvitationForm(request.POST or None, invited=found)
    if form.is_valid() and form.is_within_limit(request):
        return _accepted(request, token, form)
    context = {"invitation": found, "form": form, "role_sentence": ROLE_SENTENCES[found.role]}
    return render(request, "members/invitation.html", context)


def _accepted(request, token, form):
    try:
        person = actions.accept_invitation(token=token, **form.facts())
    except Refusal as refusal:
        return _refused(request, refusal)
    get_adapter(request).login(request, person)
    record_authentication(request, person, method="password")
    sentence = _(
        "Welcome, %(name)s: your account has been created and you are signed in as “%(role)s”."
    )
    words = {"name": person.first_name, "role": person.get_role_display()}
    messages.success(request, sentence % words)
    return remember(redirect(settings.LOGIN_REDIRECT_URL), person.language)


def _refused(request, refusal: Refusal):
    may_sign_in = refusal.code in {"used_link", "has_account"}
    context = {"sentence": refusal.sentence, "may_sign_in": may_sign_in}
    status = STATUS_OF.get(refusal.code, GONE)
    return render(request, "members/invitation_wrong.html", context, status=status)
