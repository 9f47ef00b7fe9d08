"""The programme, and the shape that every record of it shares."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import uuid_utils.compat
from django.db import models


def new_id():
    """A time-ordered UUID (version 7): new rows stay together in an index."""
    return uuid_utils.compat.uuid7()


class Programme(models.Model):
    """One outbreak in one city (domain.md 1.1). Row grain: one programme."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    city_name = models.CharField(max_length=100)
    disease_name = models.CharField(max_length=100)
    disease_code = models.CharField(max_length=20, blank=True, help_text="ICD-10")
    area_codes = models.JSONField(default=list, help_text="codes of the areas that it covers")
    timezone = models.CharField(max_length=50, default="Asia/Shanghai")
    starts_on = models.DateField()
    review_on = models.DateField()
    stood_down_at = models.DateTimeField(
        null=True, blank=True, help_text="everything it opened ends at this moment; set once"
    )
    erased_at = models.DateTimeField(null=True, blank=True, help_text="when nothing of people was left")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_on__gt=models.F("starts_on")),
                name="a_programme_is_reviewed_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(stood_down_at__lt=models.F("erased_at")),
                name="a_programme_is_erased_after_it_ended",
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "name", "city_name", "disease_name", "disease_code", "area_codes", "timezone",
            "starts_on", "review_on", "stood_down_at", "erased_at", "is_demonstration",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def covers(self, area_code: str) -> bool:
        return any(area_code.startswith(code) for code in self.area_codes)


class ProgrammeRecord(models.Model):
    """The envelope of every record: its own id, and the programme that it lives and dies with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
