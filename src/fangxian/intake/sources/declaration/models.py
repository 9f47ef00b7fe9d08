"""How a declaration is found again, shown and corrected by whoever made it."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class Declaration(ProgrammeRecord):
    """How a declaration is opened again by the person who made it. Row grain: one receipt, whatever its versions.

    client_id            of the first form; the same form sent twice is one declaration
    phone, helper_*      as given on the form, for calling back and for opening the receipt
    document_tail_index  keyed hash of the last four characters of the document number, or null
    """

    receipt = models.OneToOneField("intake.Receipt", on_delete=models.CASCADE, related_name="declaration")
    client_id = models.UUIDField()
    declared_at = models.DateTimeField()
    declared_by_role = models.CharField(max_length=30)
    language = models.CharField(max_length=10, default="zh-hans")
    phone = EncryptedTextField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    is_helped = models.BooleanField(default=False)
    helper_name = EncryptedTextField(null=True, blank=True)
    helper_phone = EncryptedTextField(null=True, blank=True)
    helper_phone_index = models.BinaryField(max_length=32, null=True)
    document_tail_index = models.BinaryField(max_length=32, null=True)
    failed_count = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_form_is_one_declaration"),
        ]

    class Privacy:
        retention = "declaration"
        personal = {
            "phone", "phone_index", "helper_name", "helper_phone", "helper_phone_index", "document_tail_index",
            "language", "is_helped",
        }  # fmt: skip
        operational = {
            "id", "programme", "receipt", "client_id", "declared_at", "declared_by_role", "failed_count",
            "paused_until",
        }  # fmt: skip


class DeclarationVersion(ProgrammeRecord):
    """What a declaration said at one time. Row grain: one version; the newest one holds."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField(help_text="from 1")
    fact_id = models.UUIDField(unique=True)
    client_id = models.UUIDField(help_text="of the form; sent twice it is one version")
    kind = models.CharField(max_length=10, help_text="declared or corrected")
    made_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
        constraints = [models.UniqueConstraint(fields=["declaration", "version"], name="a_version_is_numbered_once")]
        ordering = ["version"]

    class Privacy:
        retention = "declaration"
        operational = {"id", "programme", "declaration", "version", "fact_id", "client_id", "kind", "made_at"}
