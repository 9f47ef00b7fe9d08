"""Passages and shifts that keepers' phones recorded come in: many at once, each once, none lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.orders.models import Order
from fangxian.core.privacy.queries import blind_index
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.tokens.queries import issued_of
from fangxian.engine.merging import Landed, MergeWord
from fangxian.engine.records import happened_at, put_right, wrong
from fangxian.intake.services import landing
from fangxian.intake.sources.gate import queries, rules
from fangxian.intake.sources.gate.models import Gate, GateCount, GatePassage, KeeperShift
from fangxian.intake.sources.gate.rules import offline

KEEP = "gates.keep"
# Labels of the keyed hashes: the same as on the person's own record, so that a trace finds the row.
LABELS = {
    offline.PHONE: "people.phone", offline.DOCUMENT: "people.document", offline.TOKEN: "tokens.token",
    offline.PLATE: "checkpoint.plate",
}  # fmt: skip
T = TypeVar("T", offline.OfflinePassage, offline.OfflineShift, offline.OfflineNote)


@dataclass(frozen=True)
class _Arrived:
    """A passage that can be counted, with its gate and the order under which it is registered, if any."""

    passage: offline.OfflinePassage
    row: GateCount
    order: Order | None


def land_passages(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Count what keepers' phones send; one word per record, in their order.

    records   see rules.offline.read_passage
    ahead_by  how far the phone's clock was ahead of the server's when it sent

    What was shown is kept only where a registration order held then and there (O1), never of a child, never in
    an emergency; else it is dropped here and the passage is marked. Sending again is always safe.
    """
    gates = _gates_open_to(by, programme, at=at)
    arrive = partial(
        _arrive, gates=gates, programme=programme, registration=queries.Registration(programme.id),
        ahead_by=ahead_by, at=at,
    )  # fmt: skip
    return landing.land(
        records, read=partial(_read, offline.read_passage, gates=gates),
        keep=partial(_keep, arrive=arrive, programme=programme, at=at),
        action="intake.gate_passages_landed", on_kind="intake.GateCount", by=by, at=at,
    )  # fmt: skip


