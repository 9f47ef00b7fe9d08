"""Letters, what happened to each, and which unit answers for which kind. None of it names a resident."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from fangxian.core.programmes.models import ProgrammeRecord

from . import rules
from .rules import documents


class Letter(ProgrammeRecord):
    """A letter of co-governance (协同共治提示函). Row grain: one letter. It speaks of a place, never of a person.

    year, serial     the number, given when it is issued, without gaps within programme and city year
    topic            a code of the edition `pack_id`; "other" where none fits
    origin, origin_id  what it was begun from: a request, a task or an incident; "" and null: written anew
    evidence         references, one text each; cc_units  ids of units that read it too
    goods_name, goods_batch, goods_count  of a complaint on goods; count null: not known
    reply_on         day by which the writer wants the reply; null: counted in working days when it is issued
    due_at           end of that day in the city; look_back_due_at  end of the last day for looking back
    received_at … escalated_at   of the present round: a letter opened again starts anew, its steps keep the rest
    on_paper         the answer came on paper and was recorded by the writer's side
    """

    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    topic = models.CharField(max_length=20)
    area_code = models.CharField(max_length=14)
    place = models.CharField(max_length=rules.LONGEST_PLACE)
    problem = models.TextField()
    evidence = models.JSONField(default=list)
    request = models.TextField()
    goods_name = models.CharField(max_length=100, blank=True)
    goods_batch = models.CharField(max_length=100, blank=True)
    goods_count = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=10, blank=True)
    origin_id = models.UUIDField(null=True)
    from_unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="+")
    cc_units = models.JSONField(default=list)
    pack_id = models.CharField(max_length=60)
    pack_sha256 = models.CharField(max_length=64)
    reply_on = models.DateField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(max_length=10, blank=True)
    reply_words = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    on_paper = models.BooleanField(default=False)
    look_back_due_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=12, blank=True)
    closed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "serial"], name="a_letter_has_a_number_of_its_own"),
            models.CheckConstraint(
                condition=Q(issued_at=None, year=None, serial=None)
                | Q(issued_at__isnull=False, year__isnull=False, serial__gte=1, due_at__isnull=False),
                name="an_issued_letter_has_a_number_and_a_due_time",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="only_an_approved_letter_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="who_wrote_a_letter_does_not_approve_it",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("replied_by")),
                name="who_replied_does_not_look_back",
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None)
                | Q(replied_by__isnull=False, reply__in=list(rules.REPLIES), look_back_due_at__isnull=False),
                name="a_reply_says_what_it_is_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(verified_at__isnull=False),
                name="only_a_letter_looked_back_at_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "area_code", "issued_at"], name="letters_by_area"),
            models.Index(fields=["to_unit", "issued_at"], name="letters_by_addressee"),
            models.Index(
                fields=["due_at"], condition=Q(replied_at=None, escalated_at=None), name="letters_to_escalate"
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "year", "serial", "topic", "area_code", "place", "problem", "evidence", "request",
            "goods_name", "goods_batch", "goods_count", "origin", "origin_id", "from_unit", "to_unit", "cc_units",
            "pack_id", "pack_sha256", "reply_on", "drafted_at", "drafted_by", "approved_at", "approved_by",
            "issued_at", "issued_by", "due_at", "received_at", "replied_at", "replied_by", "reply", "reply_words",
            "done_on", "on_paper", "look_back_due_at", "verified_at", "verified_by", "finding", "closed_at",
            "reopened_at", "reopen_count", "escalated_at", "withdrawn_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        """The number that it was issued under, in the reader's language; a draft has a short one of its own."""
        if self.serial is None:
            return self.id.hex[-8:].upper()
        return gettext("Letter %(serial)s of %(year)s") % {"serial": self.serial, "year": self.year}

    @property
    def due_on(self) -> date | None:
        """The last city day for the reply, as people say it; `due_at` is the midnight that ends it."""
        return (
            None if self.due_at is None else (self.due_at - timedelta(minutes=1)).astimezone(self.programme.zone).date()
        )

    @property
    def look_back_due_on(self) -> date | None:
        """The last city day for looking back."""
        due_at = self.look_back_due_at
        return None if due_at is None else (due_at - timedelta(minutes=1)).astimezone(self.programme.zone).date()


