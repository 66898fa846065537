"""What `manage.py check --deploy` says of our own settings."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

SECURITY_CONTACT = Warning(
    "Nobody can be told of a weakness: neither SECURITY_EMAIL nor STAFF_EMAIL is set, and "
    "/.well-known/security.txt is not there.",
    hint="Set SECURITY_EMAIL to an address that somebody reads.",
    id="piastra.W001",
)


@register(Tags.security, deploy=True)
def check_security_contact(app_configs, **_):
    return [] if settings.SECURITY_EMAIL or settings.STAFF_EMAIL else [SECURITY_CONTACT]
