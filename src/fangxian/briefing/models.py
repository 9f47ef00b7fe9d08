"""The bulletins that were issued: each with the figures as they stood, never overwritten."""

from __future__ import annotations

from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord


class Bulletin(ProgrammeRecord):
    """One issue of the bulletin of a period. Row grain: programme × period × version.

    figures   list of {board, key, count or null, missing: [names]} as they stood at issued_at
    version   2 and up restates an earlier issue; the earlier one stays
    """

    first_on = models.DateField()
    last_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    restates_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-last_on", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "first_on", "last_on", "version"], name="a_version_of_a_bulletin_is_issued_once"
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="a_bulletin_ends_on_or_after_its_first_day"
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "first_on", "last_on", "version", "figures", "issued_at", "issued_by",
            "restates_reason",
        }  # fmt: skip
