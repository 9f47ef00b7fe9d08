"""Requests for help from the police. None of them names a person or tells of anybody's health."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class AssistanceRequest(ProgrammeRecord):
    """A request to the police: where, when, what help (INV-05). Row grain: one request.

    task_id      the field work that it helps with, or null; the police never see it. Through it the person
                 whom it concerns sees on her own file that the police were asked, and who read the request
    phone        duty phone of the member of staff who meets them
    expires_at   at most 24 hours after it was asked; its state is computed from these times
    """

    area_code = models.CharField(max_length=14)
    address = EncryptedTextField()
    help_kind = models.CharField(max_length=20)
    words = EncryptedTextField(null=True, blank=True)
    phone = EncryptedTextField()
    needed_at = models.DateTimeField()
    task_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    legal_basis = models.JSONField(default=list)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("requested_at"))
                & Q(expires_at__lte=F("requested_at") + timedelta(hours=24)),
                name="a_request_for_help_expires_within_a_day",
            ),
            models.CheckConstraint(condition=Q(help_kind__in=rules.HELP), name="a_request_for_help_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, done_at=None, declined_at=None) | Q(answered_by__isnull=False),
                name="an_answered_request_names_who_answered",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(declined_at=None), name="help_is_given_or_declined_never_both"
            ),
        ]
        indexes = [models.Index(fields=["programme", "area_code", "-requested_at"], name="requests_for_help_by_area")]

    class Privacy:
        retention = "case"
        personal = {"address", "words", "phone", "answer"}
        sensitive = {"task_id", "person_id"}
        operational = {
            "id", "programme", "area_code", "help_kind", "needed_at", "legal_basis", "requested_at", "requested_by",
            "expires_at", "accepted_at", "answered_by", "done_at", "declined_at", "withdrawn_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return self.id.hex[-8:].upper()

    @property
    def times(self) -> rules.Times:
        return rules.Times(
            expires_at=self.expires_at,
            accepted_at=self.accepted_at,
            done_at=self.done_at,
            declined_at=self.declined_at,
            withdrawn_at=self.withdrawn_at,
        )
