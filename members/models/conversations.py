"""What two people write to each other about a post; neither learns the other's address."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConversationQuerySet(models.QuerySet):
    def of(self, user):
        """Those in which this user is one of the two. Nobody else reads what they write."""
        return self.filter(Q(post__person=user.pk) | Q(answerer=user.pk))


class Conversation(models.Model):
    """About one post: its author and one who answered it. The author is found through the post."""

    post = models.ForeignKey("members.Post", on_delete=models.CASCADE, related_name="conversations")
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations"
    )
    #: For which organisation the answerer writes, if for one.
    organisation = models.ForeignKey(
        "members.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    made_at = models.DateTimeField(default=timezone.now)
    #: When each of the two said that it worked.
    author_said_at = models.DateTimeField(null=True, blank=True)
    answerer_said_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "answerer"], name="one_conversation_of_a_post_and_a_person"
            )
        ]

    def __str__(self):
        return f"conversation {self.pk}"

    def other_than(self, person):
        """The one to whom this one writes."""
        return self.answerer if self.post.person_id == person.pk else self.post.person


class Message(models.Model):
    """One message of a conversation."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages"
    )
    text = models.TextField(_("Message"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    #: Why the staff hid it; empty: it is shown.
    hidden_reason = models.TextField(max_length=1000, blank=True)
    request_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"message {self.pk}"
