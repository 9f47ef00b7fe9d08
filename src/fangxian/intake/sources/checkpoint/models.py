"""Posts, the shifts at them, and what was counted there."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Checkpoint(ProgrammeRecord):
    """A post (卡点). It stands on an order and has a review date; its state is computed from its times.

    road, direction   where exactly; "" for a station
    review_at         the post closes by itself at this moment unless it was reviewed
    """

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    ring = models.CharField(max_length=10)
    area_code = models.CharField(max_length=14, db_index=True)
    road = models.CharField(max_length=100, blank=True)
    direction = models.CharField(max_length=5)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=30, help_text="the post's duty phone; public")
    opens_at = models.DateTimeField()
    review_at = models.DateTimeField()
    suspended_from = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="a_checkpoint_is_named_once"),
            models.CheckConstraint(
                condition=models.Q(review_at__gt=models.F("opens_at")), name="a_checkpoint_is_reviewed_after_it_opens"
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "name", "kind", "ring", "area_code", "road", "direction", "order", "phone", "opens_at",
            "review_at", "suspended_from", "closed_at", "opened_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Shift(ProgrammeRecord):
    """One officer's time at one post. Row grain: from coming to leaving."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="shifts")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=models.Q(ended_at=None), name="an_officer_is_at_one_checkpoint_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="a_shift_ends_after_it_starts",
            ),
        ]

    class Privacy:
        retention = "staff"
        personal = {"post"}
        operational = {"id", "programme", "checkpoint", "started_at", "ended_at"}


class Check(ProgrammeRecord):
    """One passage as it is counted. Row grain: one tap; it points to nobody (O1b).

    Lean on purpose, because thousands land in a second: no foreign keys in the database, and no index beside
    another that begins alike. What a check refers to is looked up before it is written.

    occurred_at   by the device's clock, put right by what it differed from the server's when it was sent;
                  recorded_at by the server's
    device_at     by the device's clock as it was; null for what was recorded online
    marks         how a record that was made with no network came to be (rules.MARKS); it counts all the same
    city_day, city_hour  of occurred_at in the city, for the figures
    person_count  0 on a second look, which counts its person once only
    readings      [{celsius, method, at}]; empty for everybody who passed below the threshold
    slip          number given to a person who waits for the second reading; null otherwise
    continues     the check whose waiting person this one looked at again
    settled_at    when the waiting person was looked at again or left
    """

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    client_id = models.UUIDField()
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    shift = models.ForeignKey(
        Shift, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    area_code = models.CharField(max_length=14)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=list)
    city_day = models.DateField()
    city_hour = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20)
    vehicle_count = models.PositiveSmallIntegerField(default=0)
    person_count = models.PositiveSmallIntegerField(default=1)
    is_raised = models.BooleanField(default=False)
    has_symptoms = models.BooleanField(default=False)
    readings = models.JSONField(default=list)
    declaration = models.CharField(max_length=20, blank=True)
    recheck_from = models.DateTimeField(null=True, blank=True)
    slip = models.PositiveSmallIntegerField(null=True, blank=True)
    continues = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    emergency_kind = models.CharField(max_length=10, blank=True, help_text="noted afterwards, if at all")
    handed_over_fact_id = models.UUIDField(null=True, help_text="controlled entry: what the destination was told")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_tap_is_counted_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=rules.VERDICTS), name="a_check_has_one_of_the_six_words"
            ),
        ]
        indexes = [
            models.Index(fields=["checkpoint", "city_day", "city_hour"], name="checks_by_post_and_hour"),
            models.Index(fields=["programme", "city_day"], name="checks_by_day"),
            models.Index(fields=["shift"], condition=models.Q(shift__isnull=False), name="checks_by_shift"),
            models.Index(
                fields=["checkpoint", "recorded_at"],
                condition=models.Q(slip__isnull=False, settled_at=None),
                name="checks_waiting",
            ),
        ]

    class Privacy:
        retention = "gate_log"
        sensitive = {"readings", "has_symptoms", "declaration"}
        operational = {
            "id", "programme", "client_id", "checkpoint", "shift", "area_code", "occurred_at", "recorded_at",
            "device_at", "marks", "city_day", "city_hour", "verdict", "vehicle_count", "person_count", "is_raised",
            "recheck_from", "slip",
            "continues", "settled_at", "emergency_kind", "handed_over_fact_id", "undone_at",
        }  # fmt: skip


class Passage(ProgrammeRecord):
    """Who or what passed, one by one. Row grain: one person or vehicle.

    Only under a live registration order (O1b), or for a controlled entry, whose order is then null.
    Nothing lists these rows. They are read through a trace opened on a case that a laboratory confirmed, which
    looks for the keyed hash of a phone or document, and are deleted after the longest incubation (14 days in 2020).

    subject_index  keyed hash of what the person chose to show, under the label of the same column of people
    shown          phone, document, receipt, plate, or none
    """

    check_record = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="passages")
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    direction = models.CharField(max_length=5)
    passed_at = models.DateTimeField()
    shown = models.CharField(max_length=10)
    subject_index = models.BinaryField(max_length=32, null=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    plate = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["programme", "subject_index"], name="passages_by_subject")]

    class Privacy:
        retention = "passage"
        personal = {"subject_index", "plate", "person"}
        operational = {
            "id", "programme", "check_record", "order", "area_code", "direction", "passed_at", "shown",
        }  # fmt: skip
