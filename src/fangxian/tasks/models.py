"""Tasks with their clocks, what happened to each, and what was alarmed or told because of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Task(ProgrammeRecord):
    """A piece of field work that somebody must do by a time. Row grain: one task.

    area_code          who answers for it now; `origin_area_code` where the work is or was first thought to be
    vacant_area_code   the grid that had nobody in post, so that the level above got the task; "" if none
    received_at        what the total clock counts from; `counted_from_at` what the holder's own clocks do
    *_due_at           the holder's own clocks, computed from the edition `clock_pack_id`
    total_*_due_at     the clocks from first receipt, which a hand-over does not reset (both are reported)
    due_at             the clock that runs now; null once the finding is reported. Lateness is computed
                       from it and the moment of reading, never stored
    next_escalation_at the moment after which the next level is told, if nothing has happened by then
    came_at            when it came to whoever holds it now: opened, handed over, given, made serious; null in rows
                       that were opened before this was kept. Phones are told of what is newer than they have seen
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+", db_index=False)
    area_code = models.CharField(max_length=14)
    origin_area_code = models.CharField(max_length=14)
    vacant_area_code = models.CharField(max_length=14, blank=True)
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    profile = models.CharField(max_length=10)
    source = models.CharField(max_length=30, blank=True, help_text="the way in which it was told")
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    fact_id = models.UUIDField(null=True)
    verdict_id = models.UUIDField(null=True)
    note = EncryptedTextField(null=True, blank=True)

    clock_pack_id = models.CharField(max_length=60)
    clock_pack_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    counted_from_at = models.DateTimeField()
    accept_due_at = models.DateTimeField()
    first_report_due_at = models.DateTimeField()
    finding_due_at = models.DateTimeField()
    total_first_report_due_at = models.DateTimeField()
    total_finding_due_at = models.DateTimeField()
    due_flags = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)

    assigned_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    assigned_until_at = models.DateTimeField(
        null=True, help_text="until when it is hers who has the night; null: lasting"
    )
    same_as = models.ForeignKey(
        "self", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False,
        help_text="the task with which it is answered",
    )  # fmt: skip
    accepted_at = models.DateTimeField(null=True)
    accepted_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    first_reported_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=20, blank=True)
    looked_back_at = models.DateTimeField(null=True)
    look_back_result = models.CharField(max_length=20, blank=True)
    handed_over_at = models.DateTimeField(null=True)
    hand_over_count = models.PositiveSmallIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=30, blank=True)

    escalated_level = models.PositiveSmallIntegerField(default=0, help_text="steps of the ladder told, 0 to 3")
    escalated_area_code = models.CharField(max_length=14, blank=True)
    escalated_at = models.DateTimeField(null=True)
    next_escalation_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(closed_at=None, person__isnull=False),
                name="a_person_has_one_open_task_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(kind__in=list(rules.KINDS)), name="a_task_has_a_known_kind"),
            models.CheckConstraint(condition=~Q(area_code=""), name="somebody_answers_for_every_task"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(accepted_post__isnull=False), name="an_accepted_task_has_a_worker"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None, outcome="") | (Q(reported_at__isnull=False) & ~Q(outcome="")),
                name="a_reported_task_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, conclusion="") | (Q(closed_at__isnull=False) & ~Q(conclusion="")),
                name="a_closed_task_has_a_conclusion",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(reported_at__isnull=False) | Q(closed_at__isnull=False),
                name="an_unfinished_task_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(accepted_at__isnull=False), name="only_accepted_work_pauses"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(accepted_at__gte=F("opened_at")),
                name="a_task_is_accepted_after_it_is_opened",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["programme", "area_code", "due_at"], condition=Q(closed_at=None), name="open_tasks_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(
                fields=["programme", "next_escalation_at"],
                condition=Q(closed_at=None, next_escalation_at__isnull=False), name="tasks_to_escalate",
            ),
            models.Index(fields=["programme", "received_at"], name="tasks_by_receipt"),
            models.Index(fields=["verdict_id"], condition=Q(verdict_id__isnull=False), name="tasks_by_verdict"),
            models.Index(
                fields=["programme", "closed_at"], condition=Q(closed_at__isnull=False), name="tasks_by_closing"
            ),
            models.Index(
                fields=["programme", "area_code", "came_at"], condition=Q(closed_at=None, accepted_at=None),
                name="tasks_to_accept_by_coming",
            ),
            models.Index(
                fields=["programme", "escalated_area_code", "escalated_at"],
                condition=Q(closed_at=None, reported_at=None, escalated_at__isnull=False), name="tasks_told_upwards",
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "task"
        personal = {"note", "assigned_post", "accepted_post"}
        sensitive = {"person", "fact_id", "verdict_id", "outcome", "conclusion", "look_back_result", "pause_reason"}
        operational = {
            "id", "programme", "area_code", "origin_area_code", "vacant_area_code", "kind", "severity", "profile",
            "source", "clock_pack_id", "clock_pack_sha256", "received_at", "opened_at", "counted_from_at",
            "accept_due_at", "first_report_due_at", "finding_due_at", "total_first_report_due_at",
            "total_finding_due_at", "due_flags", "due_at", "accepted_at", "first_reported_at", "reported_at",
            "closed_at", "looked_back_at", "handed_over_at", "hand_over_count", "paused_at", "escalated_level",
            "escalated_area_code", "escalated_at", "next_escalation_at", "assigned_until_at", "same_as", "came_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        """The short number on slips and in talk on the phone; the page's address holds the whole."""
        return self.id.hex[-8:].upper()


class TaskEvent(ProgrammeRecord):
    """Something that happened to a task. Row grain: one event; together they are its history.

    action  opened, assigned, accepted, first_report, reported, handed_over, paused, resumed, sent_back,
            closed, looked_back, linked (another fact told the same), on_phone (whom to contact was handed to the
            worker's phone), not_used (a phone recorded it with no signal; something else had happened by then)
    at      when it was written down here; what a phone recorded happened at detail["happened_at"]
    detail  words of the lists in rules, and for a hand-over the clocks that the previous holder had
    client_id, device_at  the number and the time that a phone gave it; null for what was done on a page
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    action = models.CharField(max_length=20)
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    from_area_code = models.CharField(max_length=14, blank=True)
    to_area_code = models.CharField(max_length=14, blank=True)
    note = EncryptedTextField(null=True, blank=True)
    detail = models.JSONField(default=dict)
    client_id = models.UUIDField(null=True)
    device_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "client_id"], condition=Q(client_id__isnull=False),
                name="what_a_phone_recorded_of_a_task_stands_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["programme", "action", "at"], name="task_events_by_action")]

    class Privacy:
        retention = "task"
        personal = {"post", "note"}
        sensitive = {"detail"}
        operational = {
            "id", "programme", "task", "at", "action", "role", "from_area_code", "to_area_code", "client_id",
            "device_at",
        }  # fmt: skip


class TaskFact(ProgrammeRecord):
    """A further fact that told the same as an open task (a duplicate is linked, not opened again)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="further_facts")
    fact_id = models.UUIDField()
    verdict_id = models.UUIDField(null=True)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "fact_id"], name="a_fact_is_linked_to_a_task_once")]
        indexes = [models.Index(fields=["fact_id"], name="further_facts_by_fact")]

    class Privacy:
        retention = "task"
        sensitive = {"fact_id", "verdict_id"}
        operational = {"id", "programme", "task", "linked_at"}


