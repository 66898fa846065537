"""Whoever leaves a day empty reads that a day is asked for, on every form."""

from django.forms import DateField
from django.utils.translation import override

from piastra.tests.forms_of_ours import forms_of_ours


def test_each_day_that_is_needed_is_asked_for_in_words():
    with override("it"):
        said = {
            f"{form.__qualname__}.{name}": str(field.error_messages["required"])
            for form in forms_of_ours()
            for name, field in form.base_fields.items()
            if isinstance(field, DateField) and field.required
        }
    assert len(said) > 8
    assert {name: words for name, words in said.items() if "giorno" not in words} == {}
