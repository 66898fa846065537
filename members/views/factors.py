"""Second factors: what allauth's pages don't ask by themselves."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect

from core.access import any_user
from core.locks import lock
from members.authentication.second_factor import SET_UP, why_not_remove
from members.models import User


@any_user
@transaction.atomic
def passkey_remove(request, pk):
    """allauth's page; the last factor of whoever needs one stays. Of two removed at once, one is."""
    lock(User.objects.all(), request.user.pk)
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    if refusal := why_not_remove(get_object_or_404(passkeys, pk=pk)):
        messages.error(request, refusal.sentence)
        return redirect(SET_UP)
    return remove_webauthn(request, pk=pk)


@any_user
@transaction.atomic
def codes_remove(request):
    """allauth's page, whose form asks whether the app may go: under the same lock as passkeys, or both would."""
    lock(User.objects.all(), request.user.pk)
    return deactivate_totp(request)
