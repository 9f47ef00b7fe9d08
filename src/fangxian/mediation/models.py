"""Incidents without names, and what was done to settle each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Incident(ProgrammeRecord):
    """Something that happened between people (涉疫警情、矛盾). Row grain: one incident at one place.

    It has no column for a person, on any side of it.

    target, done_to  only of a stigma case: what the people are who are shunned, and what was done to them; "" else
    place, words     sealed; a place without a door, and what happened without names
    request_id       the call in which it was told, or null; nothing of its caller is copied, and nothing of this is
                     told to her but the answer that an operator gives
    """

    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=20, blank=True)
    done_to = models.CharField(max_length=20, blank=True)
    area_code = models.CharField(max_length=14)
    place = EncryptedTextField(null=True)
    words = EncryptedTextField(null=True)
    action = models.CharField(max_length=20)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    request_id = models.UUIDField(null=True)
    talked_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    referred_at = models.DateTimeField(null=True)
    referred_to = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=rules.STIGMA, target__in=list(rules.TARGETS), done_to__in=list(rules.DONE_TO))
                | (~Q(kind=rules.STIGMA) & Q(target="", done_to="")),
                name="only_a_stigma_case_has_a_target_and_only_as_a_role",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, referred_at=None) | Q(talked_at__isnull=False),
                name="nothing_is_agreed_before_somebody_talked",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(referred_at=None), name="a_mediation_is_agreed_or_referred"
            ),
            models.UniqueConstraint(
                fields=["programme", "request_id"], condition=Q(request_id__isnull=False),
                name="a_call_begins_one_mediation",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["programme", "area_code", "occurred_at"], name="incidents_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "hotline"
        personal = {"place", "words"}
        operational = {
            "id", "programme", "kind", "target", "done_to", "area_code", "action", "occurred_at", "recorded_at",
            "recorded_by", "request_id", "talked_at", "agreed_at", "outcome", "referred_at", "referred_to",
        }  # fmt: skip

    @property
    def number(self) -> str:
        """The short number in talk between desks."""
        return self.id.hex[-8:].upper()


class MediationStep(ProgrammeRecord):
    """Something that was done to settle an incident (化解经过). Row grain: one visit, call, meeting or talk."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    note = EncryptedTextField(null=True)
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["programme", "at"], name="mediation_steps_by_time")]

    class Privacy:
        retention = "hotline"
        personal = {"note"}
        operational = {"id", "programme", "incident", "kind", "at", "post"}
