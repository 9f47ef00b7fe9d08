"""What was forgotten when, how a programme was stood down, and what is held beyond its end."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.programmes.models import ProgrammeRecord, new_id

from .rules import standing_down as rules


class RetentionReport(models.Model):
    """What the retention job found and did on one day. Row grain: programme × city day.

    programme  null for the tables that no programme owns (sign-ins, sessions)
    lines      one per table: table, class, rule, before, eligible, deleted, held {reason: count}, after,
               oldest (UTC, of what is kept), overdue; the numbers of the day's turns are added up
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("programmes.Programme", null=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    ran_at = models.DateTimeField()
    pack_id = models.CharField(max_length=50)
    pack_sha256 = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    deleted_count = models.PositiveBigIntegerField(default=0)
    held_count = models.PositiveBigIntegerField(default=0)
    overdue_count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "day"], nulls_distinct=False, name="a_day_has_one_report_of_what_was_forgotten"
            )
        ]

    class Privacy:
        retention = "audit"
        operational = {
            "id", "programme", "day", "ran_at", "pack_id", "pack_sha256", "lines", "deleted_count", "held_count",
            "overdue_count",
        }  # fmt: skip


class StandDown(ProgrammeRecord):
    """The end of a programme (domain.md 4.6). Row grain: one programme; never changed back, never deleted.

    begins_at       T0; its state at any moment is computed from this and erased_at (rules.phase_at)
    probe           an invented word, sealed before erasure with each key that was destroyed later
    progress        per table what was erased: {table: {before, erased, after}}; a run that was cut short goes on
    certificate     what the certificate says, as JSON; null until everything is erased and checked
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    erasure_began_at = models.DateTimeField(null=True)
    probes = models.JSONField(default=list)
    progress = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)
    certificate = models.JSONField(null=True)
    certificate_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme"], name="a_programme_is_stood_down_once"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(certificate__isnull=False), name="what_is_erased_is_certified"
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "order", "begins_at", "declared_at", "declared_by", "erasure_began_at", "probes",
            "progress", "erased_at", "certificate", "certificate_sha256",
        }  # fmt: skip


class Hold(ProgrammeRecord):
    """What is kept beyond the erasure, and why. Row grain: one record of one proceeding.

    case_number   of the court or authority that needs it
    scope         kind of the record (rules.SCOPES); `record_id` names it
    expires_at    from then on it is erased like everything else
    approved_*    the second person, of another body; without her it holds nothing
    """

    case_number = models.CharField(max_length=100)
    authority = models.CharField(max_length=100)
    scope = models.CharField(max_length=20)
    record_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    expires_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    proposer_user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    proposer_body = models.ForeignKey("staff.Body", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    approver_user = models.ForeignKey("staff.User", null=True, on_delete=models.PROTECT, related_name="+")
    approver_body = models.ForeignKey("staff.Body", null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=list(rules.SCOPES)), name="a_hold_has_a_known_scope"),
            models.CheckConstraint(
                condition=~Q(case_number="") & ~Q(authority="") & ~Q(reason=""), name="a_hold_says_for_whom_and_why"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("proposed_at")), name="a_hold_has_an_end"),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None, approver_user=None, approver_body=None)
                | (
                    Q(approved_at__isnull=False, approved_by__isnull=False)
                    & Q(approver_user__isnull=False, approver_body__isnull=False)
                    & ~Q(approver_user=F("proposer_user"))
                    & ~Q(approver_body=F("proposer_body"))
                ),
                name="a_hold_is_approved_by_somebody_else_of_another_body",
            ),
        ]

    class Privacy:
        retention = "programme"
        personal = {"proposer_user", "approver_user"}
        sensitive = {"record_id"}
        operational = {
            "id", "programme", "case_number", "authority", "scope", "reason", "expires_at", "proposed_at",
            "proposed_by", "proposer_body", "approved_at", "approved_by", "approver_body", "lifted_at", "erased_at",
        }  # fmt: skip
