"""The outbox: messages that leave once what they tell of is committed."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Message(ProgrammeRecord):
    """One message to one person. Row grain: one message.

    kind      "app.what": says which text it is
    once_key  what it must not be sent twice for; null if any number may be sent
    due_at    not before this moment; later after each failure
    sink      what took it: "local" shows it here and sends nothing
    error     class of the last failure, never its text
    """

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    to = EncryptedTextField()
    language = models.CharField(max_length=10, default="zh-hans")
    text_zh = EncryptedTextField()
    text_en = EncryptedTextField()
    person_id = models.UUIDField(null=True)
    once_key = models.CharField(max_length=150, null=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=100, blank=True)
    sink = models.CharField(max_length=50, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "once_key"], name="a_message_is_sent_once_for_its_cause"),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(given_up_at=None), name="a_message_is_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at=None, given_up_at=None), name="messages_to_send"
            ),
            models.Index(fields=["programme", "-queued_at"], name="messages_newest_first"),
        ]

    class Privacy:
        retention = "advice"
        personal = {"to", "text_zh", "text_en", "person_id", "language"}
        operational = {
            "id", "programme", "kind", "channel", "once_key", "queued_at", "due_at", "attempts", "error", "sink",
            "sent_at", "given_up_at",
        }  # fmt: skip

    @property
    def masked_to(self) -> str:
        return rules.masked(self.to or "", channel=self.channel)

    @property
    def state(self) -> str:
        return rules.state_of(
            sent_at=self.sent_at, given_up_at=self.given_up_at, attempts=self.attempts, sink=self.sink
        )

    @property
    def is_shown_here(self) -> bool:
        """Whether its text may be read on the screen: it went nowhere else."""
        return self.state == rules.SHOWN
