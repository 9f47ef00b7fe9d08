"""The log of what was disinfected."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Disinfection(ProgrammeRecord):
    """One place disinfected once (消毒记录). Row grain: one place, one agent, one stretch of time; it speaks of nobody.

    place_id       of the post, gate or dense place; null for a place that is on no list of ours
    place_name     as it was called then
    concentration  in the unit of its agent (rules.AGENTS); null for light and heat
    done_by        the unit or firm that did it, never a person
    recorded_at    by the server's clock; device_at by the phone's as it was, null for what was written on a page
    corrects       the entry whose place this one takes, with the reason; both stay
    """

    client_id = models.UUIDField()
    place_kind = models.CharField(max_length=10)
    place_id = models.UUIDField(null=True)
    place_name = models.CharField(max_length=rules.LONGEST_NAME)
    area_code = models.CharField(max_length=14)
    agent = models.CharField(max_length=15)
    concentration = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    city_day = models.DateField(help_text="of started_at in the city")
    done_by = models.CharField(max_length=rules.LONGEST_NAME)
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=list)
    recorded_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="correction")
    reason = models.CharField(max_length=rules.LONGEST_REASON, blank=True)

    class Meta:
        app_label = "intake"
        constraints = [
            models.UniqueConstraint(fields=["programme", "client_id"], name="a_disinfection_is_logged_once"),
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="a_disinfection_takes_time"),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="a_correction_says_what_was_wrong"),
        ]
        indexes = [models.Index(fields=["programme", "-started_at"], name="disinfections_by_time")]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "client_id", "place_kind", "place_id", "place_name", "area_code", "agent",
            "concentration", "started_at", "ended_at", "city_day", "done_by", "recorded_at", "device_at", "marks",
            "recorded_by", "corrects", "reason",
        }  # fmt: skip

    @property
    def unit(self) -> str:
        """In which the strength is told."""
        return rules.unit_of(self.agent)
