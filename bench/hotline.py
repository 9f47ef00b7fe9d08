"""How long does an operator wait for a search, and for what is alike while she types, among a million requests?

    .venv/bin/python bench/hotline.py [REQUESTS] [--asks N] [--home DIR]
    .venv/bin/python bench/hotline.py --same 10000

The first prints a Markdown table: the board searched by words and the hints beside the operator's page, both through
Django's test client, signed in. Of every thousand requests two wait for an answer, those of the last two days.
The second: another desk hands over a file in which so many callers say the same of one place; how long from the file
to the one answer that all of them read.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import psycopg
from throwaway import throw_away

WARM_UP, BATCH = 10, 1000
DAYS, WAITING_SHARE = 90, 0.002
WHERE = (
    "东街", "西街", "月河", "浮星桥", "朝阳", "凤凰", "飞英", "龙泉",
    "爱山", "仁皇山", "滨湖", "环渚", "康山", "杨家埠",
)  # fmt: skip
WHAT = (
    "棋牌室", "网吧", "理发店", "药店", "超市", "菜场", "公园", "广场", "小区东门",
    "快递站", "饭店", "浴室", "茶馆", "工地",
)  # fmt: skip
SAID = (
    "有人打麻将", "还在营业", "口罩涨价", "没有消毒", "不让送药的进", "垃圾没人收", "聚了很多人", "蔬菜太贵",
    "排队太长", "没有人测温", "电话打不通", "通行证怎么办", "老人没人照看", "药吃完了",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests", nargs="?", type=int, default=20_000)
    parser.add_argument("--asks", type=int, default=200, help="questions of each kind")
    parser.add_argument("--home", type=Path, help="keep the database here, and use it again")
    parser.add_argument("--same", type=int, metavar="N", help="N callers who say the same, by file, instead")
    options = parser.parse_args(arguments)
    os.environ.pop("DATABASE_URL", None)
    with throw_away(durable=False, starts_at="2020-03-10T12:00:00+08:00", kept_in=options.home):
        if options.same:
            same(options.same)
        else:
            measure(options.requests, asks=options.asks)


def same(count: int) -> None:
    """Print a table of the steps from the file to the answer; fails unless it is one task and nobody waits."""
    from tests.city import found_city
    from tests.filed import desk, recorded, row, tried
    from tests.requests import operator

    from fangxian.core.actors.rules import Purpose, system
    from fangxian.core.audit.models import AuditEvent
    from fangxian.intake.sources.service_request import queries, services
    from fangxian.intake.sources.service_request.models import ServiceRequest
    from fangxian.tasks import services as tasks

    city = found_city()
    by, of = system(city.programme.id, Purpose.VERIFY_LEAD), desk(city)
    print(f"\n{count:,} callers who say the same\n\n| step | s |\n|---|--:|")
    file = _told("read and tried", lambda: tried(city, [row(number) for number in range(1, count + 1)], of=of))
    _told("recorded", lambda: recorded(city, file, sends_out=True))
    lead = ServiceRequest.objects.get(duplicate_of=None)
    (event,) = AuditEvent.objects.filter(action="intake.request_dispatched")
    _told("sent out as one task", lambda: tasks.act_on_request(event, by=by, at=city.at))
    _told("answered", lambda: services.answer(request=lead, answer="已关门。", by=operator(city), at=city.at))
    waiting = queries.waiting(operator(city)).count()
    print(f"\n{queries.linked_count(lead):,} linked to the first, {waiting} left waiting")
    assert queries.linked_count(lead) == count - 1 and not waiting


def _told(step: str, work: Callable[[], Any]) -> Any:
    began = time.monotonic()
    done = work()
    print(f"| {step} | {time.monotonic() - began:.1f} |", flush=True)
    return done


def measure(count: int, *, asks: int) -> None:
    from fangxian.intake.sources.service_request.models import ServiceRequest

    known = ServiceRequest.objects.count()
    took = 0.0 if known >= count else _fill(count)
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE intake_servicerequest")  # what autovacuum would do by itself
    print(f"\n{ServiceRequest.objects.count():,} requests, written in {took:.0f} s\n")
    print("| what | asked | p50 ms | p95 ms | most ms |\n|---|--:|--:|--:|--:|")
    client, chance = _operator(), Random(7)
    for title, ask in (("search on the board", _search), ("alike while typing", _alike)):
        times = _times(lambda ask=ask: ask(client, chance), asks)
        cuts = statistics.quantiles(times, n=100)
        print(f"| {title} | {len(times)} | {cuts[49]:.1f} | {cuts[94]:.1f} | {max(times):.1f} |")


def _fill(count: int) -> float:
    from tests.city import GRID, found_city

    from fangxian.core.days.services import make_days_between
    from fangxian.core.privacy.queries import blind_index
    from fangxian.intake.sources.service_request import queries
    from fangxian.intake.sources.service_request.models import ServiceRequest
    from fangxian.intake.sources.service_request.rules import likeness

    make_days_between(date(2019, 12, 1), date(2020, 3, 20))
    city, chance = found_city(), Random(1)
    known = queries.catalogue(city.programme, at=city.at)
    keyed = partial(blind_index, programme_id=city.programme.id, label=queries.PAIR_LABEL)
    key = cache(keyed)  # a pair is keyed once

    def rows() -> Iterator[Any]:
        for number in range(count):
            place, text = chance.choice(WHERE) + chance.choice(WHAT), f"{chance.choice(SAID)}，{number % 997}号"
            waits = chance.random() < WAITING_SHARE
            ago = timedelta(days=2 if waits else DAYS) * chance.random()
            at = city.at - ago
            done = None if waits else min(at + timedelta(hours=3), city.at)
            yield ServiceRequest(
                programme=city.programme, client_id=uuid4(), channel="phone", service_code="open_venue",
                area_code=GRID, place=place, text=text, pair_numbers=likeness.numbers_of(f"{text} {place}", key),
                code_index=os.urandom(32), clock_pack_id=known.clock_pack.id, clock_pack_sha256=known.clock_pack.sha256,
                due_at=at + timedelta(hours=24), received_at=at, classified_at=at, answered_at=done,
                closes_at=done + timedelta(days=7) if done else None,
            )  # fmt: skip

    began, made = time.monotonic(), rows()
    while batch := list(islice(made, BATCH)):
        ServiceRequest.objects.bulk_create(batch)
    return time.monotonic() - began


def _operator() -> Any:
    from django.test import Client

    from fangxian.core.staff.models import User

    client = Client(headers={"host": "127.0.0.1"})
    user = User.objects.get(username="duty")
    client.force_login(user, backend="fangxian.core.staff.services.backend.StaffBackend")
    return client


def _search(client: Any, chance: Random) -> None:
    response = client.get("/requests/", {"text": chance.choice(WHERE) + chance.choice(WHAT)})
    assert response.status_code == 200, response.status_code


def _alike(client: Any, chance: Random) -> None:
    text = f"{chance.choice(WHERE)}{chance.choice(WHAT)}{chance.choice(SAID)}"
    response = client.post("/requests/alike/", {"text": text, "place": ""})
    assert response.status_code == 200, response.status_code


def _times(work: Callable[[], None], count: int) -> list[float]:
    times = []
    for _ in range(count + WARM_UP):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return times[WARM_UP:]


if __name__ == "__main__":
    main()
