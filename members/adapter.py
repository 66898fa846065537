"""What allauth asks the portal: letters and pages in the person's own language."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as at_hand
from django.contrib.sites.shortcuts import get_current_site
from django.utils import translation

from core.mail import keep
from members.language import remember


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """In the person's own language, whatever the page's is. What can't leave now waits in the outbox."""
        facts = {
            "request": at_hand.request,
            "email": email,
            "current_site": get_current_site(at_hand.request),
            **context,
        }
        person = context.get("user")
        with translation.override(getattr(person, "language", None) or translation.get_language()):
            letter = self.render_mail(template_prefix, email, facts)
        try:
            letter.send()
        except (OSError, UnicodeError):
            keep(letter)

    def post_login(self, request, user, **kwargs):
        """From sign-in on, the pages speak the person's language."""
        with translation.override(user.language):
            return remember(super().post_login(request, user, **kwargs), user.language)