def land_shifts(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Keepers came and left: whichever of the two records arrives first makes the shift."""
    gates = _gates_open_to(by, programme, at=at)
    return landing.land(
        records, read=partial(_read, offline.read_shift, gates=gates),
        keep=lambda sent: {one.client_id: _land_shift(one, programme, ahead_by=ahead_by, by=by) for one in sent},
        action="intake.keeper_shifts_landed", on_kind="intake.KeeperShift", by=by, at=at,
    )  # fmt: skip


def land_notes(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """What keepers noted afterwards: what the duty officer did with an ask, which emergency it was."""
    gates = _gates_open_to(by, programme, at=at)
    return landing.land(
        records, read=partial(_read, offline.read_note, gates=gates),
        keep=lambda sent: {one.client_id: _note(one, programme, at=at) for one in sent},
        action="intake.gate_notes_landed", on_kind="intake.GateCount", by=by, at=at,
    )  # fmt: skip


def _gates_open_to(by: Actor, programme: Programme, *, at: datetime) -> Mapping[UUID, Gate]:
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(KEEP, by=by))
    return {gate.id: gate for gate in queries.gates_of(by)}


def _read(read: Callable[[object], T], record: object, *, gates: Mapping[UUID, Gate]) -> T:
    one = read(record)
    if one.gate_id not in gates:
        raise wrong("unknown_gate", "gate", texts=offline.GATES)
    return one


def _keep(
    sent: Sequence[offline.OfflinePassage],
    *,
    arrive: Callable[[offline.OfflinePassage], _Arrived],
    programme: Programme,
    at: datetime,
) -> dict[UUID, Landed]:
    """Write what is new, with what was shown; compare the rest with what is on record."""
    arrived = {one.client_id: arrive(one) for one in sent}
    new = landing.insert_new_rows([one.row for one in arrived.values()])
    _register([one for client_id, one in arrived.items() if client_id in new], programme=programme)
    rest = [client_id for client_id in arrived if client_id not in new]
    on_record = GateCount.objects.filter(programme=programme, client_id__in=rest) if rest else ()
    held = {row.client_id: row for row in on_record}
    words = {}
    for client_id, one in arrived.items():
        is_new = client_id in new
        word = MergeWord.NEW if is_new else _compare(held.get(client_id), one.passage, at=at)
        words[client_id] = Landed(str(client_id), word, marks=tuple(one.row.marks))
    return words


def _arrive(
    passage: offline.OfflinePassage,
    *,
    gates: Mapping[UUID, Gate],
    programme: Programme,
    registration: queries.Registration,
    ahead_by: timedelta,
    at: datetime,
) -> _Arrived:
    gate = gates[passage.gate_id]
    by_clock = put_right(passage.device_at, ahead_by=ahead_by)
    occurred_at = happened_at(by_clock, at=at)
    order = registration.order_at(gate.area_code, at=occurred_at)
    is_registered = order is not None
    marks = offline.marks_of(
        passage, occurred_at=by_clock, gate_state=queries.state_when(gate, at=occurred_at),
        is_registered=is_registered, ahead_by=ahead_by, at=at,
    )  # fmt: skip
    local = occurred_at.astimezone(programme.zone)
    kept = rules.moment_kept(occurred_at, word=passage.verdict, is_registered=is_registered)
    row = GateCount(
        programme=programme, client_id=passage.client_id, gate=gate, area_code=gate.area_code, occurred_at=kept,
        recorded_at=rules.moment_kept(at, word=passage.verdict, is_registered=is_registered),
        device_at=passage.device_at if kept == occurred_at else None, marks=list(marks), city_day=local.date(),
        city_hour=local.hour, direction=passage.direction, visit_class=passage.visit_class, way=passage.way,
        verdict=passage.verdict, person_count=passage.person_count, vehicle_count=passage.vehicle_count,
        emergency_kind=passage.emergency_kind, outcome=passage.outcome,
        answered_at=occurred_at if passage.outcome else None, undone_at=at if passage.undone else None,
    )  # fmt: skip
    return _Arrived(passage, row, order if rules.may_keep(passage.visit_class, passage.verdict) else None)


def _register(arrived: Iterable[_Arrived], *, programme: Programme) -> None:
    """Keep what was shown, one row per person and vehicle, where an order asks for it; a code by whose it is."""
    kept = [one for one in arrived if one.order is not None and not one.passage.undone]
    codes = {bytes.fromhex(s.value) for one in kept for s in one.passage.shown if s.kind == offline.TOKEN}
    issued = issued_of(sorted(codes), programme_id=programme.id)
    rows = []
    for one in kept:
        for shown in one.passage.shown:
            code = issued.get(bytes.fromhex(shown.value)) if shown.kind == offline.TOKEN else None
            rows.append(_passage_of(one, shown, person_id=code.person_id if code else None))
    GatePassage.objects.bulk_create(rows)


def _passage_of(one: _Arrived, shown: offline.ShownOne, *, person_id: UUID | None) -> GatePassage:
    row = one.row
    return GatePassage(
        programme_id=row.programme_id, counted=row, order=one.order, gate=row.gate, area_code=row.area_code,
        direction=row.direction, passed_at=row.occurred_at, shown=shown.kind, person_id=person_id,
        plate=shown.value if shown.kind == offline.PLATE else None,
        subject_index=blind_index(shown.value, programme_id=row.programme_id, label=LABELS[shown.kind]),
    )  # fmt: skip


def _compare(held: GateCount | None, sent: offline.OfflinePassage, *, at: datetime) -> MergeWord:
    """A passage never changes, but it may be taken back, answered, or its kind of emergency noted."""
    if held is None or offline.as_sent(sent) != (
        held.gate_id, held.verdict, held.direction, held.person_count, held.vehicle_count,
    ):  # fmt: skip
        return MergeWord.DISCARDED
    if held.undone_at is not None:
        return MergeWord.IDENTICAL if sent.undone else MergeWord.OLD
    changed: dict[str, Any] = {}
    if sent.undone:
        changed["undone_at"] = at
        held.passages.all().delete()
    if sent.outcome and not held.outcome:
        changed |= {"outcome": sent.outcome, "answered_at": at}
    if sent.emergency_kind and sent.emergency_kind != held.emergency_kind:
        changed["emergency_kind"] = sent.emergency_kind
    if not changed:
        return MergeWord.IDENTICAL
    GateCount.objects.filter(id=held.id).update(**changed)
    return MergeWord.UPDATED


def _land_shift(shift: offline.OfflineShift, programme: Programme, *, ahead_by: timedelta, by: Actor) -> Landed:
    moment = put_right(shift.device_at, ahead_by=ahead_by)
    began_at = put_right(shift.began_at, ahead_by=ahead_by)
    ended_at = max(moment, began_at) if shift.act == offline.END else None
    known, is_new = KeeperShift.objects.get_or_create(
        id=shift.shift_id,
        defaults={
            "programme": programme, "gate_id": shift.gate_id, "post_id": by.post_id, "started_at": began_at,
            "ended_at": ended_at,
        },
    )  # fmt: skip
    if is_new:
        word = MergeWord.NEW
        elsewhere = KeeperShift.objects.filter(programme=programme, post_id=by.post_id, ended_at=None)
        elsewhere.exclude(id=known.id).filter(started_at__lte=began_at).update(ended_at=began_at)  # left without a word
    elif (known.programme_id, known.gate_id, known.post_id) != (programme.id, shift.gate_id, by.post_id):
        word = MergeWord.DISCARDED
    elif ended_at is None or known.ended_at is not None:
        word = MergeWord.IDENTICAL
    else:
        word = MergeWord.UPDATED
        KeeperShift.objects.filter(id=known.id).update(ended_at=max(ended_at, known.started_at))
    return Landed(str(shift.client_id), word)


def _note(note: offline.OfflineNote, programme: Programme, *, at: datetime) -> Landed:
    """Put a note beside its passage. What the desk answered meanwhile stays; a passage taken back has no notes."""
    rows = GateCount.objects.select_for_update().filter(programme=programme, gate_id=note.gate_id, client_id=note.of)
    row = rows.filter(undone_at=None).first()
    changed: dict[str, Any] = {}
    if row is None or (note.outcome and row.verdict != rules.ASK_DUTY):
        word = MergeWord.DISCARDED
    elif note.outcome and row.outcome not in ("", note.outcome):
        word = MergeWord.OLD
    else:
        if note.outcome != row.outcome and note.outcome:
            changed |= {"outcome": note.outcome, "answered_at": at}
        if note.emergency_kind not in ("", row.emergency_kind):
            changed["emergency_kind"] = note.emergency_kind
        word = MergeWord.UPDATED if changed else MergeWord.IDENTICAL
    if changed:
        rows.update(**changed)
    return Landed(str(note.client_id), word)
