"""Places that hold people close, how many were inside, and who checked in where an order asks for it."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Venue(ProgrammeRecord):
    """A place that holds people close, or a lodging (密集场所、旅业), with its three responsibilities (三大责任).

    owner, owner_phone            the body that runs it (单位主体), and its office
    sector                        the department that oversees the trade (行业监管)
    supervisor, supervisor_phone  who supervises (监督责任), as function and office
    capacity                      people at once
    opens_at, closes_at           of every day, in city time; null: open round the clock
    code                          printed at the door; whoever checks in scans it
    """

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=15)
    area_code = models.CharField(max_length=14, db_index=True)
    place = models.CharField(max_length=200)
    owner = models.CharField(max_length=100)
    owner_phone = models.CharField(max_length=30)
    sector = models.CharField(max_length=100)
    supervisor = models.CharField(max_length=100)
    supervisor_phone = models.CharField(max_length=30)
    capacity = models.PositiveIntegerField()
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    code = models.CharField(max_length=10, unique=True)
    listed_at = models.DateTimeField()
    listed_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="a_venue_is_named_once"),
            models.CheckConstraint(condition=models.Q(capacity__gt=0), name="a_venue_holds_somebody"),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "name", "kind", "area_code", "place", "owner", "owner_phone", "sector", "supervisor",
            "supervisor_phone", "capacity", "opens_at", "closes_at", "code", "listed_at", "listed_by", "closed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_lodging(self) -> bool:
        return self.kind in rules.LODGINGS


class HeadCount(ProgrammeRecord):
    """How many people were inside a place. Row grain: one count by its owner or the patrol; it points to nobody.

    occurred_at    by the server's clock; device_at by the phone's as it was
    present_count  people inside; paper_count of them, or of those before, who checked in on paper
    """

    client_id = models.UUIDField()
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=list)
    city_day = models.DateField()
    counted_by = models.CharField(max_length=10)
    present_count = models.PositiveIntegerField()
    paper_count = models.PositiveIntegerField(default=0)
    is_over = models.BooleanField(help_text="more than the capacity as it was then")

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_head_count_is_taken_once"),
        ]
        indexes = [
            models.Index(fields=["venue", "-occurred_at"], name="head_counts_by_venue"),
            models.Index(fields=["programme", "city_day"], name="head_counts_by_day"),
        ]

    class Privacy:
        retention = "gate_log"
        operational = {
            "id", "programme", "client_id", "venue", "area_code", "occurred_at", "recorded_at", "device_at", "marks",
            "city_day", "counted_by", "present_count", "paper_count", "is_over",
        }  # fmt: skip


class CheckIn(ProgrammeRecord):
    """That somebody was in a place: only under a registration order, which every row names (O1).

    Row grain: one person, one stay. Nothing lists these rows: they are read through a trace opened on a case that a
    laboratory confirmed, and are deleted after the longest incubation (14 days in 2020).

    expires_at     the stay counts as over by then if nobody said that she left
    shown          phone, document or token, as she chose; it is her own word, nobody checked it
    subject_index  keyed hash of what she entered, under the label of the same column of people or tokens
    person         whose code it was, if she showed one
    contact        the phone she entered, so that she can be told; null if she showed something else
    """

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    shown = models.CharField(max_length=10)
    subject_index = models.BinaryField(max_length=32)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    contact = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("entered_at")), name="a_check_in_ends_by_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "subject_index"], name="check_ins_by_subject"),
            models.Index(fields=["venue", "entered_at"], name="check_ins_by_venue"),
        ]

    class Privacy:
        retention = "passage"
        personal = {"subject_index", "contact", "person"}
        operational = {
            "id", "programme", "venue", "order", "area_code", "entered_at", "left_at", "expires_at", "shown",
        }  # fmt: skip
