"""Objections to what is held about a person. Appeals against a measure are kept with the measure."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Objection(ProgrammeRecord):
    """What a person objects to in her own file, and the answer. Row grain: one objection.

    acknowledge_by, decide_by  clocks of the edition in force when it was lodged (INV-09)
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14, db_index=True)
    about = models.CharField(max_length=20)
    text = EncryptedTextField()
    lodged_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    decide_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, blank=True)
    answer = EncryptedTextField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None)
                | models.Q(answered_by__isnull=False, answer__isnull=False) & ~models.Q(decision=""),
                name="an_objection_is_answered_by_somebody_with_a_reason",
            )
        ]
        indexes = [models.Index(fields=["programme", "area_code", "lodged_at"], name="objections_by_area")]

    class Privacy:
        retention = "measure"
        personal = {"text", "answer", "answered_by"}
        sensitive = {"person", "about", "decision"}
        operational = {
            "id", "programme", "area_code", "lodged_at", "acknowledge_by", "decide_by", "acknowledged_at",
            "answered_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return rules.state_of(acknowledged_at=self.acknowledged_at, answered_at=self.answered_at)
