"""Denominators grow: a file is tried and taken over, a building is entered by units, floors and doors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.areas.queries import areas_on
from fangxian.core.areas.rules import why_not_a_code
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.models import Programme, new_id
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.core.programmes.services import insert_by_copy
from fangxian.engine.tables import TableRefused, read_table, recognise_columns
from fangxian.intake.services.files import problem_of_file
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import AddressList, AddressRow, Building, Door
from fangxian.intake.sources.sweep.rules import doors, rows, words
from fangxian.intake.sources.sweep.rules.doors import Address, natural

_FINE_ENOUGH = 12  # digits: a village or a grid, never a whole street


@dataclass(frozen=True)
class NewDoor:
    """A door that goes on the list, with the area of its building."""

    area_code: str
    address: Address


@transaction.atomic
def try_list(
    *,
    content: bytes,
    file_name: str,
    kind: str,
    area_code: str,
    is_complete: bool,
    programme: Programme,
    by: Actor,
    at: datetime,
) -> AddressList:
    """Read a file of addresses without writing one door: every row comes to one of four ends.

    is_complete  doors of this area and kind that are not in the file will leave the list when it is taken over
    Only the columns that tell a door are kept; names, phones and whatever else stands in the file are not.
    Errors: Refused if the file cannot be such a list; then nothing is kept of it.
    """
    refuse(_why_not_make(kind, area_code, programme=programme, by=by, at=at))
    if len(content) > rows.FILE_LIMIT:
        raise Refused(_too_large())
    try:
        table = read_table(content, name=file_name, is_known=rows.is_known_head)
        columns = recognise_columns(table.columns, rows.FIELDS)
    except TableRefused as refused:
        raise Refused(problem_of_file(refused.finding, source="sweep")) from None
    if table.row_count > rows.MOST_ROWS:
        raise Refused(_too_large())
    refuse(rows.why_not_read(columns.found, kind=kind))
    heads = {name: columns.heads[position] for name, position in columns.found.items()}
    reader = rows.Reader(kind, area_code, _areas_below(area_code, programme=programme, at=at), heads)
    read = [_read(row, columns.found, reader) for row in table.rows()]
    rows.judge_twins(read, known=queries.known_doors(programme_id=programme.id, area_code=area_code, kind=kind))
    denied = [{"head": head, "zh": why.reason.zh, "en": why.reason.en} for head, why in columns.denied]
    counts = rows.counts_of(read)
    address_list = AddressList.objects.create(
        programme=programme, area_code=area_code, kind=kind, source=words.IMPORTED, is_complete=is_complete,
        file_sha256=table.sha256, made_by_id=by.post_id, made_at=at,
        columns={"read": heads, "unread": list(columns.unread), "denied": denied},
        **{f"{name}_count": count for name, count in counts.items()},
    )  # fmt: skip
    insert_by_copy([_row(one, address_list) for one in read])
    audit.record(
        "intake.address_list_tried", on=address_list, by=by, at=at, count=counts["received"],
        digest=bytes.fromhex(table.sha256), detail={"counts": counts, "kind": kind},
    )  # fmt: skip
    return address_list


@transaction.atomic
def take_over(*, address_list: AddressList, by: Actor, at: datetime) -> AddressList:
    """Put the accepted doors of a tried list on the list of its area: a new version of the denominator."""
    address_list = AddressList.objects.select_for_update().select_related("programme").get(id=address_list.id)
    refuse(_why_not_make(address_list.kind, address_list.area_code, programme=address_list.programme, by=by, at=at))
    refuse(_why_not_decide(address_list))
    _alone(address_list.programme)
    accepted = list(queries.rows_of(address_list, words.ACCEPTED))
    new = [NewDoor(row.area_code, doors.address(row.building, row.unit, row.door, floor=row.floor)) for row in accepted]
    added = _put_on_list(new, address_list, at=at)
    if address_list.is_complete:
        address_list.removed_count = _take_off_list(address_list)
    address_list.added_count = len(added)
    _number(address_list, at=at)
    # an accepted row is a door now; the others stay for two weeks, to be asked about
    queries.rows_of(address_list, words.ACCEPTED).delete()
    audit.record(
        "intake.address_list_taken_over", on=address_list, by=by, at=at, count=address_list.added_count,
        detail={"version": address_list.number, "removed": address_list.removed_count},
    )  # fmt: skip
    return address_list


@transaction.atomic
def discard_list(*, address_list: AddressList, by: Actor, at: datetime) -> AddressList:
    """Put a tried list away; none of its doors goes on the list."""
    address_list = AddressList.objects.select_for_update().get(id=address_list.id)
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=address_list.area_code))
    refuse(_why_not_decide(address_list))
    address_list.discarded_at = at
    address_list.save(update_fields=["discarded_at"])
    queries.rows_of(address_list).delete()
    audit.record("intake.address_list_discarded", on=address_list, by=by, at=at)
    return address_list


@transaction.atomic
def answer_row(*, row: AddressRow, building: str, unit: str, door: str, by: Actor, at: datetime) -> AddressRow:
    """Say what a quarantined row means; it becomes a new door or a known one."""
    address_list = AddressList.objects.select_for_update().get(id=row.address_list_id)
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=address_list.area_code))
    refuse(_why_not_decide(address_list) or _why_not_answer(row, building=building, door=door))
    address = doors.address(building, unit, door)
    known = queries.known_doors(
        programme_id=address_list.programme_id, area_code=address_list.area_code, kind=address_list.kind
    )
    in_file = queries.rows_of(address_list, words.ACCEPTED).filter(
        area_code=row.area_code, building=address.building, unit=address.unit, door=address.door
    )
    is_known = (row.area_code, address.building, address.key) in known or in_file.exists()
    row.building, row.unit, row.door, row.floor = address.building, address.unit, address.door, address.floor
    return _end(row, words.DUPLICATE if is_known else words.ACCEPTED, address_list, by=by, at=at)


@transaction.atomic
def give_up_row(*, row: AddressRow, by: Actor, at: datetime) -> AddressRow:
    """Nobody can answer: the row is not used, and stays named in the reconciliation."""
    address_list = AddressList.objects.select_for_update().get(id=row.address_list_id)
    refuse(why_not_use("intake.run_sweeps", by=by, area_code=address_list.area_code))
    refuse(_why_not_decide(address_list) or _why_not_open_question(row))
    finding = rows.ADDRESSES.finding("given_up", row=row.number)
    row.record = _record(row.cells, [*row.findings, _finding(finding)])
    return _end(row, words.REJECTED, address_list, by=by, at=at)


@transaction.atomic
def enter_building(
    *,
    name: str,
    kind: str,
    area_code: str,
    addresses: Sequence[Address],
    source: str = words.GENERATED,
    programme: Programme,
    by: Actor,
    at: datetime,
) -> AddressList:
    """Enter a building with its doors, or further doors of one that is on the list: a new version."""
    refuse(_why_not_make(kind, area_code, programme=programme, by=by, at=at))
    if not doors.plain(name) or not addresses:
        raise Refused(Problem("sweep.nothing_entered", said("Give the building and at least one door."), field="name"))
    _alone(programme)
    known = queries.known_doors(programme_id=programme.id, area_code=area_code, kind=kind)
    building = doors.address(name, "", "0").building
    unique = {address.key: doors.address(building, address.unit, address.door, floor=address.floor)
              for address in addresses}  # fmt: skip
    new = [a for a in unique.values() if (area_code, a.building, a.key) not in known]
    address_list = AddressList.objects.create(
        programme=programme, area_code=area_code, kind=kind, source=source, made_by_id=by.post_id, made_at=at,
        received_count=len(addresses), accepted_count=len(new), duplicate_count=len(addresses) - len(new),
    )  # fmt: skip
    address_list.added_count = len(_put_on_list([NewDoor(area_code, one) for one in new], address_list, at=at))
    _number(address_list, at=at)
    audit.record(
        "intake.building_entered", on=address_list, by=by, at=at, count=len(new),
        detail={"version": address_list.number, "source": source},
    )  # fmt: skip
    return address_list


def put_found_door(*, building: Building, address: Address, programme: Programme, by: Actor, at: datetime) -> Door:
    """The door that a worker found on the way: the one on the list if it is there after all, else a new one."""
    _alone(programme)
    known = Door.objects.filter(building=building, key=address.key, removed_in=None).first()
    if known is not None:
        return known
    address_list = AddressList.objects.create(
        programme=programme, area_code=building.area_code, kind=building.kind, source=words.FOUND,
        made_by_id=by.post_id, made_at=at, received_count=1, accepted_count=1, added_count=1,
    )  # fmt: skip
    _number(address_list, at=at)
    door = _door(building, doors.address(building.name, address.unit, address.door, floor=address.floor), address_list)
    door.save(force_insert=True)
    return door


def _why_not_make(kind: str, area_code: str, *, programme: Programme, by: Actor, at: datetime) -> Problem | None:
    if problem := why_not_collect(stood_down_at=programme.stood_down_at, at=at):
        return problem
    if problem := why_not_use("intake.run_sweeps", by=by, area_code=area_code):
        return problem
    if kind not in words.KINDS:
        return Problem("sweep.no_kind", said("Choose at least one kind of list."), field="kinds", status=422)
    if why_not_a_code(area_code) or len(area_code) < _FINE_ENOUGH or not programme.covers(area_code):
        return Problem(
            "sweep.area_too_wide",
            said("An address list belongs to one village, community or grid. Please choose one."),
            field="area",
            status=422,
        )
    return None


def _why_not_decide(address_list: AddressList) -> Problem | None:
    if address_list.state != "tried":
        return Problem("sweep.list_decided", said("This list was taken over or discarded already."))
    return None


def _why_not_open_question(row: AddressRow) -> Problem | None:
    if row.outcome != words.QUARANTINED:
        return Problem("sweep.no_question", said("Nothing is asked about this row any more."))
    return None


def _why_not_answer(row: AddressRow, *, building: str, door: str) -> Problem | None:
    if problem := _why_not_open_question(row):
        return problem
    if not doors.plain(building) or not doors.plain(door):
        return Problem("sweep.no_answer", said("Give building and door."), field="building", status=422)
    return None


def _too_large() -> Problem:
    return Problem(
        "sweep.file_too_large",
        said("A file holds at most %(rows)s rows and %(megabytes)s MB. Please send one for each street."),
        {"rows": rows.MOST_ROWS, "megabytes": rows.FILE_LIMIT // 1024 // 1024},
        "file",
        status=413,
    )


def _areas_below(area_code: str, *, programme: Programme, at: datetime) -> frozenset[str]:
    areas = areas_on(city_day(at, programme.timezone), programme_id=programme.id, under=area_code)
    return frozenset({area_code, *(code for code in areas.values_list("code", flat=True) if len(code) >= _FINE_ENOUGH)})


def _read(row: object, found: Mapping[str, int], reader: rows.Reader) -> rows.RowRead:
    if row.finding:  # type: ignore[attr-defined]
        return rows.unreadable(row.finding, area_code=reader.area_code, number=row.number)  # type: ignore[attr-defined]
    cells = {name: row.cells[position] for name, position in found.items()}  # type: ignore[attr-defined]
    return rows.read_row(cells, number=row.number, reader=reader)  # type: ignore[attr-defined]


def _row(read: rows.RowRead, address_list: AddressList) -> AddressRow:
    address = read.address
    return AddressRow(
        id=new_id(), programme_id=address_list.programme_id, address_list=address_list, number=read.number,
        outcome=read.outcome, area_code=read.area_code, building=address.building if address else "",
        unit=address.unit if address else "", floor=address.floor if address else None,
        door=address.door if address else "",
        record=_record({name: text[:200] for name, text in read.cells.items()}, map(_finding, read.findings)),
    )  # fmt: skip


def _record(cells: Mapping[str, str], findings: Iterable[Mapping[str, str]]) -> str:
    return json.dumps({"cells": cells, "findings": list(findings)}, ensure_ascii=False)


def _finding(finding: rows.Finding) -> dict[str, str]:
    return {"code": finding.code, "field": finding.field or "", "zh": finding.reason.zh, "en": finding.reason.en}


def _end(row: AddressRow, outcome: str, address_list: AddressList, *, by: Actor, at: datetime) -> AddressRow:
    """Move a row from quarantine to its end, and the list's counts with it."""
    row.outcome = outcome
    row.save()
    address_list.quarantined_count -= 1
    setattr(address_list, f"{outcome}_count", getattr(address_list, f"{outcome}_count") + 1)
    address_list.save(update_fields=["quarantined_count", f"{outcome}_count"])
    audit.record(
        "intake.address_row_answered", on=address_list, by=by, at=at, detail={"row": row.number, "outcome": outcome}
    )
    return row


