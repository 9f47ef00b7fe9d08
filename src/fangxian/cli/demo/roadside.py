"""Around the first post: heads, queues, vehicles passing through, arrivals received or not, disinfection (F16, F48)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.programmes.models import new_id
from fangxian.core.staff.queries import actor_of
from fangxian.intake.models import Receipt
from fangxian.intake.sources.checkpoint import services as posts
from fangxian.intake.sources.checkpoint.models import Checkpoint, PostComplaint, Transit
from fangxian.intake.sources.checkpoint.rules import around
from fangxian.intake.sources.disinfection import services as disinfecting
from fangxian.tasks.kinds.controlled_entry import services as entries
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry

from .city import TOUR_GRID
from .force import TOUR_COUNTY
from .posts import POSTS, STATION, come_on_duty, go_off_duty, let_go_on, on_shift
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment

_WAITS = (("08:30", 10), ("10:30", 25), ("15:10", 5))  # minutes that the last one in the queue waits
# kind, place, area, agent, strength, who did it; every day at noon
_DISINFECTED = (
    ("post", "湖州北", TOUR_COUNTY, "chlorine", Decimal(500), "湖州北卡点保洁组（演练）"),
    ("gate", "浮星桥小区东门", TOUR_GRID, "chlorine", Decimal(500), "浮星桥物业（演练）"),
    ("firm", "月河木业食堂", TOUR_GRID, "ultraviolet", None, "月河木业（演练）"),
    ("estate", "浮星桥小区3幢", TOUR_GRID, "alcohol", Decimal(75), "浮星桥社区消杀队（演练）"),
)
_FIRST = next(iter(POSTS))
# what the service station gave, and to how many, on both days; it checks nobody
_HELPED = (
    ("08:05", "information", 3), ("09:40", "water", 4), ("11:20", "rest", 2), ("13:35", "charging", 1),
    ("15:50", "mask", 5), ("17:25", "first_aid", 1),
)  # fmt: skip


def around_the_posts(stage: Stage) -> None:
    """Two days: who answers, how long people wait, what they complain of, what is disinfected, who passes through."""
    add = stage.agenda.add
    for day in (FIRST_DAY, SECOND_DAY):
        add(moment(day, "06:30"), partial(_name_heads, stage, both=day == FIRST_DAY))
        for clock, minutes in _WAITS:
            add(moment(day, clock), partial(_tell_wait, stage, minutes))
        add(moment(day, "12:40"), partial(_disinfect, stage))
        add(moment(day, "07:30"), partial(come_on_duty, stage, "station"))
        for clock, kind, persons in _HELPED:
            add(moment(day, clock), partial(_help, stage, kind, persons))
        add(moment(day, "18:30"), partial(go_off_duty, stage, "station"))
    add(moment(SECOND_DAY, "08:40"), partial(_pass_through, stage, 2))
    add(moment(SECOND_DAY, "11:05"), partial(_leave, stage))
    add(moment(SECOND_DAY, "13:15"), partial(_pass_through, stage, 3))
    add(moment(SECOND_DAY, "11:10"), partial(_complain, stage, around.WAITED))
    add(moment(SECOND_DAY, "16:00"), partial(_answer, stage))
    add(moment(SECOND_DAY, "18:15"), partial(_complain, stage, around.ASKED_ORIGIN))


def arrivals(stage: Stage) -> None:
    """Three more travellers: one is received, one meets a difficulty, and for one nobody answers."""
    for number, clock in enumerate(("13:10", "18:45", "19:20")):
        stage.agenda.add(moment(SECOND_DAY, clock), partial(_let_go_on, stage, number), brings_facts=True)
    stage.agenda.add(moment(SECOND_DAY, "13:15"), partial(_accept, stage, 0))
    stage.agenda.add(moment(SECOND_DAY, "13:58"), partial(_arrive, stage, 0))
    stage.agenda.add(moment(SECOND_DAY, "18:52"), partial(_dispute, stage, 1))


def _checkpoint(stage: Stage, username: str) -> Checkpoint:
    name = (POSTS | STATION)[username][0]
    return Checkpoint.objects.select_related("programme").get(programme=stage.programme, name=name)


def _desk(stage: Stage) -> Actor:
    return stage.force.actor("duty", Purpose.COMMAND)


def _name_heads(stage: Stage, at: datetime, *, both: bool) -> None:
    """The first post has head and deputy on both days, the other one only on the first: a figure says so."""
    for username in (*(POSTS if both else (_FIRST,)), *STATION):
        for function in ("head", "deputy"):
            terms = posts.DutyTerms(function, "湖州市交通运输局（演练）", "0572-0000000", at, at + timedelta(hours=14))
            posts.name_duty(checkpoint=_checkpoint(stage, username), terms=terms, by=_desk(stage), at=at)


def _help(stage: Stage, kind: str, person_count: int, at: datetime) -> None:
    by, on = stage.force.actor("station", Purpose.CHECK_AT_POST), on_shift(stage, "station")
    posts.give_help(shift=on, client_id=new_id(), kind=kind, person_count=person_count, by=by, at=at)
    stage.counted["people helped"] += person_count


def _tell_wait(stage: Stage, minutes: int, at: datetime) -> None:
    by = stage.force.actor(_FIRST, Purpose.CHECK_AT_POST)
    posts.report_wait(shift=on_shift(stage, _FIRST), client_id=new_id(), wait_minutes=minutes, by=by, at=at)


def _pass_through(stage: Stage, person_count: int, at: datetime) -> None:
    by = stage.force.actor(_FIRST, Purpose.CHECK_AT_POST)
    phone = stage.people.phone()
    posts.begin_transit(shift=on_shift(stage, _FIRST), person_count=person_count, phone=phone, by=by, at=at)


def _leave(stage: Stage, at: datetime) -> None:
    slip = Transit.objects.get(programme=stage.programme, left_at=None)
    by = stage.force.actor(_FIRST, Purpose.CHECK_AT_POST)
    posts.end_transit(shift=on_shift(stage, _FIRST), number=slip.number, by=by, at=at)


def _complain(stage: Stage, kind: str, at: datetime) -> None:
    checkpoint = _checkpoint(stage, _FIRST)
    posts.complain(checkpoint=checkpoint, kind=kind, words="（演练）", channel="phone", by=_desk(stage), at=at)


def _answer(stage: Stage, at: datetime) -> None:
    complaint = PostComplaint.objects.get(programme=stage.programme, answered_at=None)
    posts.answer_complaint(complaint=complaint, answer="已加开一条通道，对不起（演练）", by=_desk(stage), at=at)


def _disinfect(stage: Stage, at: datetime) -> None:
    for kind, name, area_code, agent, strength, unit in _DISINFECTED:
        entry = disinfecting.Entry(
            kind, name, area_code, agent, strength, at - timedelta(minutes=35), at - timedelta(minutes=5), unit
        )
        disinfecting.log_disinfection(
            entry=entry, client_id=new_id(), programme=stage.programme, by=_desk(stage), at=at
        )
        stage.counted["disinfections"] += 1


def _let_go_on(stage: Stage, number: int, at: datetime) -> None:
    """Somebody else who declared a journey from a listed area; a small story may have fewer of them."""
    known = [stage.named["controlled_entry_receipt"], *(stage.named.get(f"arrival_{n}", "") for n in range(number))]
    waiting = Receipt.objects.filter(programme=stage.programme, result="follow_up", area_code__startswith=TOUR_COUNTY)
    told = set(ControlledEntry.objects.filter(programme=stage.programme).values_list("person_id", flat=True))
    free = waiting.exclude(number__in=known).exclude(person_id__in=told).order_by("issued_at", "id").first()
    if free is not None:
        stage.named[f"arrival_{number}"] = free.number
        let_go_on(stage, _FIRST, free, at=at)


def _entry(stage: Stage, number: int) -> ControlledEntry | None:
    receipt = Receipt.objects.filter(programme=stage.programme, number=stage.named.get(f"arrival_{number}", "")).first()
    if receipt is None:
        return None
    rows = ControlledEntry.objects.filter(programme=stage.programme, person_id=receipt.person_id)
    return rows.order_by("-proposed_at").first()


def _receiver(stage: Stage, entry: ControlledEntry) -> Actor:
    found = stage.force.workers_at(entry.owner_area_code)
    return actor_of(found[0], purpose=Purpose.VERIFY_LEAD) if found else stage.force.actor("duty", Purpose.VERIFY_LEAD)


def _accept(stage: Stage, number: int, at: datetime) -> None:
    if entry := _entry(stage, number):
        entries.accept_entry(entry=entry, by=_receiver(stage, entry), at=at)


def _arrive(stage: Stage, number: int, at: datetime) -> None:
    if entry := _entry(stage, number):
        entries.arrive(entry=entry, by=_receiver(stage, entry), at=at)


def _dispute(stage: Stage, number: int, at: datetime) -> None:
    if entry := _entry(stage, number):
        words = "家中老人住院，无人照看（演练）"
        entries.dispute_entry(entry=entry, reason="no_help", words=words, by=_receiver(stage, entry), at=at)
