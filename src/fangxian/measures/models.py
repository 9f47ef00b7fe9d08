"""Measures on people: what was decided, on which grounds, who was told, and how it ended.

A row never says whether a measure is in force: that is computed from its times (`queries`).
Triggers of the database keep what was decided as it was decided (migration 0002).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord
from fangxian.engine.legal import LegalBasis, cite

from . import rules
from .rules.appeals import DECISIONS, NEXT_REMEDIES, UPHELD


class Measure(ProgrammeRecord):
    """One decision on one person. Row grain: one decision; a longer one is another row (INV-04).

    pack_*, rule_*     the edition and rule it was computed by; `evaluation` is the kept snapshot
    evidence_refs      "classification:<id>", "exposure:<id>", "case:<id>", "verdict:<id>"; at least one
    phases             the course: type, start, end, test days of each phase
    ends_at            when it ends by itself; can be lowered, never raised, by anybody
    ceiling_at         the latest end that the rule allows, whatever happens
    grounds_end_at     the latest end of its grounds; the database keeps it as cases are ruled out,
                       classifications annulled and orders revoked (migration 0002)
    effective_end_at   when it ends or ended; the database computes it, no statement can set it
    approved_sha256    fingerprint of the evidence that the approver was shown
    """

    number = models.CharField(max_length=20, help_text="number of the notice within the programme")
    kind = models.CharField(max_length=30)
    type = models.CharField(max_length=20)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="measures")
    area_code = models.CharField(max_length=14, db_index=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    language = models.CharField(max_length=10)

    pack_id = models.CharField(max_length=50)
    pack_sha256 = models.CharField(max_length=64)
    edition = models.CharField(max_length=30)
    rule_id = models.CharField(max_length=120)
    rule_version = models.CharField(max_length=20)
    evaluation = models.JSONField()
    explain_zh = models.TextField()
    explain_en = models.TextField()
    evidence_refs = ArrayField(models.CharField(max_length=80))
    legal_basis = ArrayField(models.CharField(max_length=40))

    anchor_on = models.DateField(help_text="the day counting starts from")
    phases = models.JSONField()
    ends_at = models.DateTimeField()
    grounds_end_at = models.DateTimeField(null=True, editable=False)
    ceiling_type = models.CharField(max_length=20)
    ceiling_days = models.PositiveSmallIntegerField()
    ceiling_at = models.DateTimeField()
    shortened_at = models.DateTimeField(null=True, blank=True)
    shortened_by_pack = models.CharField(max_length=50, blank=True)

    milder = models.JSONField(help_text="each milder option with why it is not enough")
    conditions = ArrayField(models.CharField(max_length=30))
    suitability = models.JSONField(default=dict)
    support_plan = EncryptedTextField()
    is_dependent = models.BooleanField(default=False)
    companion = EncryptedTextField(null=True, blank=True)
    appeal_route = models.CharField(max_length=200)

    proposed_at = models.DateTimeField()
    proposer = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    proposer_user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    proposer_body = models.ForeignKey("staff.Body", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_reason = EncryptedTextField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    approver = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    approver_user = models.ForeignKey("staff.User", null=True, on_delete=models.PROTECT, related_name="+")
    deciding_body = models.ForeignKey("staff.Body", null=True, on_delete=models.PROTECT, related_name="+")

    served_at = models.DateTimeField(null=True, blank=True)
    served_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    served_how = models.CharField(max_length=20, blank=True)
    received_by = EncryptedTextField(null=True, blank=True)
    witness = EncryptedTextField(null=True, blank=True)
    service_note = EncryptedTextField(null=True, blank=True)

    revoked_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=30, blank=True)
    end_note = EncryptedTextField(null=True, blank=True)
    end_seen_at = models.DateTimeField(null=True, blank=True, help_text="when the worker recorded that it had ended")
    release_issued_at = models.DateTimeField(null=True, blank=True)
    unnamed_at = models.DateTimeField(null=True, blank=True, help_text="when its free texts were erased")
    effective_end_at = models.GeneratedField(
        expression=Least("ends_at", "grounds_end_at", "revoked_at", "released_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_measure_number_is_used_once"),
            models.CheckConstraint(condition=Q(type__in=rules.RESTRICTING_TYPES), name="a_measure_has_a_known_type"),
            models.CheckConstraint(condition=~Q(rule_id="") & ~Q(rule_version=""), name="a_measure_names_its_rule"),
            models.CheckConstraint(condition=Q(evidence_refs__len__gte=1), name="a_measure_rests_on_evidence"),
            models.CheckConstraint(condition=Q(legal_basis__len__gte=1), name="a_measure_names_its_legal_basis"),
            models.CheckConstraint(condition=~Q(appeal_route=""), name="a_measure_names_its_appeal_route"),
            models.CheckConstraint(condition=Q(ends_at__lte=F("ceiling_at")), name="a_measure_ends_by_its_ceiling"),
            models.CheckConstraint(
                condition=Q(ceiling_days__gte=1, ceiling_days__lte=rules.LONGEST_DAYS),
                name="a_ceiling_is_a_few_weeks_at_most",
            ),
            models.CheckConstraint(
                condition=Q(is_dependent=False) | Q(companion__isnull=False),
                name="a_dependent_person_stays_with_a_companion",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approver=None, approver_user=None, deciding_body=None)
                | (
                    Q(approved_at__isnull=False, approver__isnull=False)
                    & Q(approver_user__isnull=False, deciding_body__isnull=False)
                    & ~Q(approved_sha256="")
                    & ~Q(approver_user=F("proposer_user"))
                    & ~Q(deciding_body=F("proposer_body"))
                ),
                name="a_measure_is_approved_by_somebody_else_of_another_body",
            ),
            models.CheckConstraint(
                condition=Q(served_at=None)
                | (Q(approved_at__isnull=False, served_by__isnull=False) & Q(served_at__gte=F("approved_at")))
                & Q(served_how__in=rules.SERVED_HOW)
                & (~Q(served_how__in=sorted(rules.NEEDS_WITNESS)) | Q(witness__isnull=False)),
                name="a_measure_binds_only_once_approved_and_served",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(declined_reason__isnull=False, approved_at=None),
                name="a_measure_is_declined_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "area_code", "effective_end_at"],
                name="measures_by_area_and_end",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["programme", "effective_end_at"], name="measures_by_end"),
            models.Index(fields=["programme", "proposed_at"], name="measures_by_proposal"),
            models.Index(fields=["programme", "person"], name="measures_by_person"),
            models.Index(
                fields=["effective_end_at"],
                condition=Q(end_seen_at=None, served_at__isnull=False),
                name="measures_to_be_seen_ended",
            ),
        ]

    class Privacy:
        retention = "measure"
        personal = {"person", "companion", "received_by", "witness", "proposer_user", "approver_user"}
        sensitive = {
            "type", "evaluation", "explain_zh", "explain_en", "evidence_refs", "anchor_on", "phases", "milder",
            "conditions", "suitability", "support_plan", "is_dependent", "declined_reason", "service_note", "end_note",
        }  # fmt: skip
        operational = {
            "id", "programme", "number", "kind", "area_code", "follows", "language", "pack_id", "pack_sha256",
            "edition", "rule_id", "rule_version", "legal_basis", "ends_at", "grounds_end_at", "effective_end_at",
            "ceiling_type", "ceiling_days",
            "ceiling_at", "shortened_at", "shortened_by_pack", "appeal_route", "proposed_at", "proposer",
            "proposer_body", "withdrawn_at", "declined_at", "approved_at", "approved_sha256", "approver",
            "deciding_body", "served_at", "served_by", "served_how", "revoked_at", "released_at", "ended_by",
            "end_reason", "end_seen_at", "release_issued_at", "unnamed_at",
        }  # fmt: skip


class Ground(ProgrammeRecord):
    """One thing that a measure rests on, with its own clock. Row grain: measure × ground.

    The measure ends when the last of its grounds ends (a new exposure has its own clock); a ground
    ends early when its case is ruled out, its classification annulled or its order revoked.
    classification     a contact's; or
    verdict_id, order  an arrival's: the verdict of the look-back and the order that allows a measure (O7)
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="grounds")
    classification = models.ForeignKey("cases.Classification", null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    verdict_id = models.UUIDField(null=True)
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    pack_id = models.CharField(max_length=50)
    rule_id = models.CharField(max_length=120)
    contact_class = models.CharField(max_length=20)
    anchor_on = models.DateField()
    anchor_at = models.DateTimeField(null=True, help_text="the moment, if it is known")
    phases = models.JSONField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(classification__isnull=False, case__isnull=False) | Q(verdict_id__isnull=False),
                name="a_ground_is_an_evaluation",
            ),
            models.UniqueConstraint(fields=["measure", "classification"], name="a_classification_is_one_ground"),
        ]

    class Privacy:
        retention = "measure"
        sensitive = {"classification", "case", "verdict_id", "contact_class", "anchor_on", "anchor_at", "phases"}
        operational = {"id", "programme", "measure", "order", "pack_id", "rule_id", "ends_at"}


