"""What happened, by whom, when and why: rows that are only ever added, and the seals over them.

An event is written unsealed, in the transaction of what it tells of. The sealer, another database
role, chains events afterwards (`AuditSeal`) and closes each day with a root (`AuditRoot`).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.expressions import Func


class TransactionIdField(models.Field):
    """PostgreSQL's 64-bit transaction number of the row's writer, as an int; filled by the database."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return str(value) if isinstance(value, int) else value


class AuditEvent(models.Model):
    """One read or write, or one batch of them. Row grain: one event; nothing in it names a person.

    transaction  its writer's number. It stands first so that the database assigns it before it
                 takes an id: the sealer relies on that to know when no smaller id can still appear
    subject_ref  keyed reference to the person it is about, or null
    detail       counts, codes, times and ids of records; never a name, phone or document number
    digest       SHA-256 over the rows of a batch, or null
    """

    partitioned_by = "at"

    transaction = TransactionIdField(db_default=Func(function="pg_current_xact_id"), editable=False)
    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    programme = models.ForeignKey(
        "programmes.Programme", null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    action = models.CharField(max_length=80)
    on_kind = models.CharField(max_length=60, blank=True)
    on_id = models.CharField(max_length=64, blank=True)
    subject_ref = models.BinaryField(null=True)
    area_code = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=30)
    purpose = models.CharField(max_length=30)
    user_id = models.BigIntegerField(null=True)
    post_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    count = models.IntegerField(default=1)
    digest = models.BinaryField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "action", "at"], name="audit_by_action"),
            models.Index(fields=["subject_ref", "at"], name="audit_by_subject"),
        ]

    class Privacy:
        retention = "audit"
        sensitive = {"subject_ref"}
        operational = {
            "transaction", "id", "at", "programme", "action", "on_kind", "on_id", "area_code", "role", "purpose",
            "user_id", "post_id", "unit_id", "count", "digest", "detail",
        }  # fmt: skip


class AuditSeal(models.Model):
    """The link of one event in the chain. Row grain: one sealed event. Written by the sealer alone.

    position       1, 2, 3 … without a gap, in the order of sealing; reactions follow it
    event_at       the event's own time, to find its partition
    previous_hash  the hash of position - 1; 32 zero bytes for the first
    hash           SHA-256(previous_hash ‖ canonical JSON of the event) (INV-18)
    """

    position = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    event_at = models.DateTimeField()
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Privacy:
        retention = "audit"
        operational = {"position", "event_id", "event_at", "previous_hash", "hash", "sealed_at"}


class AuditRoot(models.Model):
    """The Merkle root (RFC 6962) over one day's seals. Row grain: one finished UTC day.

    first_position, last_position  the seals it covers; last = first - 1 on a day without any
    root  over the `hash` of each of those seals, in order
    """

    day = models.DateField(primary_key=True)
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_position__gte=models.F("first_position") - 1),
                name="a_root_covers_the_seals_after_the_root_before",
            )
        ]

    class Privacy:
        retention = "audit"
        operational = {"day", "first_position", "last_position", "root", "made_at"}


class SealerState(models.Model):
    """Where the sealer stands. One row.

    floor_id            every event up to this id is sealed, and none can appear there any more
    pending_id          the floor to be, once every transaction before `pending_transaction` is over
    position, hash      the last seal made: a tail cut off the chain does not match it
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    floor_id = models.BigIntegerField(default=0)
    pending_id = models.BigIntegerField(default=0)
    pending_transaction = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_sealer_state")]

    class Privacy:
        retention = "audit"
        operational = {"id", "floor_id", "pending_id", "pending_transaction", "position", "hash"}
