"""Which editions of the rules an authority has adopted, and who signed for it."""

from __future__ import annotations

from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord


class Adoption(ProgrammeRecord):
    """The adoption of one edition in one programme. Row grain: programme × pack × hash.

    It holds once every capacity that the pack asks for has signed; a changed text has another hash
    and is not adopted by it.
    """

    pack_id = models.CharField(max_length=60)
    pack_sha256 = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "pack_id", "pack_sha256"],
                condition=models.Q(withdrawn_at=None),
                name="an_edition_is_adopted_once",
            )
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "pack_id", "pack_sha256", "proposed_at", "proposed_by", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip


class SignOff(ProgrammeRecord):
    """One person's signature under an adoption, in one capacity. Row grain: adoption × capacity."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="sign_offs")
    capacity = models.CharField(max_length=30, help_text="as the pack names it: health_authority, legal_review")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    body_id = models.UUIDField(help_text="the body that employs the signer")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "capacity"], name="a_capacity_signs_once"),
            models.UniqueConstraint(fields=["adoption", "user"], name="a_person_signs_an_adoption_once"),
        ]

    class Privacy:
        retention = "programme"
        personal = {"user"}
        operational = {"id", "programme", "adoption", "capacity", "post", "body_id", "signed_at"}
