"""What the pages of a membership show."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.clock import today
from core.refusals import Refusal
from core.words import on_day, until_day
from members.models import Membership, RenewalRequest, Suspension, User
from members.rules import memberships as rules


@dataclass(frozen=True)
class OwnMembership:
    """The person's last membership, whether it rests today, and where its renewal stands."""

    last: Membership | None
    suspension: Suspension | None
    renewal: RenewalRequest | None
    today: date

    @classmethod
    def of(cls, person: User) -> "OwnMembership":
        """Read it: three queries."""
        last = person.memberships.select_related("plan").order_by("-starts", "-pk").first()
        rest = Suspension.objects.of(person).covering(today()).first()
        renewal = person.renewals.select_related("granted").first()
        return cls(last, rest, renewal, today())

    @property
    def has_ended(self) -> bool:
        """Whether the person is a member no longer."""
        return self.last is not None and self.last.has_ended

    @property
    def asked(self) -> RenewalRequest | None:
        """The request that waits for an answer."""
        is_open = self.renewal and self.renewal.status == RenewalRequest.Status.ASKED
        return self.renewal if is_open else None

    @property
    def refused(self) -> RenewalRequest | None:
        """The request that was refused, and is about the last membership."""
        refused = self.renewal and self.renewal.status == RenewalRequest.Status.REFUSED
        return self.renewal if refused and self.renewal.membership_id == self.last.pk else None

    @property
    def why_not_ask(self) -> Refusal | None:
        """Why there is no button."""
        return rules.why_not_ask(self.last, asked=self.asked is not None, today=self.today)

    @property
    def until(self) -> str:
        """Until when it lasts, in a sentence."""
        if self.last is None:
            return _("You have no membership yet.")
        if self.last.ends is None:
            return _("Your membership has no end date.")
        if self.has_ended:
            words = {"on_day": on_day(self.last.last_day)}
            return _("Your membership ended %(on_day)s: that was its last day.") % words
        return _("Your membership lasts %(until_day)s.") % {
            "until_day": until_day(self.last.last_day)
        }
