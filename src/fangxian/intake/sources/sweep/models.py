"""Address lists, the doors on them, rounds over them, and what was found behind each door (F06)."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from .rules import words
from .rules.doors import label as door_label


class AddressList(ProgrammeRecord):
    """One delivery of addresses, which makes a version of an area's denominator. Row grain: one list.

    number       version of the area's denominator, from 1; null until it is taken over
    source       imported, generated or found
    is_complete  doors of its area and kind that are not on it leave the denominator
    columns      heads of the file: which were read, not read, and denied
    *_count      rows: received = accepted + duplicate + quarantined + rejected; doors: added, removed
    """

    area_code = models.CharField(max_length=14)
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=10)
    number = models.PositiveIntegerField(null=True)
    is_complete = models.BooleanField(default=False)
    file_sha256 = models.CharField(max_length=64, blank=True)
    columns = models.JSONField(default=dict)
    received_count = models.PositiveIntegerField(default=0)
    accepted_count = models.PositiveIntegerField(default=0)
    duplicate_count = models.PositiveIntegerField(default=0)
    quarantined_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    added_count = models.PositiveIntegerField(default=0)
    removed_count = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    taken_over_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area_code", "kind", "number"], condition=Q(number__isnull=False),
                name="a_version_of_a_denominator_is_numbered_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    received_count=F("accepted_count") + F("duplicate_count") + F("quarantined_count")
                    + F("rejected_count")
                ),
                name="every_row_of_an_address_list_comes_to_one_end",
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at=None) | Q(discarded_at=None),
                name="an_address_list_is_not_taken_and_discarded",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["programme", "area_code", "made_at"], name="address_lists_by_area")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "area_code", "kind", "source", "number", "is_complete", "file_sha256", "columns",
            "made_by", "received_count", "accepted_count", "duplicate_count", "quarantined_count", "rejected_count",
            "added_count", "removed_count", "made_at", "taken_over_at", "discarded_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        if self.discarded_at is not None:
            return "discarded"
        return "tried" if self.taken_over_at is None else "taken_over"


class AddressRow(ProgrammeRecord):
    """One row of an imported list, until it is a door; those that became none stay for two weeks.

    number    row as a spreadsheet numbers it
    record    JSON, sealed, since somebody may have written a name into an address:
              cells     {column: text} what the columns that are read say; no other column is kept
              findings  [{code, field, zh, en}], which quote them
    """

    address_list = models.ForeignKey(AddressList, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12)
    area_code = models.CharField(max_length=14)
    building = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    floor = models.SmallIntegerField(null=True)
    door = models.CharField(max_length=60, blank=True)
    record = EncryptedTextField(null=True, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["address_list", "number"], name="a_row_of_an_address_list_is_read_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=list(words.OUTCOMES)), name="an_address_row_comes_to_one_of_four_ends"
            ),
        ]
        indexes = [models.Index(fields=["address_list", "outcome", "number"], name="address_rows_by_outcome")]

    class Privacy:
        retention = "import"
        sensitive = {"record"}
        operational = {
            "id", "programme", "address_list", "number", "outcome", "area_code", "building", "unit", "floor", "door",
        }  # fmt: skip

    @property
    def told(self) -> dict[str, Any]:
        """Cells and findings; both empty once the programme's key is destroyed."""
        return json.loads(self.record) if self.record else {"cells": {}, "findings": []}

    @property
    def cells(self) -> dict[str, str]:
        return self.told["cells"]

    @property
    def findings(self) -> list[dict[str, str]]:
        return self.told["findings"]


class Building(ProgrammeRecord):
    """A building, the firms of one address, or a village group. Row grain: area × kind × name."""

    area_code = models.CharField(max_length=14)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    walk_order = models.CharField(max_length=300, db_collation="C")

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "area_code", "kind", "name"], name="a_building_is_named_once"),
            models.CheckConstraint(condition=Q(kind__in=list(words.KINDS)), name="a_building_has_a_known_kind"),
        ]
        indexes = [
            models.Index(
                fields=["programme", "area_code"], name="buildings_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops"],
            )
        ]  # fmt: skip

    class Privacy:
        retention = "programme"
        operational = {"id", "programme", "area_code", "kind", "name", "walk_order"}

    def __str__(self) -> str:
        return self.name


class Door(ProgrammeRecord):
    """One door: a flat, a firm, a village household. It holds nobody.

    key                  equal for the same door however it is written
    walk_order           sorts as one walks through the building
    added_in, removed_in the versions of the denominator that it belongs to: from the one, before the other
    """

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="doors", db_index=False)
    unit = models.CharField(max_length=60, blank=True)
    floor = models.SmallIntegerField(null=True)
    number = models.CharField(max_length=60)
    key = models.CharField(max_length=130)
    walk_order = models.CharField(max_length=300, db_collation="C")
    added_in = models.ForeignKey(AddressList, on_delete=models.PROTECT, related_name="doors_added")
    removed_in = models.ForeignKey(AddressList, null=True, on_delete=models.PROTECT, related_name="doors_removed")

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(
                fields=["building", "key"], condition=Q(removed_in=None), name="a_door_is_on_the_list_once"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="a_door_has_a_number"),
        ]
        indexes = [models.Index(fields=["building", "walk_order"], name="doors_as_one_walks")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "building", "unit", "floor", "number", "key", "walk_order", "added_in", "removed_in",
        }  # fmt: skip

    @property
    def label(self) -> str:
        """What stands on the door, without its building: 2单元 1203室."""
        return door_label("", self.unit, self.number)


