"""What people correct of themselves."""

from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm
from members.forms import NamesForm


class OwnNameForm(ActionForm, NamesForm):
    """The own name as it should be."""

    button = _("Correct the name")
