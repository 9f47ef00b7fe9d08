"""Gates, the shifts of their keepers, what was counted there, and who passed where an order asks for it."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Gate(ProgrammeRecord):
    """A gate of an estate, a village, a unit or a firm (小区、村、单位门岗). Its state is computed from its times.

    place          where exactly it stands
    manager        the property firm or committee that runs it; "" for an estate that has none (三无小区), which
                   makes a task for whoever staffs it
    takes_vehicles vehicles pass as well, as at a firm
    phone          the duty officer's phone; public, on the poster
    review_at      the gate ends by itself at this moment unless it was reviewed
    """

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    area_code = models.CharField(max_length=14, db_index=True)
    place = models.CharField(max_length=200, blank=True)
    manager = models.CharField(max_length=100, blank=True)
    takes_vehicles = models.BooleanField(default=False)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=30)
    opens_at = models.DateTimeField()
    review_at = models.DateTimeField()
    suspended_from = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="a_gate_is_named_once"),
            models.CheckConstraint(
                condition=models.Q(review_at__gt=models.F("opens_at")), name="a_gate_is_reviewed_after_it_opens"
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "name", "kind", "area_code", "place", "manager", "takes_vehicles", "order", "phone",
            "opens_at", "review_at", "suspended_from", "closed_at", "opened_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class KeeperShift(ProgrammeRecord):
    """One keeper's time at one gate. Row grain: from coming to leaving; its id is made on the phone."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="shifts")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="a_keepers_shift_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["gate", "started_at"], name="keeper_shifts_by_gate")]

    class Privacy:
        retention = "staff"
        personal = {"post"}
        operational = {"id", "programme", "gate", "started_at", "ended_at"}


class GateCount(ProgrammeRecord):
    """One passage as it is counted at a gate. Row grain: one tap; it points to nobody (O1).

    occurred_at   by the server's clock; to the hour for a pass at a gate that registers nobody (rules.moment_kept)
    recorded_at   when it came in, to the same grain
    device_at     by the phone's own clock; null where only the hour is kept
    marks         how a record made with no network came to be (rules.offline.MARKS); it counts all the same
    city_day, city_hour  of occurred_at in the city, for the figures
    way           how the keeper knew (rules.WAYS)
    outcome       what the duty officer did with an ask; "" while nobody has said
    undone_at     taken back by the keeper
    """

    client_id = models.UUIDField()
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=list)
    city_day = models.DateField()
    city_hour = models.PositiveSmallIntegerField()
    direction = models.CharField(max_length=3)
    visit_class = models.CharField(max_length=10, blank=True, help_text="empty for an emergency: nothing is asked")
    way = models.CharField(max_length=5)
    verdict = models.CharField(max_length=15)
    person_count = models.PositiveSmallIntegerField(default=1)
    vehicle_count = models.PositiveSmallIntegerField(default=0)
    emergency_kind = models.CharField(max_length=10, blank=True, help_text="noted afterwards, if at all")
    outcome = models.CharField(max_length=15, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_passage_at_a_gate_is_counted_once"),
            models.CheckConstraint(condition=models.Q(verdict__in=rules.WORDS), name="a_gate_says_one_of_three_words"),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(verdict=rules.ASK_DUTY), name="only_an_ask_has_an_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["gate", "city_day", "city_hour"], name="gate_counts_by_hour"),
            models.Index(fields=["programme", "city_day"], name="gate_counts_by_day"),
        ]

    class Privacy:
        retention = "gate_log"
        operational = {
            "id", "programme", "client_id", "gate", "area_code", "occurred_at", "recorded_at", "device_at", "marks",
            "city_day", "city_hour", "direction", "visit_class", "way", "verdict", "person_count", "vehicle_count",
            "emergency_kind", "outcome", "answered_at", "undone_at",
        }  # fmt: skip


class GatePassage(ProgrammeRecord):
    """Who passed a gate, one by one: only under a registration order, which every row names (O1).

    Row grain: one person or vehicle. Nothing lists these rows: they are read through a trace opened on a case that
    a laboratory confirmed, and are deleted after the longest incubation (14 days in 2020).

    shown          phone, document, token or plate
    subject_index  keyed hash of what was shown, under the label of the same column of people or tokens
    person         whose code it was, if that is known
    """

    counted = models.ForeignKey(GateCount, on_delete=models.CASCADE, related_name="passages")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    direction = models.CharField(max_length=3)
    passed_at = models.DateTimeField()
    shown = models.CharField(max_length=10)
    subject_index = models.BinaryField(max_length=32)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    plate = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["programme", "subject_index"], name="gate_passages_by_subject")]

    class Privacy:
        retention = "passage"
        personal = {"subject_index", "plate", "person"}
        operational = {"id", "programme", "counted", "order", "gate", "area_code", "direction", "passed_at", "shown"}


class WrongRefusal(ProgrammeRecord):
    """That somebody was held up at a gate who should have passed. Row grain: one report; it names nobody.

    number       whoever reported reads under it what was done; null for reports from before they were numbered
    reported_by  one of rules.REPORTERS; anybody may report from the gate's poster, without an account
    settled_at   when the gate's duty officer said that it is put right
    answer       in her words, if she wrote any
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    number = models.CharField(max_length=9, unique=True, null=True)
    reported_by = models.CharField(max_length=15)
    reported_at = models.DateTimeField()
    city_day = models.DateField()
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["programme", "city_day"], name="wrong_refusals_by_day")]

    class Privacy:
        retention = "gate_log"
        personal = {"answer"}
        operational = {
            "id", "programme", "gate", "area_code", "number", "reported_by", "reported_at", "city_day", "settled_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return rules.report_state(settled_at=self.settled_at)
