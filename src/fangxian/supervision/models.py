"""Teams, draws, visits and what they found. A finding speaks of a place and never of a person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from .rules import findings, inspections, words


class Team(ProgrammeRecord):
    """A team of inspectors (督导组), from the city or resident in a county (驻点). Row grain: one team.

    area_code    what it inspects
    is_resident  it stays in that county until it is dissolved
    leader_name  the head of a body who leads it (单位一把手任组长), as office and name; a function, not a resident
    """

    name = models.CharField(max_length=60)
    area_code = models.CharField(max_length=14, blank=True, help_text="empty: the whole programme")
    is_resident = models.BooleanField(default=False)
    leader = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="a_team_is_named_once")]

    class Privacy:
        retention = "staff"
        personal = {"leader", "made_by"}
        operational = {"id", "programme", "name", "area_code", "is_resident", "made_at", "ended_at"}

    def __str__(self) -> str:
        return self.name


class TeamMember(ProgrammeRecord):
    """Somebody of a team; where members are of several bodies their visits are joint. Row grain: team × post."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "post"], name="a_post_is_in_a_team_once")]

    class Privacy:
        retention = "staff"
        personal = {"post"}
        operational = {"id", "programme", "team"}


class Draw(ProgrammeRecord):
    """Places drawn from the day's figures. Row grain: one draw; every draw is kept, also one not followed.

    seed        what chance followed; candidates and rule with it give the same places again
    candidates  each place that could be drawn: kind, ref, points
    drawn       the places drawn: kind, ref, name, area_code, points, reasons (reason -> how many)
    digest      fingerprint of the candidates
    """

    area_code = models.CharField(max_length=14, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=32)
    kinds = models.JSONField(default=list)
    wanted_count = models.PositiveSmallIntegerField()
    candidate_count = models.PositiveIntegerField()
    candidates = models.JSONField(default=list)
    drawn = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    pack_id = models.CharField(max_length=60)
    pack_sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["programme", "-drawn_at"], name="draws_by_time")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "area_code", "drawn_at", "drawn_by", "seed", "kinds", "wanted_count",
            "candidate_count", "candidates", "drawn", "digest", "pack_id", "pack_sha256",
        }  # fmt: skip


class Inspection(ProgrammeRecord):
    """One visit to one place or unit (督导、暗访). Row grain: one visit; its state is computed from its times.

    kind, target_ref  what is visited; target_name and area_code as they were when it was planned
    stands_in         the area that answers for the place when the visit begins: another one than area_code if that
                      was abolished in the meantime; "" before
    subject           the place's own checklist, or rights
    is_announced      whether the unit is told before
    reasons           why it was drawn: reason -> how many; empty if somebody chose it
    answers           line of the checklist -> in_order, not_in_order, not_seen
    pack_*            the edition of the checklist
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="inspections")
    draw = models.ForeignKey(Draw, null=True, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=10, default=words.PLACE)
    target_ref = models.CharField(max_length=36)
    target_name = models.CharField(max_length=200)
    area_code = models.CharField(max_length=14)
    stands_in = models.CharField(max_length=14, blank=True)
    owner_unit = models.ForeignKey("staff.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    is_announced = models.BooleanField(default=False)
    reasons = models.JSONField(default=dict)
    planned_on = models.DateField()
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=10, blank=True)
    answers = models.JSONField(default=dict)
    pack_id = models.CharField(max_length=60)
    pack_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(words.TARGET_KINDS)), name="an_inspection_visits_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(begun_at__isnull=False, ended_at__gte=F("begun_at")),
                name="a_visit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(begun_at=None) | Q(begun_by__isnull=False, cancelled_at=None),
                name="a_visit_that_began_was_not_called_off",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "kind", "target_ref", "-ended_at"], name="inspections_by_target"),
            models.Index(fields=["programme", "planned_on"], name="inspections_by_day"),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "team", "draw", "kind", "subject", "target_ref", "target_name", "area_code",
            "stands_in", "owner_unit", "is_announced", "reasons", "planned_on", "planned_at", "planned_by", "begun_at",
            "begun_by", "ended_at", "cancelled_at", "cancel_reason", "answers", "pack_id", "pack_sha256",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return self.id.hex[-8:].upper()

    @property
    def times(self) -> inspections.Times:
        return inspections.Times(self.begun_at, self.ended_at, self.cancelled_at)

    @property
    def is_joint(self) -> bool:
        """Whether several bodies take part; needs the members with their units."""
        return len({member.post.unit.body_id for member in self.team.members.all()}) > 1


class Finding(ProgrammeRecord):
    """Something that a visit found. Row grain: one finding at one place.

    code           line of the checklist, or "other"
    due_at         counted from found_at and never moved: the time of its owner, false claims included
    closes_at      when a finding that holds closes by itself; null while it is open
    settled_at     put right before the inspector's eyes
    false_count    claims that a look-back found untrue
    repeats_id     the earlier finding of the same line at the same place, or null
    task_id        the task that stands with its owner now
    reported_up_at when the command was told of an urgent one
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10)
    target_ref = models.CharField(max_length=36)
    area_code = models.CharField(max_length=14)
    code = models.CharField(max_length=30)
    severity = models.CharField(max_length=10)
    text = EncryptedTextField(null=True)
    owner_unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    found_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    look_back_due_at = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    task_id = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    claim = EncryptedTextField(null=True, blank=True)
    looked_back_at = models.DateTimeField(null=True, blank=True)
    looked_back_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField(null=True, blank=True)
    false_count = models.PositiveSmallIntegerField(default=0)
    repeats_id = models.UUIDField(null=True)
    reported_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=list(words.SEVERITIES)), name="a_finding_has_a_known_severity"
            ),
            models.CheckConstraint(
                condition=Q(claimed_at=None) | Q(claimed_by__isnull=False, assigned_at__isnull=False),
                name="a_claim_names_who_made_it",
            ),
            models.CheckConstraint(
                condition=Q(looked_back_at=None)
                | Q(looked_back_by__isnull=False, claimed_at__isnull=False) & ~Q(looked_back_by=F("claimed_by")),
                name="somebody_else_looks_back",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(severity=words.URGENT), name="an_urgent_finding_is_looked_back_at"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "area_code", "due_at"], name="findings_by_area"),
            models.Index(fields=["owner_unit", "due_at"], name="findings_by_owner"),
            models.Index(fields=["programme", "kind", "target_ref", "code"], name="findings_by_place"),
            models.Index(fields=["task_id"], condition=Q(task_id__isnull=False), name="findings_by_task"),
        ]

    class Privacy:
        retention = "task"
        personal = {"text", "claim", "found_by", "claimed_by", "looked_back_by"}
        operational = {
            "id", "programme", "inspection", "kind", "target_ref", "area_code", "code", "severity", "owner_unit",
            "found_at", "due_at", "look_back_due_at", "assigned_at", "settled_at", "task_id", "claimed_at",
            "looked_back_at", "closes_at", "false_count", "repeats_id", "reported_up_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return self.id.hex[-8:].upper()

    @property
    def times(self) -> findings.Times:
        return findings.Times(self.assigned_at, self.settled_at, self.claimed_at, self.looked_back_at, self.closes_at)


class FindingEvent(ProgrammeRecord):
    """Something that happened to a finding. Row grain: one step; together they are its history."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    note = EncryptedTextField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["programme", "action", "at"], name="finding_events_by_action")]

    class Privacy:
        retention = "task"
        personal = {"post", "note"}
        operational = {"id", "programme", "finding", "at", "action", "role"}
