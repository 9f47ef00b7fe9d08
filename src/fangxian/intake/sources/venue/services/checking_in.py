"""Somebody checks in at a place by its printed code, on her own phone, and out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.tokens.queries import issued_of
from fangxian.intake.sources.venue import queries, rules
from fangxian.intake.sources.venue.models import CheckIn, Venue

# The same labels as on the person's own record, so that a trace finds the row.
LABELS = {rules.PHONE: "people.phone", rules.DOCUMENT: "people.document", rules.TOKEN: "tokens.token"}


@dataclass(frozen=True)
class Entered:
    """What somebody entered of her own choice: a phone in E.164, "kind:number" of a document, a code's id in hex."""

    kind: str
    value: str


@transaction.atomic
def check_in(*, venue: Venue, entered: Entered, by: Actor, at: datetime) -> CheckIn:
    """Record that she is here, under the order that asks for it. Once is enough: a stay that is open is returned.

    Without a live registration order nothing is kept (O1).
    """
    refuse(why_not_collect(stood_down_at=venue.programme.stood_down_at, at=at))
    order = queries.registration_order(venue, at=at)
    refuse(rules.why_not_check_in(has_registration_order=order is not None, closed_at=venue.closed_at, at=at))
    index = blind_index(entered.value, programme_id=venue.programme_id, label=LABELS[entered.kind])
    known = CheckIn.objects.filter(venue=venue, subject_index=index, left_at=None, expires_at__gt=at).first()
    if known is not None:
        return known
    made = CheckIn.objects.create(
        programme_id=venue.programme_id, venue=venue, order=order, area_code=venue.area_code, entered_at=at,
        expires_at=at + rules.STAY_AT_MOST, shown=entered.kind, subject_index=index, person_id=_whose(entered, venue),
        contact=entered.value if entered.kind == rules.PHONE else None,
    )  # fmt: skip
    audit.record("intake.checked_in", on=made, by=by, at=at, area_code=venue.area_code)
    return made


def _whose(entered: Entered, venue: Venue) -> UUID | None:
    """To whom the code was issued; a phone and a document are her own word, and name nobody here."""
    if entered.kind != rules.TOKEN:
        return None
    token_id = bytes.fromhex(entered.value)
    issued = issued_of([token_id], programme_id=venue.programme_id).get(token_id)
    return issued.person_id if issued else None


@transaction.atomic
def check_out(*, check_in: CheckIn, by: Actor, at: datetime) -> CheckIn:
    """She left; saying it twice changes nothing."""
    if check_in.left_at is None:
        check_in.left_at = min(at, check_in.expires_at)
        check_in.save(update_fields=["left_at"])
        audit.record("intake.checked_out", on=check_in, by=by, at=at, area_code=check_in.area_code)
    return check_in
