"""What happens at an open post: somebody comes on duty, passages are counted, people are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.orders.models import Order
from fangxian.core.people.models import Person
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.tokens.queries import issued_of
from fangxian.engine.identity import normalise_plate, plate_kind
from fangxian.engine.rules.packs import Pack
from fangxian.engine.temperature import Reading
from fangxian.intake.sources.checkpoint import queries, rules
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint, Passage, Shift
from fangxian.intake.sources.checkpoint.rules import around

CODE = "token"


@dataclass(frozen=True)
class Shown:
    """What one person chose to show under a registration order: a phone, a document, her receipt, a code, or nothing.

    value  phone in E.164, "kind:number" of a document, a code's random id in hex; "" for a receipt or nothing
    """

    kind: str = "none"
    value: str = ""
    person: Person | None = None


@transaction.atomic
def begin_shift(*, checkpoint: Checkpoint, by: Actor, at: datetime, lane: int = 1) -> Shift:
    """An officer comes to a lane of a post; a shift she left open elsewhere ends now."""
    refuse(why_not_use("intake.check", by=by, area_code=checkpoint.area_code))
    refuse(around.why_not_lane(lane))
    Shift.objects.filter(programme_id=by.programme_id, post_id=by.post_id, ended_at=None).update(ended_at=at)
    shift = Shift.objects.create(
        programme_id=checkpoint.programme_id, checkpoint=checkpoint, post_id=by.post_id, started_at=at, lane=lane
    )
    audit.record("intake.shift_began", on=shift, area_code=checkpoint.area_code, by=by, at=at)
    return shift


@transaction.atomic
def end_shift(*, shift: Shift, by: Actor, at: datetime) -> Shift:
    shift.ended_at = at
    shift.save(update_fields=["ended_at"])
    counted = queries.counted_in(shift)
    audit.record(
        "intake.shift_ended", on=shift, area_code=shift.checkpoint.area_code, by=by, at=at,
        count=counted["persons"], detail=counted,
    )  # fmt: skip
    return shift


@dataclass(frozen=True)
class Tap:
    """One act at a post: made once, however often it is sent.

    occurred_at  by the device's clock
    """

    client_id: UUID
    occurred_at: datetime
    person_count: int = 1
    vehicle_count: int = 0


@transaction.atomic
def count_pass(
    *,
    shift: Shift,
    tap: Tap,
    by: Actor,
    at: datetime,
    shown: Sequence[Shown] = (),
    plate: str = "",
    stub: bytes | None = None,
) -> Check:
    """Count persons, on foot or in one vehicle, who pass below the threshold: a number and nothing else.

    Under a live registration order what they showed is kept, one by one; without one it is refused (O1b).
    stub  id of the signed stub of an earlier post that was shown: kept in any case, for it is a controlled entry's
    """
    order = queries.registration_order(shift.checkpoint, at=at)
    if shown or plate:
        refuse(rules.why_not_register(has_registration_order=order is not None))
    check = _record(shift, tap, rules.FirstLook(rules.PASS), by=by, at=at, token_id=stub)
    kept = [*shown, shown_code(stub, programme_id=shift.programme_id)] if stub else shown
    if check.recorded_at == at and (order is not None or stub) and not check.passages.exists():
        keep(check, shift.checkpoint, order, shown=kept, plate=plate)
    return check


def shown_code(token_id: bytes, *, programme_id: UUID) -> Shown:
    """A code that was shown, with whom it was issued to, as far as that is still on record."""
    issued = issued_of([token_id], programme_id=programme_id).get(token_id)
    return Shown(CODE, token_id.hex(), issued.person if issued else None)


@transaction.atomic
def look_at_person(
    *, shift: Shift, tap: Tap, look: rules.Look, pack: Pack, by: Actor, at: datetime, continues: Check | None = None
) -> Check:
    """Look at one person: readings, symptoms, what her receipt says. `continues` is the check she waited after.

    Errors: Refused; engine.temperature.ReadingRefused for a number that is nobody's temperature.
    """
    found = rules.first_look(pack, look)
    check = _record(
        shift, tap, found, by=by, at=at,
        # a count is enough for whoever simply passes
        readings=[] if found.verdict == rules.PASS else [as_content(reading) for reading in look.readings],
        is_raised=rules.is_raised(pack, look.readings),
        has_symptoms=look.symptoms and found.verdict != rules.PASS,
        declaration=look.declaration,
        continues=continues.id if continues else None,
        person_count=0 if continues else tap.person_count,
    )  # fmt: skip
    if continues is not None:
        _settle(continues, at=at)
    return check


@transaction.atomic
def pass_emergency(*, shift: Shift, tap: Tap, by: Actor, at: datetime) -> Check:
    """Let an emergency through: nothing is needed but the time, whatever the state of the post (INV-12)."""
    return _record(shift, tap, rules.FirstLook(rules.EMERGENCY_PASS), by=by, at=at)


@transaction.atomic
def note_emergency(*, check: Check, kind: str, by: Actor, at: datetime) -> Check:
    """Note afterwards what kind of emergency it was; nobody is held to account for having granted it."""
    check.emergency_kind = kind
    check.save(update_fields=["emergency_kind"])
    audit.record("intake.emergency_noted", on=check, by=by, at=at, detail={"kind": kind})
    return check


@transaction.atomic
def leave_waiting(*, check: Check, by: Actor, at: datetime) -> Check:
    """The waiting person went on without a second reading; nothing follows from one reading."""
    _settle(check, at=at)
    audit.record("intake.left_waiting", on=check, by=by, at=at)
    return check


@transaction.atomic
def undo(*, check: Check, by: Actor, at: datetime) -> Check:
    """Take back the last count, within ten seconds."""
    refuse(
        rules.why_not_undo(
            recorded_at=check.recorded_at,
            undone_at=check.undone_at,
            is_final=check.handed_over_fact_id is not None,
            at=at,
        )
    )
    check.undone_at, check.token_id = at, None
    check.save(update_fields=["undone_at", "token_id"])
    check.passages.all().delete()
    if check.continues is not None:
        Check.objects.filter(programme_id=check.programme_id, id=check.continues).update(settled_at=None)
    audit.record("intake.count_taken_back", on=check, by=by, at=at, detail={"verdict": check.verdict})
    return check


def _record(shift: Shift, tap: Tap, found: rules.FirstLook, *, by: Actor, at: datetime, **fields: Any) -> Check:
    """Write one check, or return the one that this tap made before."""
    refuse(why_not_use("intake.check", by=by, area_code=shift.checkpoint.area_code))
    refuse(why_not_collect(stood_down_at=shift.programme.stood_down_at, at=at))
    known = queries.check_of_tap(tap.client_id, programme_id=shift.programme_id)
    if known is not None:
        return known
    state = queries.post_now(shift.checkpoint, at=at).state
    emergency = found.verdict == rules.EMERGENCY_PASS
    refuse(rules.why_not_check(state=state, emergency=emergency, kind=shift.checkpoint.kind))
    refuse(rules.why_not_group(person_count=tap.person_count, vehicle_count=tap.vehicle_count))
    local = tap.occurred_at.astimezone(shift.programme.zone)
    values = {
        "occurred_at": tap.occurred_at, "city_day": local.date(), "city_hour": local.hour,
        "area_code": shift.checkpoint.area_code, "verdict": found.verdict, "recheck_from": found.recheck_from,
        "person_count": tap.person_count, "vehicle_count": tap.vehicle_count, "recorded_at": at,
        "slip": _next_slip(shift) if found.verdict == rules.RECHECK_TEMP else None, "lane": shift.lane, **fields,
    }  # fmt: skip
    check, is_new = Check.objects.get_or_create(
        programme_id=shift.programme_id,
        client_id=tap.client_id,
        defaults={"checkpoint": shift.checkpoint, "shift": shift, **values},
    )
    if is_new:
        audit.record(
            "intake.passage_counted", on=check, by=by, at=at, count=max(1, check.person_count),
            detail={"verdict": check.verdict, "checkpoint": str(check.checkpoint_id)},
        )  # fmt: skip
    return check


def _next_slip(shift: Shift) -> int:
    """The lowest number that nobody who waits here holds."""
    held = {check.slip for check in queries.waiting_at(shift.checkpoint)}
    return next(number for number in range(1, len(held) + 2) if number not in held)


def _settle(check: Check, *, at: datetime) -> None:
    check.settled_at = at
    check.save(update_fields=["settled_at"])


def keep(check: Check, checkpoint: Checkpoint, order: Order | None, *, shown: Sequence[Shown], plate: str) -> None:
    """Keep what was shown, one row per person and one for the vehicle."""
    envelope = {
        "programme_id": check.programme_id, "check_record": check, "order": order, "area_code": check.area_code,
        "direction": checkpoint.direction, "passed_at": check.occurred_at,
    }  # fmt: skip
    rows = [Passage(**envelope, shown=one.kind, person=one.person, subject_index=_index(one, check)) for one in shown]
    if plate:
        kept = normalise_plate(plate)
        index = blind_index(kept, programme_id=check.programme_id, label="checkpoint.plate")
        rows.append(Passage(**envelope, shown="plate", plate=kept, plate_form=plate_kind(plate), subject_index=index))
    Passage.objects.bulk_create(rows)


def _index(shown: Shown, check: Check) -> bytes | None:
    """The keyed hash by which a trace finds the row: the same as on the person's own record."""
    if shown.person is not None:
        found = shown.person.document_index or shown.person.phone_index
        return bytes(found) if found else None
    if not shown.value:
        return None
    label = "tokens.token" if shown.kind == CODE else f"people.{shown.kind}"
    return blind_index(shown.value, programme_id=check.programme_id, label=label)


def as_content(reading: Reading) -> dict[str, Any]:
    return {"celsius": reading.celsius, "method": reading.method, "at": reading.taken_at.isoformat()}
