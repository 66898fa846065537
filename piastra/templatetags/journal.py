"""The newest lines of the journal on pages of the apps below, which know nothing of its words."""

from django import template

from piastra.journal import lines, reading

register = template.Library()

ON_A_CARD = 10


@register.inclusion_tag("journal/_lines.html")
def last_lines_of_person(person) -> dict[str, list[lines.Line]]:
    """The last ten lines by this person, and on the account and what is the person's."""
    found = reading.newest(reading.of_person(person.pk), most=ON_A_CARD)
    return {"lines": lines.shown(list(found))}
