"""Where the reactions stand. What they did is in the audit and in their own apps."""

from __future__ import annotations

from django.db import models


class Cursor(models.Model):
    """How far the chain of sealed events has been read. One row.

    position  every event sealed up to here has its claims
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_cursor")]

    class Privacy:
        retention = "audit"
        operational = {"id", "position"}


class Claim(models.Model):
    """One reaction that one event calls for and that has not ended yet. Gone when it is done.

    position   of the event in the chain; claims are worked in this order
    reaction   the function's dotted name
    due_at     not before this moment; later after each failure
    parked_at  it failed too often: nothing happens until somebody runs it again
    """

    programme = models.ForeignKey(
        "programmes.Programme", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    position = models.BigIntegerField()
    event_id = models.BigIntegerField()
    event_at = models.DateTimeField()
    action = models.CharField(max_length=80)
    reaction = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position", "reaction"], name="an_event_wakes_a_reaction_once")]
        indexes = [
            models.Index(fields=["position", "id"], condition=models.Q(parked_at=None), name="claims_to_work_in_order")
        ]

    class Privacy:
        retention = "audit"
        operational = {
            "id", "programme", "position", "event_id", "event_at", "action", "reaction", "due_at", "attempts",
            "parked_at",
        }  # fmt: skip


class Failure(models.Model):
    """One failed attempt at a reaction. Row grain: one attempt.

    error  the exception's class, with the problem's code if it was a refusal; never its text,
           which could name a person
    place  file and line, inside this project where possible
    """

    programme = models.ForeignKey(
        "programmes.Programme", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    position = models.BigIntegerField(db_index=True)
    event_id = models.BigIntegerField()
    action = models.CharField(max_length=80)
    reaction = models.CharField(max_length=200)
    attempt = models.PositiveSmallIntegerField()
    failed_at = models.DateTimeField()
    error = models.CharField(max_length=200)
    place = models.CharField(max_length=200)

    class Privacy:
        retention = "audit"
        operational = {
            "id", "programme", "position", "event_id", "action", "reaction", "attempt", "failed_at", "error", "place",
        }  # fmt: skip


class Heartbeat(models.Model):
    """When a periodic job last ran. Row grain: one job of the worker.

    beat_at    it last ended without an error
    failed_at  it last ended with one, of the class `error`, at `place`; null: never
    """

    name = models.CharField(max_length=200, primary_key=True)
    every_seconds = models.PositiveIntegerField()
    known_since = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)

    class Privacy:
        retention = "audit"
        operational = {
            "name", "every_seconds", "known_since", "beat_at", "took_ms", "failed_at", "error", "place",
        }  # fmt: skip
