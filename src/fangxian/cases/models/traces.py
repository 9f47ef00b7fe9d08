"""A trace through the lake of stays: what was asked, what answered, and everybody whom it found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fangxian.cases.rules import traces as rules
from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class Trace(ProgrammeRecord):
    """One opening of the lake for one case. Row grain: one trace; the same is one audit event.

    from_at, until_at  the days that count for the case by the protocol; until_at null: the case is not isolated
    days               the days of the lake within them, each with the digest of its manifest
    engine             what answered: index or duckdb; why_not_index says why the index did not
    digest             over every person found with her stays, as they were found
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="traces")
    area_code = models.CharField(max_length=14)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    days = models.JSONField(default=dict)
    engine = models.CharField(max_length=10, blank=True)
    why_not_index = models.CharField(max_length=200, blank=True)
    protocol_id = models.CharField(max_length=50)
    protocol_sha256 = models.CharField(max_length=64)
    stays_id = models.CharField(max_length=50)
    stays_sha256 = models.CharField(max_length=64)
    place_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["case", "-opened_at"], name="traces_by_case")]

    class Privacy:
        retention = "case"
        sensitive = {"case", "from_at", "until_at"}
        operational = {
            "id", "programme", "area_code", "opened_at", "opened_by", "days", "engine", "why_not_index",
            "protocol_id", "protocol_sha256", "stays_id", "stays_sha256", "place_count", "row_count", "digest",
        }  # fmt: skip


class TracedContact(ProgrammeRecord):
    """Somebody who was where the case was. Row grain: trace × person, or × what somebody unknown had shown.

    exposure   her line on the contact list, new or known before; null while nobody knows who she is
    contact    the phone that she entered at the place, so that she can be called; null if she entered none
    outcome    what the protocol's rule says of these records; of a known person her own classification holds
    stays      the times together: kind of place, its name, area, from, until, minutes
    facts      what the rule was given (rules.Known), enough to compute it again
    """

    trace = models.ForeignKey(Trace, on_delete=models.PROTECT, related_name="found")
    exposure = models.ForeignKey("cases.Exposure", null=True, on_delete=models.PROTECT, related_name="traced")
    word = models.CharField(max_length=10)
    contact = EncryptedTextField(null=True, blank=True)
    setting = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20)
    rule_id = models.CharField(max_length=120, blank=True)
    minutes = models.FloatField()
    stays = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(word=rules.UNNAMED, exposure=None)
                | Q(word__in=(rules.NEW, rules.KNOWN), exposure__isnull=False),
                name="whoever_was_found_is_on_the_list_or_has_no_name_yet",
            ),
        ]

    class Privacy:
        retention = "case"
        personal = {"contact"}
        sensitive = {"trace", "exposure", "setting", "outcome", "minutes", "stays", "facts"}
        operational = {"id", "programme", "word", "rule_id"}

    @property
    def times(self) -> list[rules.Time]:
        """The times together as they are shown."""
        return [rules.Time.from_json(stay) for stay in self.stays]
