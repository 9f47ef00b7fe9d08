"""Who and what the numbers in the lake stand for, and which days it holds. The stays themselves lie in the lake."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class PersonNumber(ProgrammeRecord):
    """Whom a number in the lake stands for. Row grain: one person, or one thing shown that belongs to nobody known.

    person         null while nobody knows whose it is
    subject_index  keyed hash of what was shown, as on the passage; null for a known person
    last_on        last city day on which the lake has a stay of this number; the row goes with that day
    """

    number = models.PositiveIntegerField()
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    subject_index = models.BinaryField(max_length=32, null=True)
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_number_is_one_person"),
            models.UniqueConstraint(fields=["programme", "person"], name="a_person_has_one_number"),
            models.UniqueConstraint(fields=["programme", "subject_index"], name="what_was_shown_has_one_number"),
            models.CheckConstraint(
                condition=Q(person=None, subject_index__isnull=False) | Q(person__isnull=False, subject_index=None),
                name="a_number_is_a_person_or_what_was_shown",
            ),
        ]
        indexes = [models.Index(fields=["last_on"], name="person_numbers_by_last_day")]

    class Privacy:
        retention = "passage"
        personal = {"person", "subject_index"}
        operational = {"id", "programme", "number", "last_on"}


class PlaceNumber(ProgrammeRecord):
    """Which place a number in the lake stands for. Row grain: one place.

    key        what makes it one place: id of its record, keyed hash of a household's address, or a code
    record_id  of the gate, venue or post
    name       as investigators read it; "" for a household
    detail     the venue's kind, which says what situation of the protocol it is
    """

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    record_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=20, blank=True)
    area_code = models.CharField(max_length=14, blank=True)
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="a_number_is_one_place"),
            models.UniqueConstraint(fields=["programme", "kind", "key"], name="a_place_has_one_number"),
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="a_place_in_the_lake_is_of_a_known_kind"),
        ]
        indexes = [models.Index(fields=["last_on"], name="place_numbers_by_last_day")]

    class Privacy:
        retention = "passage"
        personal = {"key"}
        operational = {"id", "programme", "number", "kind", "record_id", "name", "detail", "area_code", "last_on"}


class SnapshotDay(ProgrammeRecord):
    """What was read of a closed city day, and what of it lies in the lake. Row grain: one day.

    became    rows read by source and by what became of them (rules.BECAME); their sum is rows_read
    marks     stays of which a rule had to suppose something (rules.MARKS)
    digest    of the day's manifest in the lake; "" where no stay was left and the lake has no such day
    taken_on  city day on which it was last taken
    """

    on = models.DateField()
    pack_id = models.CharField(max_length=50)
    pack_sha256 = models.CharField(max_length=64)
    rows_read = models.PositiveBigIntegerField()
    stay_count = models.PositiveBigIntegerField()
    became = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField()
    taken_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "on"], name="a_day_is_in_the_lake_once")]

    class Privacy:
        retention = "passage"
        operational = {
            "id", "programme", "on", "pack_id", "pack_sha256", "rows_read", "stay_count", "became", "marks", "digest",
            "taken_at", "taken_on",
        }  # fmt: skip
