"""What happened, by whom, when and why: rows that are only ever added."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One read or write, or one batch of them. Row grain: one event; nothing in it names a person.

    subject_ref  keyed reference to the person it is about, or null
    detail       counts, codes, times and ids of records; never a name, phone or document number
    digest       SHA-256 over the rows of a batch, or null
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    programme = models.ForeignKey(
        "programmes.Programme", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
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
            "id", "at", "programme", "action", "on_kind", "on_id", "area_code", "role", "purpose", "user_id",
            "post_id", "unit_id", "count", "digest", "detail",
        }  # fmt: skip
