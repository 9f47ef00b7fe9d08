"""Requests of callers, and what happened to each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from fangxian.core.privacy.fields import EncryptedBytesField, EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules
from .rules import files, photos


class OtherDesk(ProgrammeRecord):
    """Another desk or app that sends requests and reads what became of them (其他平台). Row grain: one key.

    key_digest  of the key, which is shown once to whoever issues it; a key of 256 bits by chance needs no salt; null
                for a desk that hands its requests over by file alone
    """

    name = models.CharField(max_length=60)
    key_digest = models.BinaryField(max_length=32, unique=True, null=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], condition=Q(ended_at=None), name="one_key_in_force_for_each_desk"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="another_desk_has_a_name"),
        ]

    class Privacy:
        retention = "programme"
        personal = {"issued_by", "ended_by"}
        operational = {"id", "programme", "name", "key_digest", "issued_at", "ended_at"}


class ServiceRequest(ProgrammeRecord):
    """What one caller asked for or told (诉求). Row grain: one call, form or line of another desk. It points to nobody.

    area_code      the finest area known; the area of whoever wrote it down if the place is not known
    text           sealed, without what may not be kept; null if nothing of it may be, and advice was given instead
    left_out       kinds of what was left out of it (rules.stripping)
    contact        only if the caller wants to be reached; nothing looks a person up by it
    pair_numbers   keyed numbers of the pairs of characters of text and place (rules.likeness)
    same_index     keyed hash of service, place and text, by which identical requests are linked
    code_index     keyed hash of the code under which the caller reads the answer; the code itself is not kept
    desk           which other desk sent it, if one did; desk_index: keyed hash of its own number there
    is_urgent      by the edition, of the service; what is not sorted yet, if the desk that took it calls it urgent
    taken_at       when another desk took it, before it came here by file; null: it came here first
    due_at         by the edition `clock_pack_id`, counted from receipt, or from `taken_at` (rules.files.due_at)
    task_id        of the work that was opened for it
    proposed       what the field reported or a department replied, until an operator makes an answer of it
    proposed_from  rules.PROPOSED_FROM: who said the last of it; "" while nobody did
    answer         kept in the request that others are linked to; they read it there
    closes_at      an answered request closes by itself then; null while a caller waits to be called back
    """

    client_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    desk = models.ForeignKey(OtherDesk, null=True, on_delete=models.PROTECT, related_name="requests")
    desk_index = models.BinaryField(max_length=32, null=True)
    service_code = models.CharField(max_length=20, blank=True)
    is_urgent = models.BooleanField(default=False)
    area_code = models.CharField(max_length=14)
    place = EncryptedTextField(null=True, blank=True)
    text = EncryptedTextField(null=True, blank=True)
    left_out = models.JSONField(default=list)
    contact = EncryptedTextField(null=True, blank=True)
    wants_callback = models.BooleanField(default=False)
    pair_numbers = ArrayField(models.IntegerField(), default=list)
    same_index = models.BinaryField(max_length=32, null=True)
    code_index = models.BinaryField(max_length=32, unique=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="duplicates")
    clock_pack_id = models.CharField(max_length=60)
    clock_pack_sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    classified_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    task_id = models.UUIDField(null=True, unique=True)
    on_site_at = models.DateTimeField(null=True)
    proposed = EncryptedTextField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_from = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(null=True, blank=True)
    called_back_at = models.DateTimeField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_request_is_received_once"),
            models.UniqueConstraint(
                fields=["programme", "same_index"],
                condition=Q(answered_at=None, duplicate_of=None, same_index__isnull=False),
                name="one_waiting_request_stands_for_all_that_say_the_same",
            ),
            models.UniqueConstraint(
                fields=["desk", "desk_index"],
                condition=Q(desk_index__isnull=False),
                name="a_number_of_another_desk_is_received_once",
            ),
            models.CheckConstraint(
                condition=Q(desk_index=None) | Q(desk__isnull=False), name="a_number_is_one_of_a_desk"
            ),
            models.CheckConstraint(condition=Q(channel__in=list(rules.CHANNELS)), name="a_request_has_a_known_channel"),
            models.CheckConstraint(condition=~Q(area_code=""), name="somebody_answers_for_every_request"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(answered_at__isnull=False), name="only_an_answered_request_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=5),
                name="satisfaction_is_one_to_five",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "area_code", "due_at"], condition=Q(answered_at=None),
                name="waiting_requests_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["programme", "received_at"], name="requests_by_receipt"),
            models.Index(fields=["programme", "answered_at"], condition=Q(answered_at__isnull=False),
                         name="requests_by_answer"),
            models.Index(
                fields=["programme", "area_code", "answered_at"],
                condition=Q(answered_at__isnull=False, wants_callback=True, called_back_at=None, closed_at=None),
                name="callers_to_call_back", opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(
                fields=["programme", "area_code", "proposed_at"],
                condition=Q(answered_at=None, duplicate_of=None, proposed_at__isnull=False), name="requests_to_answer",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["desk", "received_at"], condition=Q(desk__isnull=False), name="requests_of_a_desk"),
            models.Index(fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="requests_linked"),
            GinIndex(fields=["pair_numbers"], name="requests_by_pairs"),
        ]  # fmt: skip

    class Privacy:
        retention = "hotline"
        personal = {"place", "text", "contact", "pair_numbers", "same_index", "code_index", "desk_index", "proposed",
                    "answer", "received_by"}  # fmt: skip
        operational = {
            "id", "programme", "client_id", "channel", "desk", "service_code", "is_urgent", "area_code", "left_out",
            "wants_callback", "duplicate_of", "clock_pack_id", "clock_pack_sha256", "taken_at", "due_at", "received_at",
            "classified_at", "dispatched_at", "task_id", "on_site_at", "proposed_at", "proposed_from", "answered_at",
            "called_back_at", "satisfaction", "rated_at", "closes_at", "closed_at", "reopened_at", "reopen_count",
        }  # fmt: skip

    @property
    def number(self) -> str:
        """The short number in talk between desks; the caller has a code."""
        return self.id.hex[-8:].upper()


class LearnedKinds(ProgrammeRecord):
    """What the desk's own sorting teaches about the kinds of requests. Row grain: one programme.

    numbers  of `engine.suggestion`, sealed: single characters and pairs of what callers said, and their weights. They
             are learned anew from what is still kept, so that what is forgotten goes from here within a day.
    """

    learned_at = models.DateTimeField()
    learned_from = models.PositiveIntegerField()
    numbers = EncryptedTextField()

    class Meta:
        app_label = "intake"
        constraints = [models.UniqueConstraint(fields=["programme"], name="kinds_are_learned_once_for_a_programme")]

    class Privacy:
        retention = "hotline"
        personal = {"numbers"}
        operational = {"id", "programme", "learned_at", "learned_from"}


class ServiceRequestEvent(ProgrammeRecord):
    """Something that happened to a request. Row grain: one step of rules.STEPS; together they are its history."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    step = models.CharField(max_length=20)
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    note = EncryptedTextField(null=True, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        app_label = "intake"
        indexes = [models.Index(fields=["programme", "step", "at"], name="request_steps_by_time")]

    class Privacy:
        retention = "hotline"
        personal = {"post", "note"}
        operational = {"id", "programme", "request", "at", "step", "role", "detail"}


class PlacePhoto(ProgrammeRecord):
    """A photo of a place that came with a request (现场照片). Row grain: one photo. Nobody sees it before one look.

    number     1 to MOST_PHOTOS, in the order of sending
    picture    a JPEG of ours (engine.pictures), sealed; destroyed at once if it shows more than the place
    opened_at  when somebody opened it for the look, and opened_by who: nobody else opens it meanwhile
    finding    what the look found, of photos.FINDINGS; "" while nobody has looked
    words      what it shows, if none of the other words fits
    """

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="photos")
    number = models.PositiveSmallIntegerField()
    picture = EncryptedBytesField(null=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=10, blank=True)
    words = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="a_photo_of_a_request_has_its_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=photos.MOST_PHOTOS), name="a_request_has_a_few_photos_at_most"
            ),
            models.CheckConstraint(
                condition=Q(finding="", looked_at=None, looked_by=None)
                | Q(finding__in=list(photos.FINDINGS), looked_at__isnull=False, looked_by__isnull=False),
                name="a_photo_is_judged_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", photos.PLACE]) | Q(picture=None),
                name="a_photo_of_more_than_the_place_is_destroyed",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "sent_at"], condition=Q(looked_at=None), name="photos_to_look_at"),
        ]

    class Privacy:
        retention = "hotline"
        personal = {"picture", "words", "opened_by", "looked_by"}
        operational = {"id", "programme", "request", "number", "width", "height", "sent_at", "opened_at", "looked_at",
                       "finding"}  # fmt: skip

    @property
    def area_code(self) -> str:
        """Of its request, which may be sorted into another area."""
        return self.request.area_code


