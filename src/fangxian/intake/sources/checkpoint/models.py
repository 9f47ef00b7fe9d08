"""Posts, the shifts at them, and what was counted there."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules
from .rules import around


class Checkpoint(ProgrammeRecord):
    """A post (卡点). It stands on an order and has a review date; its state is computed from its times.

    road, direction   where exactly; "" for a station
    review_at         the post closes by itself at this moment unless it was reviewed
    approved_level    of the authority above that approved it, "" if the order is all there is; `approval_ref` its paper
    area_risk         level of its area in the published list when it was opened or reviewed; "" if none was published
    longitude, latitude   where it stands, if somebody told; a post without them is on no map
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
    approved_level = models.CharField(max_length=10, blank=True)
    approval_ref = models.CharField(max_length=100, blank=True)
    area_risk = models.CharField(max_length=10, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)

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
            "review_at", "suspended_from", "closed_at", "opened_by", "approved_level", "approval_ref", "area_risk",
            "longitude", "latitude",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Shift(ProgrammeRecord):
    """One officer's time at one post. Row grain: from coming to leaving."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="shifts")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    lane = models.PositiveSmallIntegerField(default=1)

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
        operational = {"id", "programme", "checkpoint", "started_at", "ended_at", "lane"}


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
    lane          of the shift; 0 if it is not known (a check made with no network and no shift)
    group         the vehicle whose persons were recorded apart: one id for all of them
    token_id      the signed code that was shown and counted; null if none was, or if no registration order let it be
                  kept (a stub of a controlled entry is kept in any case). The issue tells whose it was, so it is
                  personal, and goes with the check
    token_refused why a code that was shown did not count (for the figures; it decides nothing)
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
    lane = models.PositiveSmallIntegerField(default=0, db_default=0)
    group = models.UUIDField(null=True)
    token_id = models.BinaryField(max_length=12, null=True)
    token_refused = models.CharField(max_length=20, blank=True, default="", db_default="")

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
        personal = {"token_id"}
        sensitive = {"readings", "has_symptoms", "declaration"}
        operational = {
            "id", "programme", "client_id", "checkpoint", "shift", "area_code", "occurred_at", "recorded_at",
            "device_at", "marks", "city_day", "city_hour", "verdict", "vehicle_count", "person_count", "is_raised",
            "recheck_from", "slip",
            "continues", "settled_at", "emergency_kind", "handed_over_fact_id", "undone_at", "lane", "group",
            "token_refused",
        }  # fmt: skip


class Passage(ProgrammeRecord):
    """Who or what passed, one by one. Row grain: one person or vehicle.

    Only under a live registration order (O1b), or for a controlled entry and the posts that its stub passes, whose
    order is then null.
    Nothing lists these rows. They are read through a trace opened on a case that a laboratory confirmed, which
    looks for the keyed hash of a phone or document, and are deleted after the longest incubation (14 days in 2020).

    subject_index  keyed hash of what the person chose to show, under the label of the same column of people
    shown          phone, document, receipt, token, plate, or none
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
    plate_form = models.CharField(max_length=10, blank=True, help_text="GA 36 form; free_text is kept as written")

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["programme", "subject_index"], name="passages_by_subject")]

    class Privacy:
        retention = "passage"
        personal = {"subject_index", "plate", "person"}
        operational = {
            "id", "programme", "check_record", "order", "area_code", "direction", "passed_at", "shown",
            "plate_form",
        }  # fmt: skip


class EntryProposal(ProgrammeRecord):
    """What a post told of a controlled entry beyond the fact: way and receiver. Row grain: one hand-over.

    The receiver is whoever answers for the destination; this is whom the traveller goes to, if she told:
    a contact with a phone (a household, an employer, a house), never a user of the system.
    """

    check_record = models.OneToOneField(Check, on_delete=models.CASCADE, related_name="proposal")
    fact_id = models.UUIDField()
    route = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=20, blank=True)
    receiver_kind = models.CharField(max_length=20, blank=True)
    receiver_name = EncryptedTextField(null=True, blank=True)
    receiver_phone = EncryptedTextField(null=True, blank=True)
    proposed_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
        constraints = [models.UniqueConstraint(fields=["programme", "fact_id"], name="a_hand_over_is_proposed_once")]

    class Privacy:
        retention = "passage"
        personal = {"receiver_name", "receiver_phone"}
        sensitive = {"fact_id"}
        operational = {"id", "programme", "check_record", "route", "mode", "receiver_kind", "proposed_at"}


