"""The resident's doors: codes by text, who helps her, her objections, and how soon each wish was met.

Appeals against a measure are kept with the measure.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class Objection(ProgrammeRecord):
    """What a person objects to in her own file, and the answer. Row grain: one objection.

    acknowledge_by, decide_by  clocks of the edition in force when it was lodged (INV-09)
    channel                    how she said it; `lodged_by` who wrote it down for her, null if she did
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14, db_index=True)
    about = models.CharField(max_length=20)
    text = EncryptedTextField()
    channel = models.CharField(max_length=10, default="own_page")
    lodged_at = models.DateTimeField()
    lodged_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    acknowledge_by = models.DateTimeField()
    decide_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, blank=True)
    answer = EncryptedTextField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None)
                | models.Q(answered_by__isnull=False, answer__isnull=False) & ~models.Q(decision=""),
                name="an_objection_is_answered_by_somebody_with_a_reason",
            )
        ]
        indexes = [models.Index(fields=["programme", "area_code", "lodged_at"], name="objections_by_area")]

    class Privacy:
        retention = "measure"
        personal = {"text", "answer", "answered_by", "lodged_by"}
        sensitive = {"person", "about", "decision"}
        operational = {
            "id", "programme", "area_code", "channel", "lodged_at", "acknowledge_by", "decide_by", "acknowledged_at",
            "answered_at",
        }  # fmt: skip

    @property
    def state(self) -> str:
        return rules.state_of(acknowledged_at=self.acknowledged_at, answered_at=self.answered_at)


class TextCode(ProgrammeRecord):
    """A short code sent by text to the phone on record. Row grain: one asking.

    person      null: nobody is known by that phone and name. Whoever asked is told the same in both cases
    code_index  keyed hash of the code, bound to this row; the code itself is kept in the message alone
    """

    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    code_index = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failed_count = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        retention = "advice"
        personal = {"person", "code_index"}
        operational = {"id", "programme", "asked_at", "expires_at", "used_at", "failed_count"}


class Proxy(ProgrammeRecord):
    """That somebody may act in a person's file for her (INV-15). Row grain: one helper, one person, one span.

    scope         read, answer, appeal; nothing else
    named_how     by herself, or by a paper form that two people checked
    code_index    keyed hash of the helper's own code; null until it is issued
    confirmed_at  when it began to hold; for one named by herself the moment of naming
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    name = EncryptedTextField()
    phone = EncryptedTextField(null=True, blank=True)
    relation = models.CharField(max_length=10)
    scope = ArrayField(models.CharField(max_length=10))
    named_how = models.CharField(max_length=10)
    named_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_how = models.CharField(max_length=10, blank=True, help_text="how the person herself was asked")
    recorded_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    code_index = models.BinaryField(max_length=32, null=True, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(named_how=rules.BY_PAPER)
                | models.Q(recorded_by__isnull=False) & ~models.Q(asked_how="")
                & (models.Q(confirmed_at=None) | models.Q(confirmed_by__isnull=False)
                   & ~models.Q(confirmed_by=models.F("recorded_by"))),
                name="a_paper_form_is_checked_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(code_index=None) | models.Q(confirmed_at__isnull=False),
                name="a_helper_has_a_code_once_the_help_holds",
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("named_at")), name="help_has_an_end"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["programme", "area_code", "named_at"], name="proxies_by_area")]

    class Privacy:
        retention = "case"
        personal = {"name", "phone", "code_index", "recorded_by", "confirmed_by"}
        sensitive = {"person", "relation"}
        operational = {
            "id", "programme", "area_code", "scope", "named_how", "named_at", "ends_at", "asked_how", "confirmed_at",
            "revoked_at",
        }  # fmt: skip

    def state_at(self, at: datetime) -> str:
        return rules.proxy_state(
            confirmed_at=self.confirmed_at, ends_at=self.ends_at, revoked_at=self.revoked_at, at=at
        )


class Wish(ProgrammeRecord):
    """Something a resident wanted of her file: by which way it came, when, and when it was done (INV-15).

    Row grain: one wish. Objections and appeals have their own times and are not repeated here.
    key_id  the letter, text code or helper that it went through; its first use counts. Null at a desk
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=14)
    what = models.CharField(max_length=15)
    channel = models.CharField(max_length=10)
    key_id = models.UUIDField(null=True, db_index=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(done_at__gte=models.F("asked_at")),
                name="a_wish_is_met_after_it_came",
            )
        ]
        indexes = [models.Index(fields=["programme", "area_code", "asked_at"], name="wishes_by_area")]

    class Privacy:
        retention = "advice"
        personal = {"recorded_by"}
        sensitive = {"person", "what"}
        operational = {"id", "programme", "area_code", "channel", "key_id", "asked_at", "done_at"}