class RequestFile(ProgrammeRecord):
    """A list of requests that another desk took and hands over (其他平台批量移交). Row grain: one file.

    area_code  of whoever took it in; she records for that area alone
    told_*     what the desk says of its file; told_sha256 in hexadecimal, "" if it gave none
    columns    heads as they stand in the file, and which of them nobody may use
    mapping    field -> head, as confirmed; the newest of a desk is offered for its next file
    sealed     the file, until its rows are recorded or it is discarded: a second look may need other columns
    sends_out  whether what is sorted and placed is sent out as it is recorded
    Its state is computed from its times (rules.files.state_of).
    """

    area_code = models.CharField(max_length=14, blank=True)
    desk = models.ForeignKey(OtherDesk, on_delete=models.PROTECT, related_name="files")
    told_count = models.PositiveIntegerField()
    told_sha256 = models.CharField(max_length=64, blank=True)
    file_name = EncryptedTextField()
    file_sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100, blank=True)
    row_count = models.PositiveIntegerField()
    notes = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    sealed = EncryptedBytesField(null=True)
    sends_out = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True)
    commit_started_at = models.DateTimeField(null=True)
    commit_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    discard_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "file_sha256"], condition=Q(discarded_at=None),
                name="the_same_file_of_requests_is_received_once",
            ),
            models.CheckConstraint(
                condition=Q(commit_started_at=None) | Q(read_at__isnull=False, commit_by__isnull=False),
                name="a_file_of_requests_is_read_before_it_is_recorded",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["programme", "received_at"], name="request_files_by_time")]

    class Privacy:
        retention = "hotline"
        personal = {"file_name", "sealed", "received_by", "commit_by"}
        operational = {
            "id", "programme", "area_code", "desk", "told_count", "told_sha256", "file_sha256", "sheet", "row_count",
            "notes", "columns", "mapping", "sends_out", "received_at", "read_at", "commit_started_at", "committed_at",
            "discarded_at", "discard_reason",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return files.state_of(
            read_at=self.read_at, commit_started_at=self.commit_started_at, committed_at=self.committed_at,
            discarded_at=self.discarded_at,
        )  # fmt: skip


class RequestFileRow(ProgrammeRecord):
    """One row of such a file. Row grain: file × row as a spreadsheet numbers it.

    findings     what was found: code, field, zh, en; no words of a caller
    record       JSON of what an accepted row tells, sealed; null once it is a request, and for every other row
    desk_index   keyed hash of the desk's own number; null if the row has none
    request      what it became; of a duplicate, the request that was there
    """

    file = models.ForeignKey(RequestFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    is_urgent = models.BooleanField(default=False)
    findings = models.JSONField(default=list)
    record = EncryptedTextField(null=True)
    desk_index = models.BinaryField(max_length=32, null=True)
    request = models.ForeignKey(ServiceRequest, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="a_row_of_a_file_of_requests_stands_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=list(files.OUTCOMES)), name="a_row_of_requests_comes_to_one_of_four_ends"
            ),
            models.CheckConstraint(
                condition=Q(record=None) | Q(outcome=files.ACCEPTED, done_at=None),
                name="only_a_waiting_row_of_requests_keeps_its_words",
            ),
        ]
        indexes = [models.Index(fields=["file", "outcome", "number"], name="request_rows_by_outcome")]

    class Privacy:
        retention = "hotline"
        personal = {"record", "desk_index", "request"}
        operational = {"id", "programme", "file", "number", "outcome", "is_urgent", "findings", "done_at"}
