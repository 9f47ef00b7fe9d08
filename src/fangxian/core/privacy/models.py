"""The keys of a programme, wrapped."""

from __future__ import annotations

import uuid

from django.db import models


class ProgrammeKey(models.Model):
    """One key of one programme. Row grain: programme × purpose × generation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    wrapped = models.BinaryField(null=True, help_text="null once destroyed")
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None, wrapped__isnull=False)
                | models.Q(destroyed_at__isnull=False, wrapped=None),
                name="a_destroyed_key_is_gone_and_a_living_one_is_there",
            )
        ]
        indexes = [models.Index(fields=["programme", "purpose", "made_at"], name="privacy_key_newest")]

    class Privacy:
        retention = "audit"
        operational = {"id", "programme", "purpose", "wrapped", "made_at", "destroyed_at"}
