"""The rules of applications, which the staff set."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, requires
from core.pages import form_page, sent
from members import actions
from members.forms.application_rules import RulesForm
from members.models import ApplicationRules


@requires(Permission.DECIDE_APPLICATIONS)
def application_rules(request):
    queue = reverse("members:applications")
    return form_page(
        request,
        RulesForm(sent(request), instance=ApplicationRules.current()),
        partial(actions.set_application_rules, by=request.user),
        heading=_("Rules of applications"),
        lead=_("They apply to applications sent from now on."),
        done=_("The rules have been saved."),
        back=queue,
        parent=_("Applications"),
        parent_url=queue,
    )