class LetterStep(ProgrammeRecord):
    """Something that happened to a letter. Row grain: one step of rules.STEPS; together they are its history."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    step = models.CharField(max_length=12)
    post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["programme", "step", "at"], name="steps_of_letters_by_time")]

    class Privacy:
        retention = "programme"
        operational = {"id", "programme", "letter", "at", "step", "post", "role", "note", "detail"}


class AnsweringUnit(ProgrammeRecord):
    """Which unit answers for a kind of gathering or goods in an area, or hears of late replies there.

    Row grain: one naming; earlier ones stay on record. topic: a code of the edition, or rules.LATE_REPLIES, which an
    order names. order  under which it holds; it ends with the order; null: without one.
    """

    topic = models.CharField(max_length=20)
    area_code = models.CharField(max_length=14)
    unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "topic", "area_code"], condition=Q(ended_at=None),
                name="one_unit_answers_for_a_kind_in_an_area",
            ),
            models.CheckConstraint(
                condition=~Q(topic=rules.LATE_REPLIES) | Q(order__isnull=False),
                name="an_order_says_who_hears_of_late_replies",
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "programme"
        operational = {"id", "programme", "topic", "area_code", "unit", "order", "named_at", "named_by", "ended_at"}


class Document(ProgrammeRecord):
    """A document other than an order: public letter, notice, work hint, proposal. Row grain: one text.

    It informs and binds nobody. Each language has a title and a text, or neither. is_public: everybody may read it
    once it is approved.
    """

    kind = models.CharField(max_length=15)
    audience = models.CharField(max_length=12)
    area_code = models.CharField(max_length=14)
    title_zh = models.CharField(max_length=documents.LONGEST_TITLE, blank=True)
    text_zh = models.TextField(blank=True)
    title_en = models.CharField(max_length=documents.LONGEST_TITLE, blank=True)
    text_en = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    from_unit = models.ForeignKey("staff.Unit", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(documents.KINDS)), name="a_document_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(audience__in=list(documents.AUDIENCES)), name="a_document_is_for_a_known_audience"
            ),
            models.CheckConstraint(
                condition=~Q(text_zh="", text_en=""), name="a_document_says_something_in_some_language"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="who_wrote_a_document_does_not_approve_it",
            ),
        ]
        indexes = [models.Index(fields=["programme", "area_code", "drafted_at"], name="documents_by_area")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "kind", "audience", "area_code", "title_zh", "text_zh", "title_en", "text_en",
            "is_public", "from_unit", "drafted_at", "drafted_by", "approved_at", "approved_by", "withdrawn_at",
        }  # fmt: skip


class DocumentServed(ProgrammeRecord):
    """That a document was served: where, how, how often, by whom. Row grain: one entry; it names no recipient.

    count      copies handed over, posted, or people it was read out to
    explained  it was also explained in person and understood
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="servings")
    area_code = models.CharField(max_length=14)
    place = models.CharField(max_length=rules.LONGEST_PLACE, blank=True)
    way = models.CharField(max_length=10)
    receipt = models.CharField(max_length=10)
    explained = models.BooleanField(default=False)
    count = models.PositiveIntegerField()
    served_at = models.DateTimeField()
    served_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="a_serving_has_a_count"),
            models.CheckConstraint(condition=Q(way__in=list(documents.WAYS)), name="a_serving_has_a_known_way"),
            models.CheckConstraint(condition=Q(receipt__in=list(documents.RECEIPTS)), name="a_serving_has_a_receipt"),
        ]
        indexes = [models.Index(fields=["programme", "area_code", "served_at"], name="servings_by_area")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "document", "area_code", "place", "way", "receipt", "explained", "count", "served_at",
            "served_by",
        }  # fmt: skip
