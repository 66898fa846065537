"""Secrets of second factors, encrypted: whoever reads a copy of the database opens nothing with it.

The key is made of `SECRET_KEY`; what was encrypted under one of `SECRET_KEY_FALLBACKS` still opens, and
comes under the present key as its person uses a second factor.
"""

import base64
import logging
import secrets
from contextlib import suppress

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from core.locks import lock_all

log = logging.getLogger(__name__)

#: What the key is for: no other use of `SECRET_KEY` comes to the same one.
PURPOSE = b"piastra.second-factors"
#: Where each kind of factor keeps its secret. Of a passkey only the public half is here.
NAMES = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


def encrypt(text: str) -> str:
    """The text under the present key. Each time another one, so that equal secrets do not show."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """The text again; where no key that we have opens it, one that nobody knows, so that no code answers to it.

    Never an empty one: the codes of an empty secret can be reckoned by anybody.
    """
    try:
        return _keys().decrypt(encrypted.encode()).decode()
    except InvalidToken:
        log.warning("a second factor is encrypted under a key that the portal does not have")
        return base64.b32encode(secrets.token_bytes(20)).decode()


@transaction.atomic
def renew(person) -> None:
    """Bring this person's secrets under the present key, while there are former ones."""
    if not settings.SECRET_KEY_FALLBACKS:
        return
    for factor in lock_all(Authenticator.objects.filter(user=person, type__in=NAMES)):
        name = NAMES[factor.type]
        with suppress(InvalidToken):
            factor.data[name] = _keys().rotate(factor.data[name].encode()).decode()
            factor.save(update_fields=["data"])


def _keys() -> MultiFernet:
    return MultiFernet(
        [_key(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
