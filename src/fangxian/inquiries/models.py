"""Inquiries between areas, and the fields that each asks for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Inquiry(ProgrammeRecord):
    """A question of one area to another about somebody (协查). Row grain: one inquiry.

    area_code     who asks; `to_area_code` who is asked, outside the programme if `is_outside`
    due_at        when the answer is due, by the edition; `expires_at` from when the other side reads nothing of it
    task_id       the work that it serves
    moved_to      where she was taken over to; "" if ownership did not move
    """

    area_code = models.CharField(max_length=14, blank=True)
    to_area_code = models.CharField(max_length=14)
    is_outside = models.BooleanField(default=False)
    purpose = models.CharField(max_length=20)
    person_id = models.UUIDField()
    task_id = models.UUIDField(null=True)
    words = EncryptedTextField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    answer = EncryptedTextField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True)
    taken_over_at = models.DateTimeField(null=True)
    moved_to = models.CharField(max_length=14, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=list(rules.PURPOSES)), name="an_inquiry_has_a_known_purpose"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="an_inquiry_expires_after_it_is_asked"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, declined_at=None, taken_over_at=None) | Q(answered_by__isnull=False),
                name="an_answered_inquiry_names_who_answered",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at=None, moved_to="") | (Q(taken_over_at__isnull=False) & ~Q(moved_to="")),
                name="ownership_moves_to_an_area",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "to_area_code", "expires_at"], name="inquiries_asked_of"),
            models.Index(fields=["programme", "area_code", "-asked_at"], name="inquiries_asked_by"),
        ]

    class Privacy:
        retention = "case"
        personal = {"words", "answer"}
        sensitive = {"person_id", "task_id"}
        operational = {
            "id", "programme", "area_code", "to_area_code", "is_outside", "purpose", "asked_at", "asked_by", "due_at",
            "expires_at", "answered_at", "answered_by", "declined_at", "taken_over_at", "moved_to", "withdrawn_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return self.id.hex[-8:].upper()

    @property
    def times(self) -> rules.Times:
        return rules.Times(**{name: getattr(self, name) for name in rules.Times.__dataclass_fields__})


class InquiryField(ProgrammeRecord):
    """One field that an inquiry asks for, why, and what was answered. Row grain: inquiry × field."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="fields")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    answer = EncryptedTextField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inquiry", "place"], name="a_field_of_an_inquiry_has_its_place")]

    class Privacy:
        retention = "case"
        personal = {"answer"}
        operational = {"id", "programme", "inquiry", "place", "label", "reason"}