class Told(ProgrammeRecord):
    """Who was told of a measure or of its end. Row grain: one telling; an end is told to all who knew."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="tellings")
    area_code = models.CharField(max_length=14)
    of = models.CharField(max_length=10)
    audience = models.CharField(max_length=20)
    unit = models.ForeignKey("staff.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    body_name = models.CharField(max_length=100, blank=True)
    channel = models.CharField(max_length=20)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(of__in=(rules.DECISION, rules.END, rules.VOID)), name="told_of_a_decision_or_an_end"
            )
        ]

    class Privacy:
        retention = "measure"
        sensitive = {"measure", "audience", "body_name"}
        operational = {"id", "programme", "area_code", "of", "unit", "channel", "told_at", "told_by"}


class Appeal(ProgrammeRecord):
    """An appeal against a measure: lodged, acknowledged within the hour, decided by somebody not involved.

    decision     upheld (the measure stands), overturned (it was wrong: void), varied (it ends now)
    alarmed_for  what was late when the worker last looked: "acknowledge", "decide", or "" (each alarms once)
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="appeals")
    area_code = models.CharField(max_length=14)
    text = EncryptedTextField()
    channel = models.CharField(max_length=20)
    lodged_at = models.DateTimeField()
    lodged_by_role = models.CharField(max_length=30)
    lodged_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    acknowledge_by = models.DateTimeField()
    decide_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, blank=True)
    decision_reason = EncryptedTextField(null=True, blank=True)
    alarmed_for = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure"], condition=Q(decided_at=None), name="one_appeal_against_a_measure_is_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, decision="")
                | Q(decided_by__isnull=False, decision_reason__isnull=False, acknowledged_at__isnull=False)
                & Q(decision__in=DECISIONS, decided_at__gte=F("lodged_at")),
                name="an_appeal_is_answered_by_somebody_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "decide_by"], condition=Q(decided_at=None), name="appeals_waiting_for_an_answer"
            ),
            models.Index(fields=["programme", "decided_at"], name="appeals_by_answer"),
        ]

    class Privacy:
        retention = "measure"
        personal = {"text"}
        sensitive = {"measure", "decision", "decision_reason", "lodged_by_role"}
        operational = {
            "id", "programme", "area_code", "channel", "lodged_at", "lodged_by", "acknowledge_by", "decide_by",
            "acknowledged_at", "acknowledged_by", "decided_at", "decided_by", "alarmed_for",
        }  # fmt: skip

    @property
    def remedies(self) -> list[LegalBasis]:
        """What stays open to the person if the decision stands: review and court, by article."""
        return cite(NEXT_REMEDIES) if self.decision == UPHELD else []


class Leave(ProgrammeRecord):
    """Leaving home while under a measure. In an emergency it is recorded afterwards and never punished (INV-12)."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="leaves")
    area_code = models.CharField(max_length=14)
    reason = models.CharField(max_length=20)
    left_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(back_at=None) | Q(back_at__gte=F("left_at")), name="somebody_comes_back_after_leaving"
            )
        ]

    class Privacy:
        retention = "reading"
        sensitive = {"measure", "reason", "left_at", "back_at"}
        operational = {"id", "programme", "area_code", "recorded_at", "recorded_by"}
