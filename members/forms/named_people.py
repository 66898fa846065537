"""People whom somebody names for an organisation, one a line."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.addresses import normal_address
from core.names import person_name

MOST_PEOPLE = 30
#: First name, last name, e-mail.
Named = tuple[str, str, str]


class PeopleField(forms.CharField):
    """People, one a line: first name, last name, e-mail. Cleans to a list of these three."""

    def __init__(self, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=6000, **options)

    def clean(self, value) -> list[Named]:
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PEOPLE:
            sentence = _("Name at most %(most)s people; you can add others later.")
            raise ValidationError(sentence, params={"most": MOST_PEOPLE})
        people = [_person(line) for line in lines]
        if len({email for _first, _last, email in people}) < len(people):
            raise ValidationError(_("The same e-mail is there twice."))
        return people


def _person(line: str) -> Named:
    """One line. Raises ValidationError, which names it."""
    parts = [part.strip() for part in re.split(r"[,;\t]", line) if part.strip()]
    wrong = ValidationError(
        _("“%(line)s”: write first name, last name and e-mail, with commas between them."),
        params={"line": line.strip()[:60]},
    )
    if len(parts) != 3 or max(map(len, parts[:2])) > 80 or len(parts[2]) > 254:
        raise wrong
    try:
        validate_email(parts[2])
    except ValidationError:
        raise wrong from None
    return person_name(parts[0]), person_name(parts[1]), normal_address(parts[2])


def names(people: list[Named], email: str) -> bool:
    """Whether somebody of this address is among them."""
    return normal_address(email) in {each for _first, _last, each in people}
