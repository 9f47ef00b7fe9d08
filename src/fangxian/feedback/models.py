"""Messages that people sent, with nobody behind them, and what was counted of them each day."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class Feedback(ProgrammeRecord):
    """One message (意见). Row grain: one message; nobody reads it, it is counted by topic.

    id       by chance alone: the ids of other records tell when they were made, to the millisecond
    sent_on  the city day; no finer time stands anywhere
    text     sealed, without names, numbers and ways to reach somebody
    topic    of the edition's list, set by the job of the night; "" if it resembles none, or before that
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sent_on = models.DateField()
    text = EncryptedTextField()
    topic = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "sent_on"], name="feedback_by_day")]

    class Privacy:
        retention = "survey"
        personal = {"text"}
        operational = {"id", "programme", "sent_on", "topic"}


class FeedbackDigest(ProgrammeRecord):
    """What was told in the week that ends with a day (民意日报). Row grain: programme × day.

    message_count  in the week; null if fewer than five
    topics         [{code, count, before}]: those with at least five messages, and the week before where that had five
    """

    day = models.DateField()
    message_count = models.PositiveIntegerField(null=True)
    topics = models.JSONField(default=list)
    pack_id = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "day"], name="one_digest_a_day")]

    class Privacy:
        retention = "programme"
        operational = {"id", "programme", "day", "message_count", "topics", "pack_id", "made_at"}
