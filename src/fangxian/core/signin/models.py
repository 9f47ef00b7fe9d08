"""Sign-ins, the phones that workers share, and their cards."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord, new_id


class SharedPhone(ProgrammeRecord):
    """A phone that workers of one area share, enrolled by somebody who held it. Row grain: one enrolment.

    secret_digest  SHA-256 of the secret that lies in this phone's browser alone
    """

    name = models.CharField(max_length=60)
    area_code = models.CharField(max_length=14, db_index=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="when somebody last signed in on it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("enrolled_at")), name="an_enrolment_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~models.Q(area_code=""), name="a_shared_phone_belongs_to_an_area"),
        ]

    class Privacy:
        retention = "staff"
        operational = {
            "id", "programme", "name", "area_code", "secret_digest", "enrolled_at", "enrolled_by", "expires_at",
            "revoked_at", "revoked_by", "seen_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Card(ProgrammeRecord):
    """A worker's printed card and her PIN. Row grain: one card; a lost one ends and another is issued.

    number_digest  a keyed hash: the number stands on the card alone
    pin            hashed like a password, over a keyed hash; empty until a supervisor gives one
    wrong_count    wrong PINs since the last right one
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cards")
    number_digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    pin = models.CharField(max_length=128, blank=True)
    pin_is_one_time = models.BooleanField(default=True)
    pin_set_at = models.DateTimeField(null=True, blank=True)
    wrong_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"], condition=models.Q(ended_at=None), name="a_worker_has_one_card"
            )
        ]

    class Privacy:
        retention = "staff"
        personal = {"user"}
        operational = {
            "id", "programme", "number_digest", "issued_at", "issued_by", "ended_at", "pin", "pin_is_one_time",
            "pin_set_at", "wrong_count",
        }  # fmt: skip


class SignIn(models.Model):
    """Somebody of the staff, signed in somewhere. Row grain: one session; its state follows from its times.

    way             password, password_and_factor, passkey or card
    browser         which browser on which system, without versions
    browser_digest  of a random mark in that browser: tells a known one from a new one
    address_class   machine, own_network, outside or unknown; the address itself is not kept
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ins")
    way = models.CharField(max_length=20)
    phone = models.ForeignKey(SharedPhone, null=True, on_delete=models.PROTECT, related_name="sign_ins")
    browser = models.CharField(max_length=60, blank=True)
    browser_digest = models.CharField(max_length=64, blank=True)
    address_class = models.CharField(max_length=12)
    is_new_browser = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="last act, to the minute")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) ^ ~models.Q(end_reason=""), name="a_sign_in_ends_for_a_reason"
            )
        ]
        indexes = [models.Index(fields=["user", "ended_at"], name="sign_ins_by_user")]

    class Privacy:
        retention = "staff"
        personal = {"user", "browser", "browser_digest"}
        operational = {
            "id", "way", "phone", "address_class", "is_new_browser", "started_at", "seen_at", "ended_at", "end_reason",
        }  # fmt: skip
