"""What left the house, and what others wanted from it."""

from __future__ import annotations

from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class Package(ProgrammeRecord):
    """A list that leaves, or was asked for (hand-over package, O2). Row grain: one request.

    counted       how many people were meant when it was asked for; row_count how many are in it
    recipient_key the recipient's public key: the file opens with her secret key and nowhere here
    mark          written into every row and the order of the rows: tells whose copy a list is
    sealed        the encrypted file; null before it is made and again once it is fetched, expired or revoked
    sha256        of the rows inside; sealed_sha256 of the encrypted file
    """

    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=20)
    area_code = models.CharField(max_length=14, blank=True, db_index=True)
    about_id = models.UUIDField(
        null=True, help_text="the list whose results go back, or the inquiry that is asked; null: people of an area"
    )
    columns = models.JSONField()
    reason = EncryptedTextField()
    recipient_body = models.CharField(max_length=100)
    recipient_name = EncryptedTextField()
    recipient_key = models.CharField(max_length=120)
    use_until = models.DateTimeField(help_text="until when the recipient may use it")
    counted = models.PositiveIntegerField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=20, blank=True)
    decided_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, help_text="when a job last began to make it")
    done_count = models.PositiveIntegerField(default=0, help_text="rows read so far, for the progress shown")
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(null=True)
    row_count = models.PositiveIntegerField(null=True)
    mark = models.CharField(max_length=16, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    revoke_reason = models.CharField(max_length=20, blank=True)
    destroyed_at = models.DateTimeField(null=True, help_text="when the recipient said that it is destroyed")
    destroyed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_package_has_a_number_of_its_own"),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("requested_by")),
                name="nobody_decides_on_her_own_package",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at=None, declined_at=None) | models.Q(decided_by__isnull=False),
                name="who_decides_on_a_package_is_recorded",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_at=None) | models.Q(declined_at=None),
                name="a_package_is_approved_or_declined",
            ),
            models.CheckConstraint(
                condition=models.Q(made_at=None, sealed=None)
                | models.Q(made_at__isnull=False, approved_at__isnull=False),
                name="no_package_is_made_without_approval",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed=None) | models.Q(handed_over_at=None, revoked_at=None),
                name="a_package_that_left_or_was_revoked_is_not_kept",
            ),
        ]

    class Privacy:
        retention = "case"
        personal = {"recipient_name"}
        sensitive = {"reason", "sealed"}
        operational = {
            "id", "programme", "number", "purpose", "area_code", "about_id", "columns", "recipient_body",
            "recipient_key", "use_until", "counted", "requested_at", "requested_by", "approved_at", "declined_at",
            "decline_reason", "decided_by", "started_at", "done_count", "failed_at", "failure", "made_at", "row_count",
            "mark", "sha256", "sealed_sha256", "handed_over_at", "revoked_at", "revoked_by", "revoke_reason",
            "destroyed_at", "destroyed_by",
        }  # fmt: skip


class PackageSubject(ProgrammeRecord):
    """That a person's row is in a package. Row grain: package × person; she reads it in her own file."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="subjects")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "person"], name="a_person_is_in_a_package_once"),
        ]

    class Privacy:
        retention = "case"
        personal = {"person"}
        operational = {"id", "programme", "package"}


class OutsideRequest(ProgrammeRecord):
    """What others wanted from the house outside its purpose (INV-25). Row grain: one request; every one is refused.

    There is no column for a grant, and none for data.
    """

    number = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    asker = models.CharField(max_length=20)
    asker_body = models.CharField(max_length=100)
    channel = models.CharField(max_length=20)
    wanted = models.CharField(max_length=20)
    reference = EncryptedTextField(null=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="an_outside_request_has_a_number_of_its_own"),
            models.CheckConstraint(
                condition=models.Q(received_at__lte=models.F("registered_at")),
                name="a_request_is_registered_after_it_came",
            ),
            models.CheckConstraint(
                condition=models.Q(refused_at=models.F("registered_at")),
                name="an_outside_request_is_refused_as_it_is_registered",
            ),
        ]

    class Privacy:
        retention = "programme"
        personal = {"reference"}
        operational = {
            "id", "programme", "number", "received_at", "asker", "asker_body", "channel", "wanted", "registered_at",
            "registered_by", "refused_at",
        }  # fmt: skip
