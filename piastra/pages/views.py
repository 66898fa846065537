"""The pages that the law asks of a public administration's site, open to everybody; and the staff's answers."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Permission, public, requires
from core.links import SignedLink
from core.models import AccessibilityFeedback
from core.pages import attempt, form_page
from core.refusals import Refusal
from piastra.pages import actions
from piastra.pages.forms import AnswerForm, FeedbackForm

#: Signed, so that nobody can be shown a receipt that the portal never gave.
RECEIPT = SignedLink(salt="pages.accessibility.receipt", view="site:accessibility_thanks")
LONGEST_PAGE = 300
ON_A_PAGE = 20


@public
def privacy(request):
    return render(request, "pages/privacy.html", {"dpo_email": settings.DPO_EMAIL})


@public
def legal_notes(request):
    return render(request, "pages/legal_notes.html")


@public
def accessibility(request):
    return render(
        request,
        "pages/accessibility.html",
        {"declaration": settings.ACCESSIBILITY_DECLARATION_URL},
    )


@public
def feedback(request):
    """Tell what could not be used, without signing in."""
    page = request.GET.get("pagina", "")[:LONGEST_PAGE]
    return form_page(
        request,
        FeedbackForm(request.POST or None, initial={"page": page}),
        actions.send_feedback,
        limit="accessibility",
        heading=_("Report an accessibility problem"),
        lead=_(
            "You do not need to sign in. You will get an answer within 30 days if you give your "
            "e-mail."
        ),
        back=_receipt_of,
        parent=_("Accessibility"),
        parent_url=reverse("site:accessibility"),
    )


def _receipt_of(feedback: AccessibilityFeedback) -> str:
    return reverse(RECEIPT.view, args=[RECEIPT.token(feedback.pk)])


@public
def feedback_thanks(request, token):
    """The receipt: the report's number, and until when the answer comes."""
    try:
        sent = AccessibilityFeedback.objects.get(pk=RECEIPT.read(token))
    except (Refusal, AccessibilityFeedback.DoesNotExist):
        raise Http404 from None
    return render(request, "pages/feedback_thanks.html", {"feedback": sent})


@requires(Permission.ANSWER_FEEDBACK)
def feedback_list(request):
    """What waits for an answer, the one due first at the top; then what was answered, the latest first."""
    seen = AccessibilityFeedback.objects.visible_to(request.user)
    answered = seen.filter(status=AccessibilityFeedback.Status.ANSWERED)
    answered = answered.select_related("answered_by").order_by("-answered_at", "-pk")
    context = {
        "waiting": seen.waiting(),
        "page": Paginator(answered, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "pages/feedback_list.html", context)


@requires(Permission.ANSWER_FEEDBACK)
def feedback_page(request, pk):
    """One report; its answer, or the form of it."""
    seen = AccessibilityFeedback.objects.visible_to(request.user).select_related("answered_by")
    found = get_object_or_404(seen, pk=pk)
    form = AnswerForm(request.POST or None, feedback=found)
    if form.is_valid():
        return _answered(request, found, form.cleaned_data["answer"])
    return render(request, "pages/feedback_page.html", {"feedback": found, "form": form})


def _answered(request, found, answer: str):
    verb = partial(actions.answer_feedback, by=request.user, feedback=found, answer=answer)
    done = _("Report %(number)s has been answered.") % {"number": found.number}
    way_on, refusal = attempt(request, verb, after=reverse("site:accessibility_reports"), done=done)
    if way_on:
        return way_on
    found.refresh_from_db()
    messages.warning(request, refusal.sentence)
    # What somebody wrote is never lost: it can be copied from here.
    context = {"feedback": found, "not_sent": answer}
    return render(request, "pages/feedback_page.html", context, status=409)
