"""Readings of another area's file, and what alarmed the auditor."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class BreakGlass(ProgrammeRecord):
    """A request to read the file of somebody outside one's own area. Row grain: one request for one person.

    area_code          the area of who asked; `subject_area_code` that of the person, "" if nobody is known
    sought             what she was sought by, as typed; `person` who that is, or null: who asked is not told
    serves_*           the open work of the asker's area that it serves
    second_by_at       until when a second person must have answered; afterwards it lapses by itself
    ends_at            when reading ends; null until granted, set at once if life is in danger
    """

    area_code = models.CharField(max_length=14, blank=True)
    subject_area_code = models.CharField(max_length=14, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    sought_by = models.CharField(max_length=10, help_text="document, phone or file")
    sought = EncryptedTextField()
    serves_kind = models.CharField(max_length=10, help_text="task, case or measure")
    serves_id = models.UUIDField()
    serves_number = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    words = EncryptedTextField()
    purpose = models.CharField(max_length=30)
    is_urgent = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    second_by_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    is_granted = models.BooleanField(null=True)
    decision_words = EncryptedTextField(null=True)
    ends_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=15, blank=True)
    review_words = EncryptedTextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, is_granted=None, decided_by=None)
                | Q(decided_at__isnull=False, is_granted__isnull=False, decided_by__isnull=False),
                name="a_glass_is_answered_by_somebody_or_by_nobody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="nobody_grants_her_own_glass",
            ),
            models.CheckConstraint(
                condition=Q(is_granted=None) | Q(is_granted=False) | Q(person__isnull=False, ends_at__isnull=False),
                name="a_granted_glass_is_of_somebody_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(is_urgent=False) | Q(reason="life_danger", ends_at__isnull=False),
                name="only_danger_to_life_opens_a_glass_at_once",
            ),
            models.CheckConstraint(
                condition=Q(second_by_at__gt=F("requested_at")) & (Q(ends_at=None) | Q(ends_at__gt=F("requested_at"))),
                name="a_glass_ends_after_it_is_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, outcome="") | (Q(reviewed_at__isnull=False) & ~Q(outcome="")),
                name="a_reviewed_glass_has_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "-requested_at"], name="glasses_newest_first"),
            models.Index(fields=["person", "requested_by"], name="glasses_by_person_and_reader"),
        ]

    class Privacy:
        retention = "case"
        personal = {"sought", "words", "decision_words", "review_words"}
        sensitive = {"person", "sought_by", "reason"}
        operational = {
            "id", "programme", "area_code", "subject_area_code", "serves_kind", "serves_id", "serves_number",
            "purpose", "is_urgent", "requested_at", "requested_by", "second_by_at", "decided_at", "decided_by",
            "is_granted", "ends_at", "given_back_at", "reviewed_at", "reviewed_by", "outcome",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return self.id.hex[-8:].upper()

    @property
    def times(self) -> rules.GlassTimes:
        return rules.GlassTimes(
            is_urgent=self.is_urgent,
            second_by_at=self.second_by_at,
            is_granted=self.is_granted,
            decided_at=self.decided_at,
            ends_at=self.ends_at,
            given_back_at=self.given_back_at,
        )


class AccessAlarm(ProgrammeRecord):
    """That something about the reading of people asks for the auditor's eye. Row grain: one cause.

    kind       canary: a record was read that nobody has a reason to open; elsewhere: a lookup met somebody of
               another area; unseconded: nobody confirmed a reading that began at once
    event_id   the audit event that it is about, or null; `glass` the request that it is about, or null
    post       who did it
    """

    kind = models.CharField(max_length=12)
    area_code = models.CharField(max_length=14, blank=True)
    event_id = models.BigIntegerField(null=True)
    glass = models.ForeignKey(BreakGlass, null=True, on_delete=models.CASCADE, related_name="alarms")
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=80, blank=True)
    happened_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=15, blank=True)
    review_words = EncryptedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "event_id"], name="an_event_alarms_once_of_a_kind"),
            models.UniqueConstraint(fields=["glass", "kind"], name="a_glass_alarms_once_of_a_kind"),
            models.CheckConstraint(
                condition=Q(event_id__isnull=False) | Q(glass__isnull=False), name="an_access_alarm_has_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, outcome="") | (Q(reviewed_at__isnull=False) & ~Q(outcome="")),
                name="a_reviewed_alarm_has_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["programme", "-raised_at"], name="access_alarms_newest_first")]

    class Privacy:
        retention = "case"
        personal = {"post", "review_words"}
        operational = {
            "id", "programme", "kind", "area_code", "event_id", "glass", "action", "happened_at", "raised_at",
            "reviewed_at", "reviewed_by", "outcome",
        }  # fmt: skip


class MatchPair(ProgrammeRecord):
    """Two records that are probably one person, and what was decided. Row grain: one pair of records, once.

    Nothing of either record is rewritten: from the decision on, what is told of one is kept with the other,
    and taken apart again both are as they were.
    first_id, second_id  the two records, in the order of their ids; plain ids, so that a suggestion keeps nobody
    kept_id      the record to which both belong since `merged_at`
    area_code    what both lie in
    probability  of the linkage, 0 to 1
    reason       why somebody decided so, in her words
    before       what the merge changed of the two files, so that it can be put back: ids and times
    """

    area_code = models.CharField(max_length=14, blank=True, db_index=True)
    first_id = models.UUIDField()
    second_id = models.UUIDField()
    probability = models.FloatField()
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)
    reason = EncryptedTextField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    kept_id = models.UUIDField(null=True)
    merged_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)
    unmerged_at = models.DateTimeField(null=True)
    unmerged_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    unmerged_reason = EncryptedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "first_id", "second_id"], name="a_pair_is_found_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="a_pair_is_of_two_records"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | Q(decision__in=["merge", "apart"], decided_at__isnull=False, decided_by__isnull=False),
                name="a_pair_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(seconded_by=None) | ~Q(decided_by=F("seconded_by")),
                name="nobody_seconds_her_own_merge",
            ),
            models.CheckConstraint(
                condition=Q(merged_at=None) | Q(decision="merge", kept_id__isnull=False, reason__isnull=False),
                name="a_merge_was_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(unmerged_at=None)
                | Q(merged_at__isnull=False, unmerged_by__isnull=False, unmerged_reason__isnull=False),
                name="only_a_merge_is_taken_apart_and_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "decision", "-probability"], name="pairs_by_decision"),
            models.Index(fields=["second_id"], name="pairs_by_second"),
        ]

    class Privacy:
        retention = "case"
        personal = {"first_id", "second_id", "kept_id"}
        sensitive = {"probability", "decision", "reason", "before", "unmerged_reason"}
        operational = {
            "id", "programme", "area_code", "found_at", "decided_at", "decided_by", "seconded_at", "seconded_by",
            "merged_at", "unmerged_at", "unmerged_by",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return self.id.hex[-8:].upper()
