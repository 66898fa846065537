"""What a public administration's portal must name before it opens: said by `manage.py check --deploy`."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

#: The setting, the id of its warning, what is missing without it, and what to do. Listed in docs/settings.md.
DUTIES = [
    (
        "ACCESSIBILITY_DECLARATION_URL",
        "piastra.W001",
        "The footer leads to no accessibility declaration (ACCESSIBILITY_DECLARATION_URL is not set).",
        "The Comune fills it in at https://form.agid.gov.it every year; set the address that it gets there.",
    ),
    (
        "DPO_EMAIL",
        "piastra.W002",
        "The privacy notice names no data protection officer to write to (DPO_EMAIL is not set).",
        "Set the address that the Comune publishes for its DPO.",
    ),
    (
        "STAFF_EMAIL",
        "piastra.W003",
        "No letter says whom to write to, and each of the staff gets the accessibility reports "
        "(STAFF_EMAIL is not set).",
        "Set an address that somebody of the staff reads every day.",
    ),
]


@register(Tags.security, deploy=True)
def duties(app_configs, **options):
    """One warning for each setting that is missing."""
    return [
        Warning(sentence, hint=hint, id=number)
        for name, number, sentence, hint in DUTIES
        if not str(getattr(settings, name)).strip()
    ]


SECURITY_CONTACT = Warning(
    "Nobody can be told of a weakness: neither SECURITY_EMAIL nor STAFF_EMAIL is set, and "
    "/.well-known/security.txt is not there.",
    hint="Set SECURITY_EMAIL to an address that somebody reads.",
    id="piastra.W004",
)


@register(Tags.security, deploy=True)
def check_security_contact(app_configs, **_):
    return [] if settings.SECURITY_EMAIL or settings.STAFF_EMAIL else [SECURITY_CONTACT]
