"""Dated area lists with the authority behind them, and what the rule said about each fact."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class AreaList(ProgrammeRecord):
    """A list of areas as one authority published it, loaded once and never edited. Row grain: one file.

    It has effect only under a live order that enables area lists, or with two sign-offs of different
    bodies (O8); which of the two, and since when, is computed (rules.effect_of).

    row_counts  received, accepted, duplicate, quarantined, rejected; they add up
    findings    why rows were not taken: row, field, code and the reason in both languages; the first of them
    applied_at  when the facts on record were judged again with it; `unapplied_at` the same without it
    """

    title = models.CharField(max_length=200)
    source_name = models.CharField(max_length=200, help_text="the authority that published it, and where")
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64)
    order = models.ForeignKey("orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    row_counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    listed_from = models.DateField(help_text="first day of its earliest listing")
    applied_at = models.DateTimeField(null=True)
    unapplied_at = models.DateTimeField(null=True)
    loaded_at = models.DateTimeField()
    loaded_post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_post = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "file_sha256"], condition=Q(withdrawn_at=None), name="an_area_list_is_loaded_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (Q(withdrawn_post__isnull=False) & ~Q(withdrawn_reason="")),
                name="a_withdrawn_list_says_by_whom_and_why",
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "title", "source_name", "file_name", "file_sha256", "order", "row_counts", "findings",
            "listed_from", "applied_at", "unapplied_at", "loaded_at", "loaded_post", "withdrawn_at",
            "withdrawn_post", "withdrawn_reason",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.title


class AreaListing(ProgrammeRecord):
    """One area on a list over a half-open span of days. Row grain: area × level × span.

    listed_until  first day on which it is no longer listed; null while it still is
    position      its place among the listings of the list, from 1
    """

    list = models.ForeignKey(AreaList, on_delete=models.CASCADE, related_name="listings")
    position = models.PositiveIntegerField()
    area_code = models.CharField(max_length=14)
    area_name = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20)
    listed_from = models.DateField()
    listed_until = models.DateField(null=True, blank=True)
    source_name = models.CharField(max_length=300, blank=True, help_text="what the row itself says of its source")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "position"], name="a_place_on_a_list_is_one_listing"),
            models.CheckConstraint(
                condition=Q(listed_until=None) | Q(listed_until__gt=F("listed_from")),
                name="a_listing_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["programme", "area_code", "listed_from"], name="listings_by_area")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "list", "position", "area_code", "area_name", "level", "listed_from", "listed_until",
            "source_name",
        }  # fmt: skip


class AreaListSignOff(ProgrammeRecord):
    """One person's word that a list is right. Two of different bodies give it effect."""

    list = models.ForeignKey(AreaList, on_delete=models.CASCADE, related_name="sign_offs")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("staff.Body", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "user"], name="a_person_signs_off_a_list_once"),
            models.UniqueConstraint(fields=["list", "body"], name="a_body_signs_off_a_list_once"),
        ]

    class Privacy:
        retention = "programme"
        personal = {"user"}
        operational = {"id", "programme", "list", "post", "body", "signed_at"}


class Verdict(ProgrammeRecord):
    """What a dated rule said about one fact. Row grain: one fact judged once; a later one supersedes it.

    area_code      the destination that the fact names: the owner of what follows
    inputs         everything the rule saw, so that it can be judged again years later (rules.judge)
    reason         why, as a word of rules.REASONS
    follow_until   end of the follow-up that a match asks for; null otherwise
    in_programme   whether the destination lies in this programme; if not, it is handed over
    superseded_by  id of the verdict that took its place; null while it counts
    field_outcome  what the worker found on the spot; "" until then
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+", db_index=False)
    fact_id = models.UUIDField()
    batch_id = models.UUIDField()
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    area_code = models.CharField(max_length=14, blank=True)
    source = models.CharField(max_length=30)
    clock_profile = models.CharField(max_length=10)
    received_at = models.DateTimeField(help_text="when the fact was received: clocks count from here")
    pack_id = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=30)
    pack_sha256 = models.CharField(max_length=64)
    rule_id = models.CharField(max_length=100)
    rule_version = models.CharField(max_length=20)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    result = models.CharField(max_length=20)
    reason = models.CharField(max_length=30)
    explain_zh = models.TextField()
    explain_en = models.TextField()
    follow_until = models.DateTimeField(null=True)
    in_programme = models.BooleanField(default=True)
    judged_at = models.DateTimeField()
    superseded_by = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)
    field_outcome = models.CharField(max_length=20, blank=True)
    field_checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact_id"], condition=Q(superseded_by=None), name="a_fact_has_one_verdict_that_counts"
            ),
            models.CheckConstraint(condition=Q(result__in=rules.RESULTS), name="a_verdict_has_a_known_result"),
            models.CheckConstraint(
                condition=Q(follow_until__isnull=False) | ~Q(result=rules.FOLLOW_UP),
                name="a_follow_up_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None, superseded_at=None)
                | Q(superseded_by__isnull=False, superseded_at__isnull=False),
                name="a_superseded_verdict_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["batch_id"], name="verdicts_by_batch"),
            models.Index(
                fields=["superseded_by"], condition=Q(superseded_by__isnull=False), name="verdicts_by_successor"
            ),
            models.Index(fields=["programme", "result", "judged_at"], name="verdicts_by_result"),
            models.Index(
                fields=["programme", "area_code", "judged_at"], name="verdicts_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "case"
        sensitive = {
            "person", "inputs", "result", "reason", "explain_zh", "explain_en", "follow_until", "field_outcome",
        }  # fmt: skip
        operational = {
            "id", "programme", "fact_id", "batch_id", "area_code", "source", "clock_profile", "received_at",
            "pack_id", "pack_version", "pack_sha256", "rule_id", "rule_version", "inputs_sha256", "in_programme",
            "judged_at", "superseded_by", "superseded_at", "field_checked_at",
        }  # fmt: skip

    @property
    def number(self) -> str:
        """The short number in lists and in talk; lists say no names."""
        return self.id.hex[-8:].upper()
