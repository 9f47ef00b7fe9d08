"""The places that people answer for."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord
from fangxian.engine.gazetteer.suggestions import syllables_of


class ReadField(models.CharField):
    """How the name is read, written anew with the row; joined: without spaces between its syllables."""

    def __init__(self, *args: Any, joined: bool = False, **kwargs: Any) -> None:
        self.joined = joined
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"joined": True} if self.joined else {})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        read = syllables_of(model_instance.name)[: self.max_length]  # type: ignore[attr-defined]
        value = read.replace(" ", "") if self.joined else read
        setattr(model_instance, self.attname, value)
        return value


class Area(ProgrammeRecord):
    """A division or a grid. Row grain: one code in one period of validity."""

    code = models.CharField(max_length=14, db_index=True)
    name = models.CharField(max_length=100)
    name_latin = models.CharField(max_length=200, blank=True, help_text="pinyin, for search and English screens")
    syllables = ReadField(max_length=400, blank=True, help_text="how the name is read: wu xing qu; for search")
    spelled = ReadField(max_length=400, blank=True, joined=True, help_text="the same without spaces: wuxingqu")
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
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="areas_by_part_of_name"),
            GinIndex(fields=["spelled"], opclasses=["gin_trgm_ops"], name="areas_by_how_they_sound"),
            models.Index(
                fields=["programme", "syllables"],
                opclasses=["uuid_ops", "varchar_pattern_ops"],
                name="areas_by_reading",
            ),
        ]

    class Privacy:
        retention = "reference"
        operational = {
            "id", "programme", "code", "name", "name_latin", "syllables", "spelled", "level", "valid_from",
            "valid_until", "households", "population", "phone",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name
