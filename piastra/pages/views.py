"""The pages that the law asks of a public administration's site; all open to everybody."""

from django.conf import settings
from django.shortcuts import redirect, render

from core.access import public
from piastra.pages import actions
from piastra.pages.forms import FeedbackForm


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
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("pagina", "")})
    if form.is_valid():
        actions.send_feedback(**form.cleaned_data)
        return redirect("site:accessibility_thanks")
    return render(request, "pages/feedback.html", {"form": form})


@public
def feedback_thanks(request):
    return render(request, "pages/feedback_thanks.html")
