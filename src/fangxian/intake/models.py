"""What was told us: facts that are added, superseded and never edited."""

from __future__ import annotations

from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Fact(ProgrammeRecord):
    """One thing that one source said at one time. Row grain: one fact.

    Lean on purpose (no foreign keys in the database, few indexes): this is the largest table.

    source        key of the registry
    client_id     made where the fact was made; with the programme it makes recording idempotent
    batch_id      the delivery that it came in; one audit event speaks of the whole batch
    area_code     where it is about: the destination of an arrival, the place of a check; "" if unknown
    person        whom it is about, or null
    occurred_at   by the clock of the device or the sender; never used for ordering
    received_at   by the server's clock
    received_on   UTC day of received_at; the table is divided by it
    supersedes    the fact that this one corrects, or null
    content       stays, transport, destination, arrives_on, symptoms, temperatures, receiver_kind ...;
                  no identifiers (rules.why_not_record)
    """

    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    source = models.CharField(max_length=30)
    client_id = models.UUIDField()
    batch_id = models.UUIDField()
    area_code = models.CharField(max_length=14, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    import_id = models.UUIDField(null=True)
    import_row = models.PositiveIntegerField(null=True, help_text="row as a spreadsheet numbers it")
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_on = models.DateField()
    is_late_sync = models.BooleanField(default=False, help_text="collected without a connection and sent later")
    recorded_role = models.CharField(max_length=30)
    recorded_unit_id = models.UUIDField(null=True)
    recorded_post_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=30)
    legal_basis = models.CharField(max_length=300)
    sender = models.CharField(max_length=100, blank=True, help_text="the body that told it; never a person")
    clock_profile = models.CharField(max_length=10, default=rules.LEAD, help_text="lead, serious or list (O5)")
    supersedes = models.UUIDField(null=True)
    content = models.JSONField(default=dict)

    partitioned_by = "received_on"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(clock_profile__in=rules.CLOCK_PROFILES), name="a_fact_has_a_known_clock_profile"
            ),
            models.CheckConstraint(condition=~models.Q(legal_basis=""), name="a_fact_is_collected_on_a_legal_basis"),
        ]
        indexes = [
            models.Index(fields=["batch_id"], name="facts_by_batch"),
            models.Index(fields=["person", "received_at"], name="facts_by_person"),
            models.Index(
                fields=["programme", "area_code", "received_at"],
                name="facts_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
        ]

    class Privacy:
        retention = "declaration"
        sensitive = {"person", "content"}
        operational = {
            "id", "programme", "source", "client_id", "batch_id", "area_code", "import_id", "import_row",
            "occurred_at", "received_at", "received_on", "is_late_sync", "recorded_role", "recorded_unit_id",
            "recorded_post_id", "purpose", "legal_basis", "sender", "clock_profile", "supersedes",
        }  # fmt: skip


class FactReceipt(models.Model):
    """That a client id has been used, and for which fact. Row grain: programme × client id.

    digest  SHA-256 over what the fact says; the same id with another content is refused, not ignored
    """

    pk = models.CompositePrimaryKey("programme_id", "client_id")
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    client_id = models.UUIDField()
    fact_id = models.UUIDField()
    received_on = models.DateField(help_text="day of the fact, to find it without searching every day")
    digest = models.BinaryField(max_length=32)

    class Privacy:
        retention = "declaration"
        operational = {"programme", "client_id", "fact_id", "received_on", "digest"}


class Receipt(ProgrammeRecord):
    """A number that stands for a fact and its corrections, short enough to be spoken. Row grain: one number given.

    number   nine digits, the last a check digit
    fact_id  what it stands for now: the newest correction
    result   word of the newest verdict on that fact, as a post may read it; "" while it is not judged
    """

    number = models.CharField(max_length=9)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    area_code = models.CharField(max_length=14, blank=True)
    fact_id = models.UUIDField(unique=True)
    issued_at = models.DateTimeField()
    result = models.CharField(max_length=20, blank=True)
    result_rule = models.CharField(max_length=100, blank=True, help_text="id@version")
    result_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_receipt_number_is_given_once"),
        ]

    class Privacy:
        retention = "declaration"
        sensitive = {"person", "result", "result_rule"}
        operational = {"id", "programme", "number", "area_code", "fact_id", "issued_at", "result_at"}

    def __str__(self) -> str:
        return self.number

    @property
    def spoken_number(self) -> str:
        return rules.spoken(self.number)
