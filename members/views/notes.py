"""The staff's page that takes a note about a person."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import form_page, sent
from members.actions import notes
from members.forms.memberships import NoteForm
from members.models import User


@requires(Permission.MANAGE_MEMBERSHIPS)
def note_new(request, pk):
    """Note something about a person for the rest of the staff."""
    person = get_object_or_404(User, pk=pk)
    card = reverse("members:person_membership", args=[pk])
    return form_page(
        request,
        NoteForm(sent(request)),
        partial(notes.write_note, by=request.user, person=person),
        heading=_("A note about %(person)s") % {"person": person},
        title=_("New note"),
        back=card,
        keep=_("No, go back"),
        done=_("The note has been saved."),
        parent=person,
        parent_url=card,
    )
