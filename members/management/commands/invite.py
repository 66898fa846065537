from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core import mail
from core.access import ROLE_SENTENCES, Role
from core.refusals import Refusal
from core.tasks import deliver_mail
from core.words import clock, day_medium
from members import actions
from members.models import Invitation


class Command(BaseCommand):
    help = (
        "Invite an official of the Comune, somebody of the staff or a coworker: a letter with a link, good for 7 "
        "days and one account. Inviting an address again replaces its link; --revoke makes it useless."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address of the person who is invited")
        parser.add_argument("--role", help=" or ".join(Invitation.ROLES))
        parser.add_argument(
            "--first-name", default="", help="how the person is called: the page asks again"
        )
        parser.add_argument("--last-name", default="", help="the same")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, help="the letter's: it (default) or en"
        )
        parser.add_argument(
            "--revoke", action="store_true", help="take the open invitation of this address back"
        )
        # A link opens an account by itself, and what a command prints ends in logs and scrollbacks:
        # it is shown to those only who ask for it, as where no letter can leave yet.
        parser.add_argument(
            "--print-link", action="store_true", help="print the link too: who reads it can use it"
        )

    def handle(
        self, *, email, role, language, revoke, print_link, first_name, last_name, **options
    ):
        with translation.override("en"):
            try:
                if revoke:
                    self._revoke(email)
                else:
                    names = {"first_name": first_name, "last_name": last_name}
                    self._invite(email, role, language, print_link, names)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from refusal

    def _revoke(self, email):
        revoked = actions.revoke_invitation(by=None, email=email)
        self.stdout.write(f"The link that was sent to {revoked.email} opens nothing any more.")

    def _invite(self, email, role, language, print_link, names):
        if not role:
            raise CommandError(
                f"Say as what {email} is invited: --role official or --role staff, or --role member for a "
                "coworker. Nothing was sent."
            )
        if language not in dict(settings.LANGUAGES):
            raise CommandError(
                f"Letters are written in it (Italian) or en (English), not in {language!r}. Nothing was sent."
            )
        sent = actions.invite(by=None, email=email, role=role, language=language, **names)
        self._tell(sent)
        if print_link:
            self.stdout.write(f"Whoever opens this link makes the account: {sent.link}")

    def _tell(self, sent):
        made, until = sent.invitation, sent.invitation.expires_at
        self.stdout.write(
            f"{made.email} is invited as {made.role}: {ROLE_SENTENCES[Role(made.role)]}"
        )
        self.stdout.write(f"The link works once, until {day_medium(until)} at {clock(until)}.")
        if sent.replaced:
            day = day_medium(sent.replaced.made_at)
            self.stdout.write(
                f"The link sent on {day} (as {sent.replaced.role}) opens nothing any more: this one replaces it."
            )
        if sent.gives_way:
            self.stdout.write(
                f"Somebody has signed up with {made.email} and confirmed nothing (account {sent.gives_way.pk}): "
                "that account is deleted when the invitation is accepted. If it is confirmed before, the "
                "link opens nothing."
            )
        self._say_where_the_letter_is()

    def _say_where_the_letter_is(self):
        if not mail.are_files():
            self.stdout.write("The letter is in the outbox: the worker sends it now.")
            return
        # Nobody waits for a postman here: the file is there when the command ends.
        deliver_mail()
        self.stdout.write(
            "No mail server is set (EMAIL_URL), so the letter does not leave: "
            f"it is the newest file in {settings.EMAIL_FILE_PATH}. Pass its link on yourself."
        )
