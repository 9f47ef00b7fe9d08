"""Who of our own force can be called, who leads a unit, and the morning sheets. None of it tells of a resident."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class LiaisonDuty(ProgrammeRecord):
    """Who can be called for an agency over some hours, as function and work phone. Row grain: unit × function × time.

    area_code     of the unit when it was entered
    withdrawn_at  from when it no longer holds; the row stays, so that one can see who was to answer
    """

    unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="liaison_duties")
    area_code = models.CharField(max_length=14)
    function = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, help_text="work phone of the function")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_liaisons_duty_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_by__isnull=False), name="a_withdrawn_duty_says_by_whom"
            ),
        ]
        indexes = [models.Index(fields=["programme", "unit", "ends_at"], name="liaison_duties_by_time")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "unit", "area_code", "function", "phone", "starts_at", "ends_at", "entered_at",
            "entered_by", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip


class UnitLeader(ProgrammeRecord):
    """Who leads a unit and deals its work out. Row grain: one time of leading; earlier ones stay on record."""

    unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="leaders")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(ends_at=None), name="a_unit_has_one_leader"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="leading_ends_after_it_starts"
            ),
        ]

    class Privacy:
        retention = "staff"
        personal = {"post", "named_by"}
        operational = {"id", "programme", "unit", "starts_at", "ends_at"}


class MorningSheet(ProgrammeRecord):
    """A unit's work of one day as its leader dealt it out (例会). Row grain: unit × city day.

    notes     of the morning meeting
    dealt_at  from when each member sees her part; null: the leader is still at it
    """

    unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="sheets")
    area_code = models.CharField(max_length=14)
    sheet_on = models.DateField()
    notes = EncryptedTextField(null=True, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    dealt_at = models.DateTimeField(null=True, blank=True)
    dealt_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "sheet_on"], name="a_unit_has_one_sheet_a_day"),
            models.CheckConstraint(
                condition=Q(dealt_at=None) | Q(dealt_by__isnull=False), name="a_dealt_sheet_says_by_whom"
            ),
        ]
        indexes = [models.Index(fields=["programme", "sheet_on", "area_code"], name="sheets_by_day")]

    class Privacy:
        retention = "task"
        personal = {"notes", "drawn_by", "dealt_by"}
        operational = {"id", "programme", "unit", "area_code", "sheet_on", "drawn_at", "dealt_at"}

    @property
    def state(self) -> str:
        return rules.sheet_state(dealt_at=self.dealt_at)


class SheetLine(ProgrammeRecord):
    """Some of a day's work and who does it: kind, place and how many. Row grain: sheet × work × place × member.

    post  null: dealt to nobody yet
    """

    sheet = models.ForeignKey(MorningSheet, on_delete=models.CASCADE, related_name="lines")
    work = models.CharField(max_length=10)
    area_code = models.CharField(max_length=14)
    place = models.CharField(max_length=rules.LONGEST_PLACE, blank=True, help_text="a building, a post; never a person")
    count = models.PositiveIntegerField()
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="a_line_of_a_sheet_has_work"),
            models.CheckConstraint(condition=Q(work__in=list(rules.WORK_WORDS)), name="a_line_is_of_a_known_work"),
        ]

    class Privacy:
        retention = "task"
        personal = {"post"}
        operational = {"id", "programme", "sheet", "work", "area_code", "place", "count"}

    @property
    def piece(self) -> rules.Piece:
        return rules.Piece(self.work, self.area_code, self.place, self.count, self.post_id)


class ChatGroup(ProgrammeRecord):
    """A chat group as a way out and in: who keeps it, for which area, what for. Row grain: one group.

    It holds no member, no message and no account: name and function are words of the unit that keeps it.
    """

    unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    platform = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10)
    function = models.CharField(max_length=60, help_text="who keeps it, as a function")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area_code", "name"], condition=Q(ended_at=None),
                name="a_chat_group_is_registered_once",
            ),
            models.CheckConstraint(
                condition=Q(platform__in=list(rules.PLATFORMS)), name="a_group_uses_a_known_service"
            ),
            models.CheckConstraint(condition=Q(purpose__in=list(rules.PURPOSES)), name="a_group_has_a_known_purpose"),
        ]  # fmt: skip

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "unit", "area_code", "platform", "name", "purpose", "function", "registered_at",
            "registered_by", "ended_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return rules.KEPT if self.ended_at is None else rules.ENDED
