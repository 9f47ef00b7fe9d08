"""A month of leads and calls in one county: what comes, who works on it, and what was late and why.

How much comes on each day has the shape of a real hotline in an epidemic (data/hotline_days); within a day it comes
by chance, for the data tell nothing of the hours. Words, places and people are invented.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from importlib import resources
from random import Random
from uuid import UUID

from fangxian.core.actors.rules import Actor, Purpose
from fangxian.core.programmes.models import new_id
from fangxian.intake.sources.service_request import queries, services
from fangxian.intake.sources.service_request import rules as hotline
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.tasks.models import Task
from fangxian.tasks.rules import NORMAL, SERIOUS, VERIFY_LEAD
from fangxian.tasks.services import open_task

from .agenda import Agenda
from .fieldwork import Fieldwork
from .stage import EVE, Stage, moment

COUNTY = "330502"
FIRST_DAY = EVE + timedelta(days=1)
SERIOUS_SHARE = 0.05
UNSORTED_SHARE, FORGOTTEN_SHARE, CALLBACK_SHARE, UNHAPPY_SHARE = 0.08, 0.01, 0.3, 0.03
LEADS = (
    "某商场营业员反映近日有外地返回人员未申报（演练）",
    "兄弟县来函：同车厢人员待核（演练）",
    "医院报告：就诊者自述曾到列入地区（演练）",
    "上级推送：需核实一条行程线索（演练）",
)
# kind -> (how many of a hundred, what is said); a number makes each call another one, none makes it the same
CALLS: dict[str, tuple[int, tuple[str, ...]]] = {
    "help_medical": (3, ("透析病人需要去医院，楼道{n}号（演练）", "孕妇临产，请协助就医，{n}幢（演练）")),
    "help_medicine": (5, ("降压药吃完了，{n}幢楼下能否代购（演练）",)),
    "help_alone": (3, ("老人独居，家属在外地，请上门看看，{n}号（演练）",)),
    "help_supplies": (14, ("家里没有米和菜了，{n}幢（演练）", "请问蔬菜包怎么订，{n}组（演练）")),
    "help_mood": (3, ("在家很久，心里闷，想找人说说话（演练）",)),
    "gathering": (22, ("棋牌室里有人打麻将（演练）", "广场上十几个人聚在一起，第{n}天了（演练）")),
    "open_venue": (14, ("网吧卷帘门半开，还在营业（演练）", "理发店{n}号还开着（演练）")),
    "gate_service": (8, ("小区东门不让送药的进，{n}点钟（演练）",)),
    "hygiene": (9, ("口罩扔在楼道里没人收，{n}单元（演练）",)),
    "goods": (7, ("药店口罩一只卖{n}元（演练）",)),
    "question": (12, ("从外地回来要办什么手续（演练）", "通行证在哪里办，第{n}次问（演练）")),
}
ANSWERS = {
    hotline.HELP: "已上门帮助（演练）",
    "report": "已到现场处理（演练）",
    "ask": "按公告办理，请携带身份证（演练）",
}


def shape(days: int) -> list[float]:
    """How busy each day is: 1.0 is the mean of these days."""
    with resources.files("fangxian").joinpath("data", "hotline_days", "daily.csv").open(encoding="utf-8") as file:
        counts = [int(row["count"]) for row in csv.DictReader(file)][:days]
    if len(counts) < days:
        raise ValueError(f"the hotline's shape has {len(counts)} days")
    return [count / (sum(counts) / len(counts)) for count in counts]


def moments_of(day: date, expected: float, chance: Random) -> list[datetime]:
    """When something comes on a day: independent of each other, so many as expected on the average."""
    began, found = moment(day, "00:00"), []
    at = began + timedelta(days=chance.expovariate(expected))
    while at < began + timedelta(days=1):
        found.append(at)
        at += timedelta(days=chance.expovariate(expected))
    return found


class Hotline:
    """Operators at the desk: they write down, sort, send out, answer, call back."""

    def __init__(self, stage: Stage, areas: Sequence[str]):
        self._stage, self._areas = stage, areas
        self._answering: set[UUID] = set()

    def call(self, at: datetime) -> None:
        """Somebody calls; one in twelve hangs up before anybody knows what it is about."""
        chance, stage = self._stage.random, self._stage
        service = chance.choices(list(CALLS), [weight for weight, _ in CALLS.values()])[0]
        text = chance.choice(CALLS[service][1]).format(n=chance.randint(1, 40))
        is_cut = chance.random() < UNSORTED_SHARE
        wants_callback = not is_cut and chance.random() < CALLBACK_SHARE
        told = services.Told(
            text="喂，我想问" if is_cut else text, service="" if is_cut else service,
            area_code="" if is_cut else chance.choice(self._areas), place="" if is_cut else "演练地点",
            contact="演练号码" if wants_callback else "", wants_callback=wants_callback,
        )  # fmt: skip
        is_question = service == "question"
        made = services.receive(
            told=told, channel=hotline.PHONE, client_id=new_id(), programme=stage.programme, by=self._operator(), at=at,
            send=not is_question and not is_cut,
        )  # fmt: skip
        stage.counted["calls"] += 1
        request = made.request
        if is_cut:
            self._later(request, 5, 40, lambda one, now: self._sort(one, at=now))
        elif is_question and request.duplicate_of_id is None:
            self._later(request, 10, 90, lambda one, now: self._answer(one, at=now))

    def look(self, at: datetime) -> None:
        """Operators see what came back from the field, and call back those who wait for it."""
        rows = ServiceRequest.objects.filter(
            programme=self._stage.programme, answered_at=None, proposed__isnull=False, duplicate_of=None
        )
        for request in rows.order_by("received_at", "id"):
            if request.id not in self._answering:
                self._answering.add(request.id)
                self._later(request, 3, 60, lambda one, now: self._answer(one, at=now))

    def _sort(self, request: ServiceRequest, *, at: datetime) -> None:
        if request.answered_at is not None or request.classified_at is not None:
            return
        by = self._operator()
        request = services.classify(
            request=request, service="question", area_code=self._stage.programme.area_codes[0], by=by, at=at
        )
        self._later(request, 5, 60, lambda one, now: self._answer(one, at=now))

    def _answer(self, request: ServiceRequest, *, at: datetime) -> None:
        if request.answered_at is not None or request.duplicate_of_id is not None:
            return
        known = queries.catalogue(self._stage.programme, at=at).services[request.service_code]
        services.answer(request=request, answer=ANSWERS[known.group], by=self._operator(), at=at)
        linked = ServiceRequest.objects.filter(duplicate_of=request).order_by("received_at", "id")
        for one in (request, *linked):
            if one.wants_callback:
                self._later(one, 5, 120, lambda row, now: self._call_back(row, at=now))

    def _call_back(self, request: ServiceRequest, *, at: datetime) -> None:
        if hotline.why_not_call_back(request, at=at) is not None:
            return
        is_unhappy = self._stage.random.random() < UNHAPPY_SHARE
        services.call_back(
            request=request, is_reached=True, satisfaction=2 if is_unhappy else 5, by=self._operator(), at=at
        )
        if is_unhappy:
            services.reopen(request=request, reason="还没有解决（演练）", by=self._operator(), at=at)
            self._stage.counted["opened again"] += 1
            self._later(request, 10, 60, lambda one, now: self._send_again(one, at=now), sends=True)

    def _send_again(self, request: ServiceRequest, *, at: datetime) -> None:
        self._answering.discard(request.id)
        if hotline.why_not_dispatch(request, is_placed=services.is_placed(request), at=at) is None:
            services.dispatch(request=request, by=self._operator(), at=at)
        else:
            self._answer(request, at=at)

    def _later(
        self, request: ServiceRequest, first: int, last: int, act: Callable[[ServiceRequest, datetime], None], *,
        sends: bool = False,
    ) -> None:  # fmt: skip
        """Have it done in so many minutes; one of a hundred is forgotten on the desk.

        sends  somebody is sent by it, at once
        """
        chance = self._stage.random
        if chance.random() < FORGOTTEN_SHARE:
            self._stage.counted["forgotten on the desk"] += 1
            return
        at = self._stage.agenda.at + timedelta(minutes=chance.randint(first, last))
        self._stage.agenda.add(at, lambda now: act(ServiceRequest.objects.get(id=request.id), now), brings_facts=sends)

    def _operator(self) -> Actor:
        return self._stage.force.actor("duty", Purpose.RECEIVE_FACTS)


def plan_a_month(stage: Stage, *, days: int, leads_a_day: float, tips_a_day: float) -> datetime:
    """Everything that comes from outside, day by day; returns the moment at which the month ends."""
    areas = sorted(code for code in stage.force.by_area if code.startswith(COUNTY))
    desk = Hotline(stage, areas)
    fieldwork = Fieldwork(stage)
    stage.agenda.after_reactions += [fieldwork.plan, desk.look]
    for number, busy in enumerate(shape(days)):
        day = FIRST_DAY + timedelta(days=number)
        for at in moments_of(day, leads_a_day * busy, stage.random):
            stage.agenda.add(at, lambda now: fieldwork.plan_one(_lead(stage, areas, at=now), at=now))
        for at in moments_of(day, tips_a_day * busy, stage.random):
            stage.agenda.add(at, desk.call, brings_facts=True)
    return moment(FIRST_DAY + timedelta(days=days), "00:00")


def month_agenda() -> Agenda:
    """What the clock does by itself is looked at every hour; work is done at its own minute."""
    return Agenda(moment(FIRST_DAY, "00:00"), tick=timedelta(hours=1))


def _lead(stage: Stage, areas: Sequence[str], *, at: datetime) -> Task:
    """A lead is pushed from above or by another city, and the desk puts it to the grid that it names."""
    chance = stage.random
    stage.counted["leads"] += 1
    return open_task(
        kind=VERIFY_LEAD, area_code=chance.choice(areas), source="pushed_list", note=chance.choice(LEADS),
        severity=SERIOUS if chance.random() < SERIOUS_SHARE else NORMAL,
        by=stage.force.actor("duty", Purpose.VERIFY_LEAD), at=at,
    )  # fmt: skip
