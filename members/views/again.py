"""What was sent by e-mail, asked for once more."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import public
from core.pages import button_on, carry_out
from members.authentication import again


@public
@button_on("account_email_verification_sent")
def confirmation_again(request):
    """The letter that asks to confirm an address, which did not arrive."""
    return carry_out(
        request,
        partial(again.send, request),
        back=reverse("account_email_verification_sent"),
        done=_("It is on its way again. It can take a few minutes."),
    )
