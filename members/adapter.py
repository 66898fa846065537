"""What allauth asks the portal: letters and pages in the person's own language."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation

from members.language import remember


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """In the person's own language, whatever the page's is."""
        person = context.get("user")
        with translation.override(getattr(person, "language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def post_login(self, request, user, **kwargs):
        """From sign-in on, the pages speak the person's language."""
        with translation.override(user.language):
            return remember(super().post_login(request, user, **kwargs), user.language)
