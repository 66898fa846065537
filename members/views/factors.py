"""Second factors: what allauth's pages don't ask by themselves."""

from http import HTTPStatus

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import download_recovery_codes
from allauth.mfa.totp.views import deactivate_totp
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect

from core.access import any_user
from core.journal import record
from core.locks import lock
from members.authentication.second_factor import SET_UP, why_not_remove
from members.models import User, Verb


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


@any_user
@transaction.atomic
def recovery_codes_download(request):
    """allauth's file; that it was taken is a line of the journal, since whoever has it can sign in."""
    answer = download_recovery_codes(request)
    if request.method == "GET" and answer.status_code == HTTPStatus.OK:
        record(by=request.user, verb=Verb.RECOVERY_CODES_DOWNLOADED, on=request.user)
    return answer