def _alone(programme: Programme) -> None:
    """One at a time writes on the lists of a programme, so that a door is there once and versions follow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"addresses:{programme.id}"])


def _number(address_list: AddressList, *, at: datetime) -> None:
    newest = queries.newest_number(address_list.area_code, address_list.kind, programme_id=address_list.programme_id)
    address_list.number, address_list.taken_over_at = newest + 1, at
    address_list.save()


def _put_on_list(new: Sequence[NewDoor], address_list: AddressList, *, at: datetime) -> list[Door]:
    buildings = _buildings_of(new, address_list)
    made = [_door(buildings[(one.area_code, one.address.building)], one.address, address_list) for one in new]
    insert_by_copy(made)
    return made


def _buildings_of(new: Sequence[NewDoor], address_list: AddressList) -> dict[tuple[str, str], Building]:
    """The building of each new door, by area and name; those that are not known yet are made."""
    wanted = {(one.area_code, one.address.building) for one in new}
    known = Building.objects.filter(
        programme_id=address_list.programme_id, kind=address_list.kind, area_code__in={area for area, _ in wanted}
    )
    found = {(building.area_code, building.name): building for building in known}
    made = [
        Building(
            id=new_id(), programme_id=address_list.programme_id, area_code=area, kind=address_list.kind, name=name,
            walk_order=natural(name)[:300],
        )
        for area, name in sorted(wanted - set(found))
    ]  # fmt: skip
    insert_by_copy(made)
    return found | {(building.area_code, building.name): building for building in made}


def _door(building: Building, address: Address, address_list: AddressList) -> Door:
    return Door(
        id=new_id(), programme_id=address_list.programme_id, building=building, unit=address.unit,
        floor=address.floor, number=address.door, key=address.key, walk_order=address.walk_order[:300],
        added_in=address_list,
    )  # fmt: skip


def _take_off_list(address_list: AddressList) -> int:
    """Take the doors that a complete list does not name off the denominator; open rounds keep them."""
    named = set(
        queries.rows_of(address_list, words.ACCEPTED, words.DUPLICATE, words.QUARANTINED).values_list(
            "area_code", "building", "unit", "door"
        )
    )
    on_list = queries.doors_on_list(
        programme_id=address_list.programme_id, area_code=address_list.area_code, kinds=[address_list.kind]
    ).exclude(added_in=address_list)
    rows_on_list = on_list.values_list("id", "building__area_code", "building__name", "unit", "number")
    gone: list[UUID] = [door_id for door_id, *told in rows_on_list if tuple(told) not in named]
    Door.objects.filter(id__in=gone).update(removed_in=address_list)
    return len(gone)
