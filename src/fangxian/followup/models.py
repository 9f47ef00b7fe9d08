"""What people who are followed up say of themselves each day, and who went to see them (F07)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Reading(ProgrammeRecord):
    """One time that somebody was asked how she is. Row grain: one call, one visit, one entry of her own.

    client_id    made by whoever sent it; the same id again is the same reading
    area_code    where she was followed up when it was taken
    taken_at     by the device's clock, put right by what it differed from the server's; recorded_at by the server's
    device_at    by the device's clock as it was; null for what was recorded online
    marks        how a record that was made with no network came to be; it counts all the same
    outcome      taken, or that she was not reached or did not want to say: no temperature and no sign then
    celsius      degrees; null if none was taken
    symptoms, needs  codes of `rules.SYMPTOMS`, `rules.NEEDS`; empty: none was told
    is_unwell    raised by the edition of that moment, or a sign was told
    post         who took it; null: she herself, or her helper
    """

    client_id = models.UUIDField()
    file = models.ForeignKey("people.PersonFile", on_delete=models.PROTECT, related_name="readings")
    area_code = models.CharField(max_length=14)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=list)
    channel = models.CharField(max_length=10)
    outcome = models.CharField(max_length=15)
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    method = models.CharField(max_length=10, blank=True)
    symptoms = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    note = EncryptedTextField(null=True, blank=True)
    is_unwell = models.BooleanField(default=False)
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_reading_is_recorded_once"),
            models.CheckConstraint(
                condition=Q(outcome=rules.TAKEN) | Q(celsius=None, symptoms=[], is_unwell=False),
                name="only_an_answer_has_a_reading",
            ),
            models.CheckConstraint(
                condition=Q(post=None, channel=rules.APP)
                | Q(post__isnull=False, channel__in=(rules.PHONE, rules.VISIT)),
                name="a_reading_says_who_took_it",
            ),
        ]
        indexes = [
            models.Index(fields=["file", "-taken_at"], name="readings_by_file"),
            models.Index(fields=["programme", "taken_at"], name="readings_by_time"),
            models.Index(
                fields=["programme", "recorded_at"], condition=Q(is_unwell=True), name="readings_unwell_by_receipt"
            ),
            models.Index(fields=["file", "-taken_at"], condition=Q(is_unwell=True), name="readings_unwell_by_file"),
        ]

    class Privacy:
        retention = "reading"
        personal = {"note", "post"}
        sensitive = {"file", "outcome", "celsius", "method", "symptoms", "needs", "is_unwell"}
        operational = {
            "id", "programme", "client_id", "area_code", "taken_at", "recorded_at", "device_at", "marks",
            "channel",
        }  # fmt: skip


class Referral(ProgrammeRecord):
    """That somebody unwell went, or was offered to go, to a clinic. Row grain: one referral; it orders nothing."""

    file = models.ForeignKey("people.PersonFile", on_delete=models.PROTECT, related_name="referrals")
    area_code = models.CharField(max_length=14)
    place = models.CharField(max_length=rules.LONGEST_PLACE, help_text="the clinic, as it is called")
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=15, blank=True, help_text="what the clinic answered; empty until then")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(returned_at=None), name="somebody_is_with_one_clinic_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, finding="", returned_by=None)
                | (Q(returned_at__gte=F("referred_at"), returned_by__isnull=False) & ~Q(finding="")),
                name="a_return_says_what_was_found",
            ),
        ]
        indexes = [models.Index(fields=["programme", "referred_at"], name="referrals_by_time")]

    class Privacy:
        retention = "reading"
        personal = {"referred_by", "returned_by"}
        sensitive = {"file", "place", "finding"}
        operational = {"id", "programme", "area_code", "referred_at", "returned_at"}


class VisitReport(ProgrammeRecord):
    """What became of a visit, as the worker who wrote last put it down. Row grain: one visit (a task).

    client_id    of the record that stands now; a later edit by anybody takes its place
    done_at      by the device's clock, put right; the later one stands
    edit_count   how many records of this visit were taken in
    """

    task_id = models.UUIDField()
    client_id = models.UUIDField()
    file = models.ForeignKey("people.PersonFile", on_delete=models.PROTECT, related_name="visit_reports")
    area_code = models.CharField(max_length=14)
    outcome = models.CharField(max_length=15)
    needs = models.JSONField(default=list)
    note = EncryptedTextField(null=True, blank=True)
    done_at = models.DateTimeField()
    device_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    marks = models.JSONField(default=list)
    edit_count = models.PositiveSmallIntegerField(default=1)
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "task_id"], name="a_visit_has_one_report"),
        ]
        indexes = [models.Index(fields=["file", "-done_at"], name="visits_by_file")]

    class Privacy:
        retention = "reading"
        personal = {"note", "post"}
        sensitive = {"file", "task_id", "outcome", "needs"}
        operational = {
            "id", "programme", "client_id", "area_code", "done_at", "device_at", "recorded_at", "marks", "edit_count",
        }  # fmt: skip
