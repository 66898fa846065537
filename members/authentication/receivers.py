"""What follows when allauth says that a factor, or the address, changed: the session knows, the person is told."""

from allauth.account.signals import (
    email_added,
    email_changed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.core import context as at_hand
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed, authenticator_used
from django.db.models.signals import post_save
from django.dispatch import receiver

from members.actions.sessions import end_sessions
from members.authentication import locked_away, notices, second_factor
from members.authentication.factor_forms import use_up

Type = Authenticator.Type


@receiver(authenticator_used)
def used(*, request, user, authenticator, **_):
    """Proved in this session. Of each recovery code its owner hears: whoever finds the sheet can use one."""
    second_factor.remember(request, user)
    locked_away.renew(user)
    if authenticator.type == Type.RECOVERY_CODES:
        authenticator.refresh_from_db()
        left = len(authenticator.wrap().get_unused_codes())
        notices.tell("recovery_code_used", user, left=left)


@receiver(post_save, sender=Authenticator)
def added(*, instance, created, **_):
    """What was set up here is proved here; the code that set an app up opens nothing more."""
    request = at_hand.request
    is_here = request is not None and request.user.pk == instance.user_id
    if not (created and is_here and instance.type in second_factor.FACTORS):
        return
    second_factor.remember(request, instance.user)
    _end_others(request, instance.user)
    if instance.type == Type.TOTP:
        use_up(instance, request.POST.get("code", ""))


@receiver(authenticator_removed)
def removed(*, request, user, **_):
    """Whoever has none left has proved none."""
    _end_others(request, user)
    if not second_factor.has_one(user):
        second_factor.forget(request)


@receiver(email_added)
def new_address(*, user, email_address, **_):
    """The address that counts until the new one is confirmed hears of it."""
    notices.tell("address_asked", user, address=email_address.email)


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
@receiver(email_changed)
def changed(*, request, user, **_):
    """Whoever else was signed in as this person is so no longer."""
    _end_others(request, user)


def _end_others(request, person) -> None:
    is_own = request.user.pk == person.pk
    end_sessions(by=person, of=person, but=request.session.session_key if is_own else None)
