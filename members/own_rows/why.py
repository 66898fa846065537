"""Why members keeps rows about people, in the words that the person reads."""

from django.db.models import Case, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from core.personal import ERASED

SUMS = _(
    "The public money behind the programme has to be accounted for: how many applied and were members is counted. "
    "What you wrote goes, the dates stay without you."
)
STAFF = _("What the staff noted for each other, to look after you.")


def only_where_needed(**needing) -> Case:
    """Nothing, but for a dash where the database asks for a reason."""
    needs = When(**needing, then=Value(ERASED))
    return Case(needs, default=Value(""), output_field=TextField())