class TaskEscalation(ProgrammeRecord):
    """That a level of the ladder was told of a late task. Row grain: task × hand-over × level.

    told_count  people in post who were told; 0 if the level was vacant, and then the next one was told at once
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="escalations")
    hand_over_count = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(help_text="1 township health post, 2 county CDC, 3 city")
    clock = models.CharField(max_length=15)
    from_area_code = models.CharField(max_length=14)
    to_area_code = models.CharField(max_length=14)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField()
    told_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "hand_over_count", "level"], name="a_level_is_told_once_while_one_area_holds_a_task"
            )
        ]
        indexes = [models.Index(fields=["programme", "told_at"], name="escalations_by_time")]

    class Privacy:
        retention = "task"
        operational = {
            "id", "programme", "task", "hand_over_count", "level", "clock", "from_area_code", "to_area_code",
            "due_at", "told_at", "told_count",
        }  # fmt: skip


class LookBack(ProgrammeRecord):
    """That somebody else checks whether closed work was done (回头看). Row grain: task × closing.

    post      whose work it was; closed_at which closing of the task is meant, as one opened again closes anew
    drawn_on  the city day whose sample it is in; null if somebody looked at it of her own accord
    result    "" until somebody has looked: confirmed, or false, and then the task is opened again
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="look_backs")
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    drawn_on = models.DateField(null=True)
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "closed_at"], name="a_closing_is_looked_back_at_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, result="") | (Q(done_at__isnull=False) & ~Q(result="")),
                name="a_look_back_that_is_done_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(done_by=None) | Q(post=None) | ~Q(done_by=F("post")),
                name="nobody_looks_back_at_her_own_work",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "drawn_on"], name="look_backs_by_day"),
            models.Index(fields=["programme", "due_at"], condition=Q(done_at=None), name="look_backs_to_do"),
        ]

    class Privacy:
        retention = "task"
        personal = {"post", "done_by"}
        sensitive = {"result"}
        operational = {"id", "programme", "task", "closed_at", "drawn_on", "drawn_at", "due_at", "done_at"}


class NightDuty(ProgrammeRecord):
    """Who takes what comes to an area at night. Row grain: area × post × night; withdrawn ones stay on record."""

    area_code = models.CharField(max_length=14)
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_night_duty_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_by__isnull=False), name="a_withdrawn_night_says_by_whom"
            ),
        ]
        indexes = [models.Index(fields=["programme", "ends_at"], name="night_duties_by_time")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "area_code", "post", "starts_at", "ends_at", "entered_at", "entered_by",
            "withdrawn_at", "withdrawn_by",
        }  # fmt: skip


class VacancyAlarm(ProgrammeRecord):
    """That work came for a grid with nobody in post. Row grain: vacant area × city day.

    It is over when somebody is in post there, which is computed and not stored here.
    """

    area_code = models.CharField(max_length=14)
    taken_by_area_code = models.CharField(max_length=14, help_text="the level above that got the work")
    raised_on = models.DateField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area_code", "raised_on"], name="a_vacant_area_alarms_once_a_day"
            )
        ]

    class Privacy:
        retention = "task"
        operational = {"id", "programme", "area_code", "taken_by_area_code", "raised_on", "raised_at"}
