"""Lists as they were received, and each of their rows until the list is closed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedBytesField, EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord
from fangxian.intake import rules as intake_rules

from .rules import states


class Import(ProgrammeRecord):
    """One list that another body sent. Row grain: one file. Its state is computed from its times.

    area_code            the area of the desk that received it; "" is the whole programme
    told_*               the sender's manifest; told_sha256 in hexadecimal
    file_*               what was found; row_count is without the head
    columns              heads as they stand in the file, and which of them are read, unread and denied
    mapping              field -> head, as confirmed by the officer
    places               answers for the whole list: place as written -> area code
    held_problem, failed_problem   code, text and values of the reason, or null
    person_count         different people among the accepted rows; null before the dry run
    """

    area_code = models.CharField(max_length=14, blank=True)
    sender = models.CharField(max_length=100)
    sender_reference = models.CharField(max_length=100, blank=True)
    sender_contact = EncryptedTextField(null=True, blank=True)
    channel = models.CharField(max_length=30)
    told_count = models.PositiveIntegerField()
    told_sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    clock_profile = models.CharField(max_length=10, default=intake_rules.LIST)
    file_name = EncryptedTextField()
    file_size = models.PositiveBigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=30, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    row_count = models.PositiveIntegerField()
    notes = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    read_count = models.PositiveIntegerField(default=0)
    person_count = models.PositiveIntegerField(null=True)
    held_problem = models.JSONField(null=True)
    failed_problem = models.JSONField(null=True)
    manifest_corrected_reason = models.CharField(max_length=300, blank=True)
    returned_reason = models.CharField(max_length=300, blank=True)
    discard_reason = models.CharField(max_length=300, blank=True)
    received_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    committed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    mapped_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    commit_started_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "file_sha256"],
                condition=Q(discarded_at=None),
                name="the_same_file_is_received_once",
            ),
            models.CheckConstraint(
                condition=Q(commit_started_at=None) | Q(read_at__isnull=False),
                name="an_import_is_read_before_it_is_committed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("submitted_by")),
                name="an_import_is_confirmed_by_a_second_post",
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis="") & ~Q(purpose=""), name="an_import_has_purpose_and_basis"
            ),
        ]
        indexes = [models.Index(fields=["programme", "received_at"], name="imports_by_time")]

    class Privacy:
        retention = "import"
        personal = {
            "sender_contact", "file_name", "received_by", "submitted_by", "confirmed_by", "committed_by",
        }  # fmt: skip
        operational = {
            "id", "programme", "area_code", "sender", "sender_reference", "channel", "told_count", "told_sha256",
            "purpose", "legal_basis", "clock_profile", "file_size", "file_sha256", "encoding", "sheet", "row_count",
            "notes", "columns", "mapping", "places", "read_count", "person_count", "held_problem", "failed_problem",
            "manifest_corrected_reason", "returned_reason", "discard_reason", "received_at", "held_at", "mapped_at",
            "failed_at", "read_at", "submitted_at", "confirmed_at", "commit_started_at", "committed_at", "closed_at",
            "discarded_at",
        }  # fmt: skip

    @property
    def times(self) -> states.Times:
        return states.Times(**{name: getattr(self, name) for name in states.Times.__dataclass_fields__})

    @property
    def state(self) -> str:
        return states.state_of(self.times)


class ImportFilePart(ProgrammeRecord):
    """A piece of the file as received, sealed; destroyed when the list is committed or discarded.

    Pieces, because a value is sealed, and sealed anew with another key, as a whole and in memory. Together they are the
    file of the list's `file_sha256`.
    """

    source_list = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = EncryptedBytesField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_list", "number"], name="a_file_part_is_kept_once")]

    class Privacy:
        retention = "import"
        personal = {"sealed"}
        operational = {"id", "programme", "source_list", "number"}


class ImportRow(models.Model):
    """One row of one list. Row grain: import × row number; its original is destroyed when the list is closed.

    number        row as a spreadsheet numbers it
    findings      what was found: code, field, zh, en; no identifiers
    record        JSON: cells as told, claim, content, answers; null once destroyed
    person_key    keyed hash that is equal for the same person; null if nobody can be told apart
    stay_key      keyed hash of the stay and the arrival, without the person
    question_key  keyed hash of what is asked and the text it is asked about; equal rows can be answered at once
    first_row     for a duplicate within the file: the row that counts; null otherwise
    fact_id       the fact that it became, or for a known duplicate the fact that was there before
    forecast      what the rule would say of it: follow_up, no_action, undecidable; "" if not asked
    """

    pk = models.CompositePrimaryKey("source_list_id", "number")
    programme = models.ForeignKey(
        "programmes.Programme", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    source_list = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    area_code = models.CharField(max_length=14, blank=True)
    findings = models.JSONField(default=list)
    record = EncryptedTextField(null=True)
    person_key = models.BinaryField(max_length=32, null=True)
    stay_key = models.BinaryField(max_length=32, null=True)
    question_key = models.BinaryField(max_length=32, null=True)
    first_row = models.PositiveIntegerField(null=True)
    fact_id = models.UUIDField(null=True)
    forecast = models.CharField(max_length=12, blank=True)
    forecast_rule = models.CharField(max_length=100, blank=True)
    chunk_number = models.PositiveIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer_basis = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[key for key, _ in states.OUTCOMES]), name="a_row_comes_to_one_of_four_ends"
            ),
        ]
        indexes = [
            models.Index(fields=["source_list", "outcome", "number"], name="import_rows_by_outcome"),
            models.Index(fields=["source_list", "chunk_number"], name="import_rows_by_chunk"),
        ]

    class Privacy:
        retention = "import"
        personal = {"record", "person_key", "answered_by"}
        sensitive = {"stay_key", "question_key", "findings", "forecast", "forecast_rule", "area_code", "fact_id"}
        operational = {
            "programme", "source_list", "number", "outcome", "first_row", "chunk_number", "answered_at", "answer_basis",
        }  # fmt: skip


class ImportChunk(ProgrammeRecord):
    """A piece of a commit: up to 500 rows that become facts in one transaction, or not at all."""

    source_list = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    number = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    batch_id = models.UUIDField(help_text="of the facts that it becomes")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_list", "number"], name="a_chunk_is_committed_once")]

    class Privacy:
        retention = "import"
        operational = {"id", "programme", "source_list", "number", "row_count", "batch_id", "done_at"}


class ImportAlarm(ProgrammeRecord):
    """Many people with one identical stay (O8): both people who let the list pass must have looked at it."""

    source_list = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="alarms", db_index=False)
    stay_key = models.BinaryField(max_length=32)
    stay = models.JSONField()
    person_count = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    seen_by_first = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    seen_by_first_at = models.DateTimeField(null=True)
    seen_by_second = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    seen_by_second_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_list", "stay_key"], name="an_identical_stay_alarms_once"),
        ]

    class Privacy:
        retention = "import"
        personal = {"seen_by_first", "seen_by_second"}
        sensitive = {"stay", "stay_key"}
        operational = {
            "id", "programme", "source_list", "person_count", "row_count", "seen_by_first_at", "seen_by_second_at",
        }  # fmt: skip


class SenderMapping(ProgrammeRecord):
    """How one sender names its columns, kept for its next list. Row grain: sender × field."""

    sender = models.CharField(max_length=100)
    field = models.CharField(max_length=30)
    head = models.CharField(max_length=200)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "sender", "field"], name="a_sender_names_a_field_once")
        ]

    class Privacy:
        retention = "programme"
        operational = {"id", "programme", "sender", "field", "head", "saved_at"}
