"""Area lists are loaded, signed off and withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.engine.gazetteer import divisions
from fangxian.engine.screening import Listing, read_area_list
from fangxian.engine.tables import Finding, read_table
from fangxian.screening import queries, rules
from fangxian.screening.models import AreaList, AreaListing, AreaListSignOff

FINDINGS_KEPT = 500


@transaction.atomic
def load_area_list(
    *,
    title: str,
    source_name: str,
    content: bytes,
    file_name: str,
    order: Order | None,
    programme: Programme,
    by: Actor,
    at: datetime,
) -> AreaList:
    """Load a dated area list from a file in the format of `fangxian screen` and `fangxian risk`.

    It has no effect until an order or two sign-offs give it some. Rows that could not be taken are kept
    with their reasons. Errors: Refused; TableRefused if the file is not a readable list; nothing is loaded.
    """
    table = read_table(content, name=file_name)
    reading = read_area_list(table, zone=programme.zone)
    enables = None if order is None else "area_list" in order.enables
    refuse(rules.why_not_load(accepted_count=len(reading.listings), order_enables=enables, by=by))
    refuse(_why_not_again(reading.sha256, programme=programme))
    area_list = AreaList.objects.create(
        programme=programme,
        title=title.strip(),
        source_name=source_name.strip(),
        file_name=file_name[:200],
        file_sha256=reading.sha256,
        order=order,
        row_counts={
            "received": reading.received,
            "accepted": len(reading.listings),
            "duplicate": reading.duplicate,
            "quarantined": len(reading.quarantined),
            "rejected": len(reading.rejected),
        },
        findings=[_finding(finding) for finding in (*reading.rejected, *reading.quarantined)[:FINDINGS_KEPT]],
        listed_from=min(listing.listed_from for listing in reading.listings),
        loaded_at=at,
        loaded_post_id=by.post_id,
    )
    AreaListing.objects.bulk_create(_listings(area_list, reading.listings), batch_size=2000)
    audit.record("screening.area_list_loaded", on=area_list, by=by, at=at, count=len(reading.listings),
                 digest=bytes.fromhex(reading.sha256), detail=dict(area_list.row_counts))  # fmt: skip
    return area_list


@transaction.atomic
def sign_off_area_list(*, area_list: AreaList, by: Actor, at: datetime) -> AreaListSignOff:
    """Put one's name under a list; with the second body's name it has effect."""
    area_list = _locked_list(area_list)
    signed = [(s.user_id, s.body_id) for s in area_list.sign_offs.all()]
    refuse(rules.why_not_sign_off(state=queries.state_of(area_list, at=at), signed=signed, by=by))
    sign_off = AreaListSignOff.objects.create(
        programme_id=area_list.programme_id,
        list=area_list,
        post_id=by.post_id,
        user_id=by.user_id,
        body_id=by.body_id,
        signed_at=at,
    )
    audit.record("screening.area_list_signed", on=area_list, by=by, at=at)
    return sign_off


@transaction.atomic
def withdraw_area_list(*, area_list: AreaList, reason: str, by: Actor, at: datetime) -> AreaList:
    """Withdraw a list; what was judged by it is judged again without it."""
    area_list = _locked_list(area_list)
    refuse(rules.why_not_withdraw(state=queries.state_of(area_list, at=at), reason=reason, by=by))
    area_list.withdrawn_at, area_list.withdrawn_post_id = at, by.post_id
    area_list.withdrawn_reason = reason.strip()
    area_list.save(update_fields=["withdrawn_at", "withdrawn_post", "withdrawn_reason"])
    audit.record("screening.area_list_withdrawn", on=area_list, by=by, at=at)
    return area_list


def _locked_list(area_list: AreaList) -> AreaList:
    return AreaList.objects.select_for_update().get(id=area_list.id, programme_id=area_list.programme_id)


def _why_not_again(sha256: str, *, programme: Programme) -> Problem | None:
    if AreaList.objects.filter(programme=programme, file_sha256=sha256, withdrawn_at=None).exists():
        return Problem("screening.list_loaded_before", said("This very file has already been loaded."), field="file")
    return None


def _finding(finding: Finding) -> dict[str, Any]:
    return {"row": finding.row, "field": finding.field, "code": finding.code,
            "zh": finding.reason.zh, "en": finding.reason.en}  # fmt: skip


def _listings(area_list: AreaList, listings: Iterable[Listing]) -> list[AreaListing]:
    return [
        AreaListing(
            programme_id=area_list.programme_id,
            list=area_list,
            position=position,
            area_code=listing.code,
            area_name=divisions().name_of(listing.code)[:200],
            level=listing.level,
            listed_from=listing.listed_from,
            listed_until=listing.listed_until,
            source_name=listing.source[:300],
        )
        for position, listing in enumerate(listings, start=1)
    ]
