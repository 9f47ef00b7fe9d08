"""Orders of the command and the signatures under them."""

from __future__ import annotations

from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord


class Order(ProgrammeRecord):
    """An order (令、通告) with scope, term and legal basis. Its state is computed from its times."""

    number = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    text = models.TextField()
    issuer = models.CharField(max_length=100)
    level = models.CharField(max_length=10, help_text="level of the issuing authority: city, county …")
    legal_basis = models.JSONField(default=list)
    scope_area_codes = models.JSONField(default=list)
    enables = models.JSONField(default=list, help_text="what it makes possible, see rules.ENABLES")
    effective_from = models.DateTimeField()
    expires_at = models.DateTimeField()
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    is_fictional = models.BooleanField(default=False, help_text="part of a demonstration; says so wherever it is shown")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="an_order_number_is_used_once"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("effective_from")), name="an_order_ends_after_it_starts"
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "number", "title", "text", "issuer", "level", "legal_basis", "scope_area_codes",
            "enables", "effective_from", "expires_at", "drafted_at", "drafted_by", "reviewed_at", "reviewed_by",
            "revoked_at", "revoked_by", "is_fictional",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Signature(ProgrammeRecord):
    """One person's signature under one order."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="signatures")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "user"], name="a_person_signs_an_order_once")]

    class Privacy:
        retention = "programme"
        personal = {"user"}
        operational = {"id", "programme", "order", "post", "signed_at"}