class Round(ProgrammeRecord):
    """A sweep over an area: with a purpose, an end, and the order or plan that asks for it. Row grain: one round.

    kinds          which kinds of list it covers
    plan           the plan that it belongs to, in words; "" if an order asks for it
    closed_counts  doors by state and reason when it was closed: {"states": {...}, "reasons": {...}}; it names no door
    """

    purpose = models.CharField(max_length=200)
    area_code = models.CharField(max_length=14)
    kinds = models.JSONField(default=list)
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    closed_counts = models.JSONField(default=dict)

    class Meta:
        app_label = "intake"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="a_round_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | ~Q(plan=""), name="a_round_is_asked_for_by_an_order_or_a_plan"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="a_round_has_a_purpose"),
        ]
        indexes = [models.Index(fields=["programme", "area_code", "opened_at"], name="rounds_by_area")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "purpose", "area_code", "kinds", "order", "plan", "opened_at", "ends_at", "opened_by",
            "closed_at", "closed_by", "closed_counts",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.purpose


class RoundDoor(ProgrammeRecord):
    """One door in one round. Row grain: round × door.

    is_found       it was not on the list when the round began
    assigned_post  who goes there; null: nobody yet. `taken_from` had it before, so that her phone forgets it
    result         of the newest visit by corrected time; "" while there is none
    absent_count   visits at which nobody was at home, whatever came between
    next_try_at    from when it is tried again; null if it is not
    seen_at        when the newest visit was
    reason         why it was left when the round was closed; about the door, never about the people
    changed_at     when anything of it last changed, for phones
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="doors", db_index=False)
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="+", db_index=False)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+", db_index=False)
    area_code = models.CharField(max_length=14)
    is_found = models.BooleanField(default=False)
    assigned_post = models.ForeignKey(
        "staff.Post", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    taken_from = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    result = models.CharField(max_length=10, blank=True)
    absent_count = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    last_visit_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    explained_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["round", "door"], name="a_door_is_in_a_round_once"),
            models.CheckConstraint(
                condition=Q(result="", seen_at=None) | (~Q(result="") & Q(seen_at__isnull=False)),
                name="a_door_with_a_result_was_visited",
            ),
            models.CheckConstraint(condition=Q(result__in=["", *words.RESULTS]), name="a_door_has_a_known_result"),
        ]
        indexes = [
            models.Index(fields=["round", "building", "result"], name="round_doors_by_building"),
            models.Index(fields=["assigned_post", "changed_at"], name="round_doors_by_worker"),
            models.Index(
                fields=["taken_from", "changed_at"], condition=Q(taken_from__isnull=False),
                name="round_doors_taken_away",
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "survey"
        personal = {"assigned_post", "taken_from"}
        sensitive = {"result", "absent_count", "reason"}
        operational = {
            "id", "programme", "round", "door", "building", "area_code", "is_found", "next_try_at", "seen_at",
            "last_visit_id", "explained_at", "changed_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        """What the door is now; "done" once its round is closed and it was seen or explained."""
        if self.round.closed_at is not None and (self.reason or self.result not in ("", words.ABSENT)):
            return words.DONE
        return words.STATE_OF_RESULT[self.result]


class Visit(ProgrammeRecord):
    """One visit to one door, with what it came to. Row grain: one record of one worker; all of a door's are kept.

    id              made on the phone or with the form: sent twice it is one visit
    occurred_at     by the device's clock, put right by what it differed from the server's; recorded_at by the server's
    device_at       by the device's clock as it was; null for what was recorded online
    marks           late, clock, round_closed, other_worker: how it came to be; it counts all the same
    household_size  people who live there, worker_count people who work there; null if not told
    needs           keys of rules.words.NEEDS
    """

    round_door = models.ForeignKey(RoundDoor, on_delete=models.CASCADE, related_name="visits")
    area_code = models.CharField(max_length=14)
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=10)
    household_size = models.PositiveSmallIntegerField(null=True)
    worker_count = models.PositiveIntegerField(null=True)
    needs = models.JSONField(default=list)
    has_symptoms = models.BooleanField(default=False)
    has_stays = models.BooleanField(default=False)
    device_at = models.DateTimeField(null=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    city_day = models.DateField()
    marks = models.JSONField(default=list)
    digest = models.BinaryField(max_length=32, help_text="over what it says")

    class Meta:
        app_label = "intake"
        constraints = [
            models.CheckConstraint(condition=Q(result__in=list(words.RESULTS)), name="a_visit_has_a_known_result"),
            models.CheckConstraint(
                condition=Q(result=words.ANSWERED)
                | Q(needs=[], has_symptoms=False, has_stays=False, household_size=None, worker_count=None),
                name="only_who_answers_has_told_anything",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "area_code", "occurred_at"], name="visits_by_area",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            )
        ]  # fmt: skip

    class Privacy:
        retention = "survey"
        personal = {"post"}
        sensitive = {"result", "household_size", "worker_count", "needs", "has_symptoms", "has_stays"}
        operational = {
            "id", "programme", "round_door", "area_code", "device_at", "occurred_at", "recorded_at", "city_day",
            "marks", "digest",
        }  # fmt: skip


class VisitFact(ProgrammeRecord):
    """A fact that was told at a visit: a need or symptoms of the household, or the stays of one person."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="facts")
    fact_id = models.UUIDField(unique=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )

    class Meta:
        app_label = "intake"

    class Privacy:
        retention = "survey"
        sensitive = {"fact_id", "person"}
        operational = {"id", "programme", "visit"}
