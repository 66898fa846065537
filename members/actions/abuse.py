"""What somebody reports to the staff, and what the staff do about it: hide it, show it, leave it."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.journal import record
from core.locks import lock
from core.mail import post as send
from core.refusals import ensure
from core.walls import explained
from members.models import AbuseReport, Message, Post, Verb
from members.rules import board as rules

Status = AbuseReport.Status


@transaction.atomic
def report_abuse(*, by, thing: Post | Message, reason: str) -> AbuseReport:
    """Tell the staff what is wrong with a post or a message. Raises `Refusal` while an own report waits."""
    ensure(rules.why_not_report(thing, by) or rules.why_not_without_words(reason))
    of = {"post" if isinstance(thing, Post) else "message": thing}
    with explained():
        report = AbuseReport.objects.create(person=by, reason=reason.strip(), **of)
    record(
        by=by, verb=Verb.ABUSE_REPORTED, on=report, **{name: each.pk for name, each in of.items()}
    )
    send(
        to=settings.STAFF_EMAIL, template="abuse_reported", context={"report": report}, about=report
    )
    return report


@transaction.atomic
def hide_post(*, by, post: Post, reason: str) -> Post:
    """Take somebody's post from the board, and tell its author why."""
    ensure(rules.why_not_moderate(by) or rules.why_not_without_words(reason))
    held = lock(Post.objects.select_related("person"), post.pk)
    rules.POST.move(held, Post.Status.HIDDEN, by=by, hidden_reason=reason.strip())
    record(by=by, verb=Verb.POST_HIDDEN, on=held)
    _tell_author(held, held.hidden_reason, title=held.title)
    return held


@transaction.atomic
def show_post(*, by, post: Post) -> Post:
    """Put a hidden post on the board again."""
    held = lock(Post.objects.all(), post.pk)
    rules.POST.move(held, Post.Status.OPEN, by=by, hidden_reason="")
    record(by=by, verb=Verb.POST_SHOWN, on=held)
    return held


@transaction.atomic
def uphold_report(*, by, report: AbuseReport, reason: str) -> AbuseReport:
    """Hide what was reported; its author reads the reason, and whoever reported it that it is hidden."""
    ensure(rules.why_not_without_words(reason))
    held = lock(AbuseReport.objects.select_related("person", "post", "message__person"), report.pk)
    _answer(held, Status.UPHELD, by=by)
    if held.message:
        _hide_message(held.message, by=by, reason=reason.strip())
    elif held.post.status != Post.Status.HIDDEN:
        hide_post(by=by, post=held.post, reason=reason)
    record(by=by, verb=Verb.ABUSE_UPHELD, on=held)
    _tell_reporter(held)
    return held


@transaction.atomic
def dismiss_report(*, by, report: AbuseReport, reason: str) -> AbuseReport:
    """Leave what was reported as it is, and tell whoever reported it why."""
    ensure(rules.why_not_without_words(reason))
    held = lock(AbuseReport.objects.select_related("person"), report.pk)
    _answer(held, Status.DISMISSED, by=by, answer=reason.strip())
    record(by=by, verb=Verb.ABUSE_DISMISSED, on=held)
    _tell_reporter(held)
    return held


def _answer(report: AbuseReport, to: str, *, by, **words) -> None:
    rules.REPORT.move(report, to, by=by, answered_at=timezone.now(), answered_by=by, **words)


def _hide_message(message: Message, *, by, reason: str) -> None:
    if message.hidden_reason:
        return
    message.hidden_reason = reason
    message.save(update_fields=["hidden_reason"])
    record(by=by, verb=Verb.MESSAGE_HIDDEN, on=message)
    _tell_author(message, reason)


def _tell_author(thing: Post | Message, words: str, title: str = "") -> None:
    context = {"words": words, "title": title}
    send(to=thing.person, template="words_hidden", context=context, about=thing)


def _tell_reporter(report: AbuseReport) -> None:
    send(to=report.person, template="abuse_answered", context={"report": report}, about=report)
