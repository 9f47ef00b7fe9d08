"""Lists that investigators kept in other systems, as they were received, and each of their rows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.cases.rules import linelists as rules
from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class LineList(ProgrammeRecord):
    """One file of cases, contacts, follow-ups, relationships or results. Row grain: one file.

    area_code     where its people are: the owner of whatever becomes of them
    case          for a list of contacts of one case: that case
    told_*        the sender's manifest; told_sha256 in hexadecimal, "" if the sender gave none
    format_id, format_edition   by which table of heads and words it was read (data/linelists)
    columns       heads that nothing used, and those that nobody may use, with the reason
    person_count  people whom its accepted rows speak of
    Its state is computed from its times (rules.linelists.state_of).
    """

    area_code = models.CharField(max_length=14, db_index=True)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="+")
    sender = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    told_count = models.PositiveIntegerField()
    told_sha256 = models.CharField(max_length=64, blank=True)
    file_name = EncryptedTextField()
    file_sha256 = models.CharField(max_length=64)
    format_id = models.CharField(max_length=40)
    format_edition = models.CharField(max_length=40)
    row_count = models.PositiveIntegerField()
    notes = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_count = models.PositiveIntegerField(null=True, help_text="people whom the second unit confirmed")
    commit_started_at = models.DateTimeField(null=True)
    commit_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    discard_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "file_sha256", "area_code"],
                condition=Q(discarded_at=None),
                name="the_same_line_list_is_received_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("received_by")),
                name="a_line_list_is_confirmed_by_a_second_post",
            ),
            models.CheckConstraint(
                condition=~Q(sender="") & ~Q(purpose="") & ~Q(legal_basis=""),
                name="a_line_list_has_sender_purpose_and_basis",
            ),
        ]
        indexes = [models.Index(fields=["programme", "received_at"], name="line_lists_by_time")]

    class Privacy:
        retention = "import"
        personal = {"file_name", "received_by", "confirmed_by", "commit_by"}
        sensitive = {"case"}
        operational = {
            "id", "programme", "area_code", "sender", "purpose", "legal_basis", "told_count", "told_sha256",
            "file_sha256", "format_id", "format_edition", "row_count", "notes", "columns", "received_at",
            "confirmed_at", "confirmed_count", "commit_started_at", "committed_at", "discarded_at", "discard_reason",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return rules.state_of(
            commit_started_at=self.commit_started_at, committed_at=self.committed_at, discarded_at=self.discarded_at
        )


class LineListRow(ProgrammeRecord):
    """One row of one list. Row grain: list × row number; what it told is destroyed once it is recorded.

    number     row as a spreadsheet numbers it
    subject    case, contact, followup, relationship or laboratory
    missing    fields that somebody must still say
    findings   what was found: code, field, zh, en; no identifiers
    record     JSON: field -> text, as told and answered; null once it is recorded, rejected or discarded
    key_index  keyed hash of its id in the other system; without an id, of all that it tells
    other_index  keyed hash of the second id by which the other system speaks of it; null if none
    done_at    when it was recorded; *_id: what it became
    """

    line_list = models.ForeignKey(LineList, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=12)
    outcome = models.CharField(max_length=12)
    missing = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    record = EncryptedTextField(null=True)
    key_index = models.BinaryField(max_length=32)
    other_index = models.BinaryField(max_length=32, null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    person_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    made_id = models.UUIDField(null=True, help_text="the case, exposure, link or reading that it became")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line_list", "number"], name="a_row_of_a_line_list_stands_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=list(rules.OUTCOMES)), name="a_line_comes_to_one_of_four_ends"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(outcome=rules.ACCEPTED, record=None),
                name="a_recorded_line_keeps_nothing_of_its_own",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "key_index"], name="line_rows_by_key"),
            models.Index(fields=["programme", "other_index"], name="line_rows_by_other_key"),
            models.Index(fields=["line_list", "outcome", "number"], name="line_rows_by_outcome"),
        ]

    class Privacy:
        retention = "import"
        personal = {"record", "key_index", "other_index", "answered_by", "person_id"}
        sensitive = {"subject", "findings", "missing", "case_id", "made_id"}
        operational = {"id", "programme", "line_list", "number", "outcome", "answered_at", "done_at"}
