"""Secrets, from the environment or from files: a file is in no list of processes and no dump of settings."""

import os
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def secret(name: str) -> str:
    """The text of the file that `NAME_FILE` names, without the newline that editors put at its end; else `NAME`.

    Read as it stands: django-environ would take a value that begins with a dollar for another variable's name.
    """
    path = os.environ.get(f"{name}_FILE", "")
    return _read(f"{name}_FILE", path) if path else os.environ.get(name, "")


def _read(variable: str, path: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise ImproperlyConfigured(
            f"{variable} names {path}, which can't be read: {reason}. "
            "Put the secret there, in a file that the portal's user may read."
        ) from None
    if not text.strip():
        raise ImproperlyConfigured(
            f"{variable} names {path}, which is empty. Put the secret there."
        )
    return text


def with_password(address: str, password: str) -> str:
    """The address of a server with this password in it, in the place of one that it may hold."""
    if not (address and password):
        return address
    parts = urlsplit(address)
    user, _at, host = parts.netloc.rpartition("@")
    who = f"{user.partition(':')[0]}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{who}@{host}"))
