"""What is told once a call's deadline is over."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.clock import local_midnight, today
from core.journal import record
from core.locks import lock
from core.mail import post
from members.models import Application, Call, Verb


@transaction.atomic
def tell_drafts(*, call: Call) -> int:
    """Tell whoever began an application in the call's time and did not send it that the deadline is over, once.

    Answers how many were told. What they wrote is kept, and can be sent all the same.
    """
    held = lock(Call.objects.all(), call.pk)
    if held.drafts_told_at is not None or held.closes > today():
        return 0
    held.drafts_told_at = timezone.now()
    held.save(update_fields=["drafts_told_at"])
    times = {"made_at__gte": local_midnight(held.opens), "made_at__lt": local_midnight(held.closes)}
    drafts = Application.objects.filter(status=Application.Status.DRAFT, **times)
    people = get_user_model().objects.filter(pk__in=drafts.values("applicant"), is_active=True)
    for person in people:
        post(to=person, template="call_over", context={"call": held}, about=held)
    record(by=None, verb=Verb.CALL_DRAFTS_TOLD, on=held, drafts=len(people))
    return len(people)
