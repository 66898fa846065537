"""What a person chooses for himself."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from core.journal import record
from core.locks import lock
from core.refusals import Refusal
from members.models import Verb


@transaction.atomic
def choose_language(*, by, language: str):
    """The language of a person's letters and pages. Choosing the same again changes nothing."""
    if language not in dict(settings.LANGUAGES):
        sentence = _("%(language)s is not one of the portal’s languages.")
        raise Refusal(sentence % {"language": language}, code="unknown_language")
    held = lock(get_user_model().objects.all(), by.pk)
    by.language = language
    if held.language != language:
        by.save(update_fields=["language"])
        record(by=by, verb=Verb.LANGUAGE_CHOSEN, on=by, language=language)
    return by
