"""Who caught it from whom, as somebody said it and whence she knew."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fangxian.cases.rules.links import CERTAINTIES, SOURCES
from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class CaseLink(ProgrammeRecord):
    """One case gave it to another, as one source says. Row grain: one statement of one source; never deleted.

    A case linked to itself, a circle and an end that is no case here are kept as they were told and flagged where
    they are shown: a list that is cleaned in silence loses chains.

    infector, infectee        null where the source names somebody who is no case here
    infector_named, ..._named what the source calls such an end, encrypted: it may be a name
    is_directed               false where the source says only that the two met
    met_on                    city day of their last contact; null if not told
    reference                 the record's id at its source; the same record is linked once
    """

    area_code = models.CharField(max_length=14, db_index=True)
    infector = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="links_out")
    infectee = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="links_in")
    infector_named = EncryptedTextField(null=True, blank=True)
    infectee_named = EncryptedTextField(null=True, blank=True)
    is_directed = models.BooleanField(default=True)
    source = models.CharField(max_length=10)
    reference = models.CharField(max_length=100, blank=True)
    certainty = models.CharField(max_length=10, blank=True)
    setting = models.CharField(max_length=40, blank=True)
    met_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = EncryptedTextField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(infector__isnull=False) | Q(infectee__isnull=False), name="a_link_joins_a_case_of_ours"
            ),
            models.CheckConstraint(
                condition=(Q(infector__isnull=False) | Q(infector_named__isnull=False))
                & (Q(infectee__isnull=False) | Q(infectee_named__isnull=False)),
                name="a_link_has_two_ends",
            ),
            models.CheckConstraint(condition=Q(source__in=list(SOURCES)), name="a_link_has_a_known_source"),
            models.CheckConstraint(
                condition=Q(certainty__in=["", *CERTAINTIES]), name="a_link_is_as_sure_as_its_source"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_reason__isnull=False),
                name="a_link_is_withdrawn_by_somebody_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["programme", "source", "reference"],
                condition=Q(withdrawn_at=None) & ~Q(reference=""),
                name="a_record_of_a_source_is_one_link",
            ),
            models.UniqueConstraint(
                fields=["infector", "infectee", "source"],
                condition=Q(withdrawn_at=None, reference=""),
                name="a_source_says_a_link_once",
            ),
        ]

    class Privacy:
        retention = "case"
        personal = {"infector_named", "infectee_named"}
        sensitive = {
            "infector", "infectee", "is_directed", "source", "reference", "certainty", "setting", "met_on",
            "withdrawn_reason",
        }  # fmt: skip
        operational = {"id", "programme", "area_code", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by"}