class Transit(ProgrammeRecord):
    """A vehicle that only passes through (过境车辆). Row grain: one slip; a late exit means a call and nothing else.

    number    nine digits on the slip, the last a check digit; whoever leaves says or shows it
    phone     to call, as the driver gave it; null if she gave none, and then nobody is called
    """

    number = models.CharField(max_length=9)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    person_count = models.PositiveSmallIntegerField()
    phone = EncryptedTextField(null=True, blank=True)
    entered_at = models.DateTimeField()
    leave_by = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(Checkpoint, null=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_transit_slip_is_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("entered_at")),
                name="a_transit_leaves_after_it_enters",
            ),
        ]
        indexes = [
            models.Index(fields=["leave_by"], condition=models.Q(left_at=None, called_at=None), name="transits_to_call")
        ]

    class Privacy:
        retention = "passage"
        personal = {"phone"}
        operational = {
            "id", "programme", "number", "checkpoint", "area_code", "person_count", "entered_at", "leave_by",
            "left_at", "left_by", "called_at",
        }  # fmt: skip


class PostDuty(ProgrammeRecord):
    """Who answers for a post in a shift, as function and phone; no name. Row grain: function × time."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="duties")
    function = models.CharField(max_length=10, help_text="head or deputy")
    body_name = models.CharField(max_length=100, help_text="the body that provides it")
    phone = models.CharField(max_length=30)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="a_duty_at_a_post_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(function__in=list(rules.FUNCTIONS)), name="a_post_has_a_head_and_deputies"
            ),
        ]
        indexes = [models.Index(fields=["checkpoint", "starts_at"], name="post_duties_by_time")]

    class Privacy:
        retention = "programme"
        operational = {"id", "programme", "checkpoint", "function", "body_name", "phone", "starts_at", "ends_at"}


class WaitReport(ProgrammeRecord):
    """How long the last one in the queue waits, as the officer estimates it. Row grain: one tap."""

    client_id = models.UUIDField()
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    city_day = models.DateField()
    city_hour = models.PositiveSmallIntegerField()
    wait_minutes = models.PositiveSmallIntegerField()
    is_alarm = models.BooleanField(help_text="at or over the edition's limit: whoever answers for the post is told")

    class Meta:
        app_label = "intake"
        constraints = [models.UniqueConstraint(fields=["programme", "client_id"], name="a_wait_is_reported_once")]
        indexes = [models.Index(fields=["checkpoint", "city_day", "city_hour"], name="waits_by_post_and_hour")]

    class Privacy:
        retention = "gate_log"
        operational = {
            "id", "programme", "client_id", "checkpoint", "area_code", "reported_at", "recorded_at", "city_day",
            "city_hour", "wait_minutes", "is_alarm",
        }  # fmt: skip


class PostComplaint(ProgrammeRecord):
    """What somebody complains of at a post. Row grain: one complaint; nobody has to say who she is."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    number = models.CharField(max_length=9)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=10)
    words = EncryptedTextField(null=True, blank=True)
    made_at = models.DateTimeField()
    city_day = models.DateField()
    city_hour = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="a_complaint_is_numbered_once")]
        indexes = [models.Index(fields=["checkpoint", "city_day"], name="complaints_by_post")]

    class Privacy:
        retention = "task"
        personal = {"words", "answer"}
        operational = {
            "id", "programme", "checkpoint", "area_code", "number", "kind", "channel", "made_at", "city_day",
            "city_hour", "answered_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return around.complaint_state(answered_at=self.answered_at)


class HelpGiven(ProgrammeRecord):
    """What a service station (防疫服务站) gave: a number, and nothing of whom. Row grain: one tap."""

    client_id = models.UUIDField()
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    kind = models.CharField(max_length=15)
    person_count = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    city_day = models.DateField()

    class Meta:
        app_label = "intake"
        constraints = [models.UniqueConstraint(fields=["programme", "client_id"], name="help_is_counted_once")]
        indexes = [models.Index(fields=["checkpoint", "city_day"], name="help_by_post")]

    class Privacy:
        retention = "gate_log"
        operational = {
            "id", "programme", "client_id", "checkpoint", "area_code", "kind", "person_count", "given_at", "city_day",
        }  # fmt: skip
