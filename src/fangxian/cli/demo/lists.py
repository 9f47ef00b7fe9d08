"""A pushed list goes the way of every list: received, read, confirmed by a second body, committed, reconciled."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.areas.models import Area
from fangxian.core.areas.queries import areas_on, labels_of
from fangxian.intake.rules.manifests import Manifest
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.rules import states
from fangxian.intake.sources.pushed_list.services import (
    answer_row,
    close_list,
    commit_next_chunk,
    confirm_list,
    finish_commit,
    give_up_row,
    map_columns,
    read_list,
    receive_list,
    see_alarms,
    start_commit,
    submit_list,
)
from fangxian.intake.sources.pushed_list.services.receiving import Terms

from .city import TOUR_GRID
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment
from .travellers import SENDER, PushedList, as_file, travellers

TOUR_ROWS = 3
_VILLAGE_ONLY_SHARE = 0.12  # lists that name no grid: the township's health post gets these
LEGAL_BASIS = "《传染病防治法》（2013）第十二条；虚构命令，仅供演练"
# What the desk answers once it has asked the sender.
_ANSWERS = {"area_ambiguous": ("stay_code", "320106"), "destination_unknown": ("destination_code", TOUR_GRID[:9])}


def three_lists(stage: Stage) -> None:
    """A large list on the first morning; on the second day a small one that one body may commit alone, and in the
    evening one that waits for its second body.
    """
    places = _places(stage)
    rows = travellers(
        stage.size, people=stage.people, random=stage.random, places=places,
        first_places=[_label(stage, TOUR_GRID)] * TOUR_ROWS, today=FIRST_DAY,
    )  # fmt: skip
    stage.named["tour_document"] = rows[0].who.document_number
    large = as_file(rows, random=stage.random, untouched=TOUR_ROWS)
    stage.agenda.add(moment(FIRST_DAY, "09:05"), lambda at: _receive(stage, large, "2020-0309-01", at=at))
    few = travellers(
        min(15, stage.size), people=stage.people, random=stage.random, places=places, first_places=[], today=SECOND_DAY
    )
    small = as_file(few, random=stage.random, untouched=0)
    stage.agenda.add(moment(SECOND_DAY, "08:40"), lambda at: _receive(stage, small, "2020-0310-01", at=at))
    last = as_file(
        travellers(
            max(24, stage.size // 10), people=stage.people, random=stage.random, places=places, first_places=[],
            today=SECOND_DAY,
        ),
        random=stage.random, untouched=0,
    )  # fmt: skip
    stage.agenda.add(
        moment(SECOND_DAY, "19:30"), lambda at: _receive(stage, last, "2020-0310-02", at=at, is_left_waiting=True)
    )


def _places(stage: Stage) -> list[str]:
    """Where travellers go, as lists write it: to a grid, sometimes only to a village."""
    grids = list(areas_on(FIRST_DAY, programme_id=stage.programme.id).filter(level="grid").order_by("code"))
    chosen = stage.random.sample(grids, k=min(len(grids), 400))
    codes = [_written(grid, stage) for grid in chosen]
    labels = labels_of(codes, programme_id=stage.programme.id)
    return [labels[code] for code in codes]


def _written(grid: Area, stage: Stage) -> str:
    return grid.code[:12] if stage.random.random() < _VILLAGE_ONLY_SHARE else grid.code


def _label(stage: Stage, code: str) -> str:
    return labels_of([code], programme_id=stage.programme.id)[code]


def _desk(stage: Stage, username: str = "duty") -> Actor:
    return stage.force.actor(username, Purpose.RECEIVE_FACTS)


def _receive(stage: Stage, pushed: PushedList, reference: str, *, at: datetime, is_left_waiting: bool = False) -> None:
    """The list comes in with its manifest; its columns are looked at and confirmed, and it is read.

    is_left_waiting  the second body has not looked at it yet when the visitor comes
    """
    manifest = Manifest(SENDER, "government_network", pushed.row_count, pushed.sha256, "演练导演组", reference)
    terms = Terms(
        manifest=manifest, purpose="核实来湖人员旅居情况（演练）", legal_basis=LEGAL_BASIS, clock_profile="list"
    )
    received = receive_list(
        content=pushed.content, file_name=f"{reference}.csv", terms=terms, sheet=None, programme=stage.programme,
        by=_desk(stage), at=at,
    )  # fmt: skip
    stage.counted["lists"] += 1
    stage.counted["rows"] += pushed.row_count
    stage.named.setdefault("list", str(received.id))
    map_columns(source_list=received, mapping=received.mapping, by=_desk(stage), at=at + timedelta(minutes=3))
    stage.agenda.add(at + timedelta(minutes=5), lambda then: _read(stage, received.id, is_left_waiting, at=then))


def _read(stage: Stage, list_id: UUID, is_left_waiting: bool, *, at: datetime) -> None:
    """The dry run: what would be opened, what repeats, what must be asked. Two kinds of question are answered."""
    source_list = read_list(list_id=list_id, at=at)
    assert source_list is not None and source_list.state == states.READ, "the list was not read"
    for row in queries.rows_of(source_list).filter(outcome=states.QUARANTINED):
        row.refresh_from_db()
        asked = {finding["code"] for finding in row.findings} & set(_ANSWERS)
        if row.outcome == states.QUARANTINED and asked:
            field, answer = _ANSWERS[asked.pop()]
            answer_row(row=row, answers={field: answer}, basis="sender", alike=True, by=_desk(stage), at=at)
    source_list.refresh_from_db()
    if is_left_waiting:
        submit_list(source_list=source_list, by=_desk(stage), at=at + timedelta(minutes=4))
        return
    then = at + timedelta(minutes=8)
    if (source_list.person_count or 0) > states.PERSONS_WITHOUT_SECOND:
        stage.agenda.add(then, lambda now: _confirm(stage, list_id, at=now))
        then += timedelta(minutes=15)
    stage.agenda.add(then, lambda now: _commit(stage, list_id, at=now), brings_facts=True)


def _confirm(stage: Stage, list_id: UUID, *, at: datetime) -> None:
    """More than twenty people: somebody of the health commission looks and confirms (O8)."""
    source_list = queries.list_by_id(list_id)
    alarms = [alarm.id for alarm in source_list.alarms.all()]
    if alarms:
        see_alarms(source_list=source_list, alarm_ids=alarms, by=_desk(stage), at=at)
    submit_list(source_list=source_list, by=_desk(stage), at=at)
    confirm_list(source_list=source_list, ticked=alarms, by=_desk(stage, "duty2"), at=at + timedelta(minutes=12))


def _commit(stage: Stage, list_id: UUID, *, at: datetime) -> None:
    """Accepted rows become facts; what nobody could answer is given up, so that the list can be closed."""
    start_commit(source_list=queries.list_by_id(list_id), by=_desk(stage), at=at)
    while commit_next_chunk(list_id=list_id, at=at) is not None:
        pass
    finish_commit(list_id=list_id, at=at)
    stage.agenda.add(at + timedelta(hours=5), lambda then: _close(stage, list_id, at=then))


def _close(stage: Stage, list_id: UUID, *, at: datetime) -> None:
    source_list = queries.list_by_id(list_id)
    for row in queries.rows_of(source_list).filter(outcome=states.QUARANTINED):
        give_up_row(row=row, by=_desk(stage), at=at)
    close_list(source_list=queries.list_by_id(list_id), by=_desk(stage), at=at)
