"""Questions that people sent, what is answered to them for everybody, and what was made public by hand."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules
from .rules import spreading


class Clarification(ProgrammeRecord):
    """A claim that people asked about, and how far its answer is (澄清). Row grain: one claim.

    claim_zh, claim_en  as it is worded now; each answer keeps its own wording
    asked_count   questions that were put to it, those already forgotten too; at least one, for nothing is answered
                  that nobody asked
    due_at        of the question that was asked first, by the edition `clock_pack_id`
    answered_at   when the answer that waits for a second person was proposed; null if none waits
    """

    claim_zh = models.CharField(max_length=rules.LONGEST_CLAIM)
    claim_en = models.CharField(max_length=rules.LONGEST_CLAIM)
    asked_count = models.PositiveIntegerField()
    first_asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    researching_at = models.DateTimeField(null=True)
    researched_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked_count__gte=1), name="only_what_somebody_asked_is_clarified"),
            models.CheckConstraint(
                condition=Q(updated_at=None) | Q(published_at__isnull=False), name="only_what_is_public_is_updated"
            ),
        ]
        indexes = [models.Index(fields=["programme", "published_at"], name="clarifications_by_publication")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "claim_zh", "claim_en", "asked_count", "first_asked_at", "due_at", "received_at",
            "received_by", "researching_at", "researched_by", "answered_at", "published_at", "updated_at",
        }  # fmt: skip


class Question(ProgrammeRecord):
    """What somebody asked (提问). Row grain: one question as it was sent. It has no author, account or contact.

    client_id   of the form, so that a form that is sent twice is one question; known to the browser alone
    text        sealed, without what tells on people
    left_out    kinds of what was left out of it (rules.LEFT_OUT)
    settled_at  its answer became public, or it was set aside for `set_aside`; counted from then it is forgotten
    """

    client_id = models.UUIDField()
    text = EncryptedTextField(null=True)
    left_out = models.JSONField(default=list)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    clock_pack_id = models.CharField(max_length=60)
    clock_pack_sha256 = models.CharField(max_length=64)
    clarification = models.ForeignKey(
        Clarification, null=True, on_delete=models.PROTECT, related_name="questions"
    )  # fmt: skip
    set_aside = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_question_is_received_once"),
            models.CheckConstraint(
                condition=Q(set_aside="") | Q(settled_at__isnull=False, clarification=None),
                name="a_question_is_answered_or_set_aside",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "received_at"], name="questions_by_receipt"),
            models.Index(
                fields=["programme", "received_at"], condition=Q(clarification=None, settled_at=None),
                name="questions_in_no_claim_yet",
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "hotline"
        personal = {"text"}
        operational = {
            "id", "programme", "client_id", "left_out", "received_at", "due_at", "clock_pack_id", "clock_pack_sha256",
            "clarification", "set_aside", "settled_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        return UUID(str(self.id)).hex[-8:].upper()


class Answer(ProgrammeRecord):
    """One version of an answer as everybody will read it (答复). Row grain: clarification × version proposed.

    sources   [{title, address, dated_on, is_official}], at least one official
    version   2 and up replaces what is public, and says in change_zh and change_en what is new; a declined one leaves
              its version to the next
    """

    clarification = models.ForeignKey(Clarification, on_delete=models.PROTECT, related_name="answers")
    version = models.PositiveSmallIntegerField()
    claim_zh = models.CharField(max_length=rules.LONGEST_CLAIM)
    claim_en = models.CharField(max_length=rules.LONGEST_CLAIM)
    finding = models.CharField(max_length=10)
    answer_zh = models.TextField()
    answer_en = models.TextField()
    sources = models.JSONField()
    change_zh = models.CharField(max_length=rules.LONGEST_CHANGE, blank=True)
    change_en = models.CharField(max_length=rules.LONGEST_CHANGE, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-version", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["clarification", "version"], condition=Q(declined_at=None),
                name="a_version_of_an_answer_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(declined_at=None), name="an_answer_is_published_or_declined"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by")),
                name="an_answer_is_published_by_a_second_post",
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "clarification", "version", "claim_zh", "claim_en", "finding", "answer_zh", "answer_en",
            "sources", "change_zh", "change_en", "proposed_at", "proposed_by", "confirmed_at", "confirmed_by",
            "declined_at", "declined_by", "decline_reason",
        }  # fmt: skip

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None


class Campaign(ProgrammeRecord):
    """Something that was made public by hand (宣传). Row grain: one material on one channel in one area and slot.

    item_count   copies, trips, posts or doors, as the channel counts; never 0
    reach_count  people reached, null where nobody knows; reach_how says how it is known
    struck_at    a wrong line stays and counts no more
    """

    material = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=spreading.LONGEST_TITLE)
    area_code = models.CharField(max_length=14)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    item_count = models.PositiveIntegerField()
    reach_count = models.PositiveBigIntegerField(null=True)
    reach_how = models.CharField(max_length=20, blank=True)
    clarification = models.ForeignKey(
        Clarification, null=True, on_delete=models.PROTECT, related_name="campaigns"
    )  # fmt: skip
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(item_count__gte=1), name="a_line_of_publicity_counts_something"),
            models.CheckConstraint(
                condition=Q(reach_count=None, reach_how="") | (Q(reach_count__isnull=False) & ~Q(reach_how="")),
                name="a_reach_says_how_it_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "area_code", "starts_at"], name="publicity_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "material", "channel", "language", "title", "area_code", "starts_at", "ends_at",
            "item_count", "reach_count", "reach_how", "clarification", "recorded_at", "recorded_by", "struck_at",
        }  # fmt: skip
