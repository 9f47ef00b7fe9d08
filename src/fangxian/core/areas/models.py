"""The places that people answer for."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord


class Area(ProgrammeRecord):
    """A division or a grid. Row grain: one code in one period of validity."""

    code = models.CharField(max_length=14, db_index=True)
    name = models.CharField(max_length=100)
    name_latin = models.CharField(max_length=200, blank=True, help_text="pinyin, for search and English screens")
    level = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it is no more")
    households = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True, help_text="the community's public service phone")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code", "valid_from"], name="an_area_begins_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="an_area_ends_after_it_begins",
            ),
        ]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="areas_by_part_of_name")]

    class Privacy:
        retention = "reference"
        operational = {
            "id", "programme", "code", "name", "name_latin", "level", "valid_from", "valid_until",
            "households", "population", "phone",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name
