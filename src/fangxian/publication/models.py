"""Tables that were proposed for publication. What is public stands in the schema `publication` beside them."""

from __future__ import annotations

from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord


class Release(ProgrammeRecord):
    """The table of one day as the public will read it. Row grain: programme × day × version proposed.

    figures  figure -> area -> {shown, why}; a withheld count is in it for nobody
    months   [{month, requests_received, requests_refused, packages, appeals_answered, appeals_found_wrong}] so far
    version  2 and up corrects what is public; a declined proposal leaves its version to the next
    reason   code of why it corrects; "" for a first version
    """

    day = models.DateField()
    version = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    months = models.JSONField(default=list)
    reason = models.CharField(max_length=20, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-day", "-version", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "day", "version"],
                condition=models.Q(declined_at=None),
                name="a_version_of_a_day_is_published_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(declined_at=None),
                name="a_table_is_published_or_declined",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="who_publishes_is_recorded",
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "day", "version", "figures", "months", "reason", "proposed_at", "proposed_by",
            "confirmed_at", "confirmed_by", "declined_at", "declined_by", "decline_reason",
        }  # fmt: skip


class PlaceList(ProgrammeRecord):
    """The list of places as the public will read it. Row grain: programme × version proposed.

    visits          [{area, place, from_at, until_at, all_contacts_known}]: a town, a kind of place, quarters of an
                    hour; nothing tells which case or how many
    is_of_one_case  whether all that is new on it was visited by one case: both who sign are warned of the route
    version         2 and up replaces what is public; a declined proposal leaves its version to the next
    """

    version = models.PositiveSmallIntegerField()
    visits = models.JSONField(default=list)
    is_of_one_case = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decline_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-version", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "version"],
                condition=models.Q(declined_at=None),
                name="a_version_of_the_places_is_published_once",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None) | models.Q(declined_at=None),
                name="a_list_of_places_is_published_or_declined",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="who_publishes_places_is_recorded",
            ),
        ]

    class Privacy:
        retention = "programme"
        operational = {
            "id", "programme", "version", "visits", "is_of_one_case", "reason", "proposed_at", "proposed_by",
            "confirmed_at", "confirmed_by", "declined_at", "declined_by", "decline_reason",
        }  # fmt: skip
