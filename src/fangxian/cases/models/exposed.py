"""Places of an interview that were put forward for the public list."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.cases.rules.exposed import PUBLIC_KINDS, TAKEN_BACK
from fangxian.core.programmes.models import ProgrammeRecord


class ExposedPlace(ProgrammeRecord):
    """A visit of a case that the public may have to know of. Row grain: one line of an interview, each time it is put.

    area_code         the town in which the place lies, nine digits: nothing finer becomes public
    from_at, until_at the visit in whole quarters of an hour that contain it
    Nothing of it is public before two people of two bodies published a list (publication.places).
    """

    line = models.ForeignKey("cases.InterviewLine", on_delete=models.PROTECT, related_name="exposed")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="exposed_places")
    area_code = models.CharField(max_length=9)
    kind = models.CharField(max_length=12)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    put_at = models.DateTimeField()
    put_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PUBLIC_KINDS), name="an_exposed_place_is_no_home"),
            models.CheckConstraint(condition=Q(area_code__regex=r"^[0-9]{9}$"), name="an_exposed_place_lies_in_a_town"),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="an_exposure_of_a_place_lasts"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_reason="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, taken_back_reason__in=list(TAKEN_BACK)),
                name="a_place_is_taken_back_by_somebody_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(taken_back_at=None), name="a_line_is_put_forward_once"
            ),
        ]
        indexes = [models.Index(fields=["programme", "until_at"], name="exposed_places_by_time")]

    class Privacy:
        retention = "case"
        sensitive = {"line", "case", "area_code", "kind", "from_at", "until_at", "taken_back_reason"}
        operational = {"id", "programme", "put_at", "put_by", "taken_back_at", "taken_back_by"}
