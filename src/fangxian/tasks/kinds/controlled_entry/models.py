"""Somebody on the way from a post to a destination that expects her, and what was asked about it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class ControlledEntry(ProgrammeRecord):
    """One controlled entry (受控进入). Row grain: one person's journey from one post. Its state is computed.

    fact_id          the hand-over by the post, with the rule on which it rests
    area_code        the destination as it was told; `owner_area_code` who answers for it
    asked_at         when the destination was asked; `answer_due_at` after which silence counts as acceptance
    departed_at      when she left the post: at once, whatever the destination says
    overdue_at       after which she is called; counted from `eta_at`
    accepted_at      when somebody said that she is expected; null while only silence binds the destination
    alarmed_at       when the level above was told of the silence; `alarmed_count` people in post there
    lodged_in        where she stays while the command decides; null if she was not lodged
    call_task_id     the task to call her, opened when she was overdue
    closes_at        when it ends by itself: some time after the arrival, later if nobody ever told of one
    stub_token_id    the signed stub that later posts accept; null if none was issued
    """

    fact_id = models.UUIDField()
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    checkpoint_id = models.UUIDField()
    area_code = models.CharField(max_length=14)
    owner_area_code = models.CharField(max_length=14)
    is_outside = models.BooleanField(default=False, help_text="the destination lies in another city")
    rule = models.CharField(max_length=100, help_text="id@version")
    receiver_kind = models.CharField(max_length=20, blank=True)

    clock_pack_id = models.CharField(max_length=60)
    clock_pack_sha256 = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    departed_at = models.DateTimeField(null=True)
    eta_at = models.DateTimeField()
    overdue_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    accepted_how = models.CharField(max_length=10, blank=True)
    alarmed_at = models.DateTimeField(null=True)
    alarmed_count = models.PositiveSmallIntegerField(default=0)
    disputed_at = models.DateTimeField(null=True)
    disputed_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    dispute = models.CharField(max_length=20, blank=True)
    dispute_words = EncryptedTextField(null=True, blank=True)
    lodged_at = models.DateTimeField(null=True)
    lodged_in = EncryptedTextField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    settlement = models.CharField(max_length=20, blank=True)
    call_task_id = models.UUIDField(null=True)
    called_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=20, blank=True)
    stub_token_id = models.BinaryField(max_length=12, null=True)
    stub_ends_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "tasks"
        constraints = [
            models.UniqueConstraint(fields=["programme", "fact_id"], name="a_hand_over_is_one_controlled_entry"),
            models.CheckConstraint(
                condition=Q(dispute="") | Q(dispute__in=list(rules.DISPUTES)), name="a_receiver_has_no_word_for_no"
            ),
            models.CheckConstraint(
                condition=Q(conclusion="") | Q(conclusion__in=list(rules.CONCLUSIONS)),
                name="an_entry_ends_in_a_known_way",
            ),
            models.CheckConstraint(condition=Q(overdue_at__gte=F("eta_at")), name="nobody_is_called_before_the_time"),
        ]
        indexes = [
            models.Index(fields=["programme", "owner_area_code", "eta_at"], name="entries_by_receiver"),
            models.Index(
                fields=["answer_due_at"],
                condition=Q(accepted_at=None, alarmed_at=None, closed_at=None),
                name="entries_unanswered",
            ),
            models.Index(
                fields=["overdue_at"], condition=Q(arrived_at=None, closed_at=None, called_at=None),
                name="entries_to_call",
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "task"
        personal = {
            "accepted_post", "disputed_post", "settled_post", "arrived_post", "lodged_in", "dispute_words",
            "stub_token_id",
        }  # fmt: skip
        sensitive = {"person", "fact_id", "rule", "dispute", "settlement", "conclusion", "call_task_id"}
        operational = {
            "id", "programme", "checkpoint_id", "area_code", "owner_area_code", "is_outside", "receiver_kind",
            "clock_pack_id", "clock_pack_sha256", "proposed_at", "asked_at", "answer_due_at", "departed_at", "eta_at",
            "overdue_at", "accepted_at", "accepted_how", "alarmed_at", "alarmed_count", "disputed_at", "lodged_at",
            "settled_at", "called_at", "arrived_at", "closes_at", "closed_at", "stub_ends_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        """The short number on the stub and in talk on the phone."""
        return self.id.hex[-8:].upper()


class EntryNote(ProgrammeRecord):
    """A question of the receiver or an answer of the post. Row grain: one note; it stops no clock."""

    entry = models.ForeignKey(ControlledEntry, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10)
    words = EncryptedTextField()
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        app_label = "tasks"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(rules.NOTES)), name="a_note_is_a_question_or_an_answer")
        ]

    class Privacy:
        retention = "task"
        personal = {"post", "words"}
        operational = {"id", "programme", "entry", "kind", "noted_at"}
