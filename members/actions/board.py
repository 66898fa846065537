"""Posts of the board: put up, changed, closed, put up again by their authors."""

from datetime import date
from uuid import UUID

from django.db import transaction

from core.clock import today
from core.identity import made_by_form
from core.journal import record
from core.locks import lock
from core.refusals import ensure
from members.models import Objective, Organisation, Post, Theme, Verb, usual_end
from members.rules import board as rules

Status = Post.Status


@transaction.atomic
def publish_post(
    *,
    by,
    kind: str,
    title: str,
    text: str,
    theme: Theme,
    objective: Objective | None = None,
    organisation: Organisation | None = None,
    expires: date | None = None,
    request_key: UUID | None = None,
) -> Post:
    """Put an offer or a request on the board until the day before `expires`. The same form makes one post."""
    if made := made_by_form(Post, request_key):
        return made
    expires = expires or usual_end()
    ensure(
        rules.why_not_use(by)
        or rules.why_not_until(expires, today())
        or rules.why_not_for(organisation, by)
    )
    post = Post.objects.create(
        person=by, kind=kind, title=title, text=text, theme=theme, objective=objective,
        organisation=organisation, expires=expires, request_key=request_key,
    )  # fmt: skip
    record(by=by, verb=Verb.POST_PUBLISHED, on=post, kind=kind, theme=theme.pk, expires=expires)
    return post


@transaction.atomic
def change_post(*, by, post: Post, **told) -> Post:
    """Write the post anew; `told` are its fields by name. A later `expires` lets it stand for longer."""
    held = lock(Post.objects.all(), post.pk)
    expires = told.get("expires") or held.expires
    ensure(
        rules.why_not_change(held, by)
        or rules.why_not_until(expires, today())
        or rules.why_not_for(told.get("organisation"), by)
    )
    for name, value in (told | {"expires": expires}).items():
        setattr(held, name, value)
    held.save()
    record(by=by, verb=Verb.POST_CHANGED, on=held, expires=held.expires)
    return held


@transaction.atomic
def close_post(*, by, post: Post) -> Post:
    """Take the own post from the board. Who had answered it may still write. Twice changes nothing."""
    held = lock(Post.objects.all(), post.pk)
    if held.status == Status.CLOSED and held.person_id == by.pk:
        return held
    rules.POST.move(held, Status.CLOSED, by=by)
    record(by=by, verb=Verb.POST_CLOSED, on=held)
    return held


@transaction.atomic
def reopen_post(*, by, post: Post) -> Post:
    """Put a closed post, or one that has expired, on the board again for the usual time."""
    held = lock(Post.objects.all(), post.pk)
    ensure(rules.why_not_change(held, by) or rules.why_not_use(by))
    if held.status == Status.OPEN and not held.is_expired:
        return held
    if held.status != Status.OPEN:
        rules.POST.move(held, Status.OPEN, by=by)
    held.expires = max(held.expires, usual_end())
    held.save(update_fields=["expires"])
    record(by=by, verb=Verb.POST_REOPENED, on=held, expires=held.expires)
    return held
