"""The tokens that were issued: enough to withdraw one, and nothing of what it says or where it was shown."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from fangxian.core.programmes.models import ProgrammeRecord

from . import rules


class IssuedToken(ProgrammeRecord):
    """A token that was issued. Row grain: one random token id.

    The word is not kept: it is computed from the measures in force each time the token's text is made.

    token_id   12 random bytes, as in the token; a gate sends them where passages are registered
    about_id   the record that it speaks of: a declaration's receipt, a controlled entry; null for a gate's
    scope      the area where it counts, as a division code; "" everywhere in the city
    """

    token_id = models.BinaryField(max_length=12, unique=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    about_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    scope = models.CharField(max_length=14, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="a_token_counts_for_a_while"
            )
        ]
        indexes = [
            models.Index(fields=["person", "expires_at"], name="tokens_of_a_person"),
            models.Index(fields=["about_id"], condition=models.Q(about_id__isnull=False), name="tokens_about_a_record"),
            models.Index(
                fields=["programme", "expires_at"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="tokens_withdrawn",
            ),
        ]

    class Privacy:
        retention = "token"
        personal = {"token_id", "person", "about_id"}
        operational = {"id", "programme", "kind", "form", "scope", "issued_at", "expires_at", "withdrawn_at"}

    def state_at(self, at: datetime) -> str:
        return rules.state_of(expires_at=self.expires_at, withdrawn_at=self.withdrawn_at, at=at)
