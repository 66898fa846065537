"""The staff's pages of people who asked to be erased: who, when it is done, and a no with its reason."""

from functools import partial

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import form_page, sent
from members.actions import erasing
from members.forms.accounts import WhyForm
from members.models import ErasureRequest


@requires(Permission.MANAGE_PEOPLE)
def erasures(request):
    """Those that wait, the next one first."""
    waiting = ErasureRequest.objects.visible_to(request.user).asked().select_related("person")
    return render(request, "members/erasures.html", {"erasures": waiting})


@requires(Permission.MANAGE_PEOPLE)
def erasure_refuse(request, pk):
    """Say no, and why."""
    visible = ErasureRequest.objects.visible_to(request.user).select_related("person")
    found = get_object_or_404(visible, pk=pk)
    page = reverse("members:erasures")
    return form_page(
        request,
        WhyForm(
            sent(request),
            button=_("Refuse the erasure"),
            help_text=_("The person will read it."),
        ),
        partial(erasing.refuse_erasure, by=request.user, request=found),
        heading=_("Refuse to erase %(person)s’s data") % {"person": found.person},
        title=_("Refuse the erasure"),
        lead=_(
            "Only where the law says that the data must be kept: the person can complain about it."
        ),
        done=_("The request was refused, and the person was told."),
        keep=_("Cancel"),
        back=page,
        parent=_("Requests to be erased"),
        parent_url=page,
    )
