"""How fast a pushed list becomes facts, verdicts and tasks: `python bench/import.py [rows]`.

Makes a throw-away database with the synthetic city of the tests and a synthetic list of `rows` rows
(10,000 unless given; the bar is 100,000 in five minutes): nine in ten good, the others repeated,
asking something, or unreadable. Times each step by itself. The figures are of this machine, with an
unsafe (fast) test database; compare them with each other.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from throwaway import throw_away

BAR_SECONDS, BAR_ROWS = 300, 100_000
PLACES = ("湖北省武汉市", "湖北省黄冈市蕲春县", "浙江省温州市", "上海市", "安徽省宣城市广德市")
DESTINATIONS = ("湖州市吴兴区月河街道浮星桥社区第一网格", "湖州市吴兴区月河街道", "湖州市德清县新市镇")


def main(count: int) -> None:
    with throw_away():
        from django.conf import settings

        settings.INTAKE_IDENTICAL_STAYS_ALARM = count + 1
        _run(count)


def rows_of(count: int) -> Iterator[tuple[str, ...]]:
    """The list: of a hundred rows three repeat an earlier one, three ask something, two cannot be read."""
    return (_row(number - 90 if number % 100 < 3 and number >= 100 else number) for number in range(count))


def _row(number: int) -> tuple[str, ...]:
    from tests.lists import row

    kind = number % 100
    arrives_on = date(2020, 2, 15) + timedelta(days=number % 20)
    cells = {
        "旅居地": PLACES[number % len(PLACES)],
        "离开日期": (arrives_on - timedelta(days=1)).isoformat(),
        "到达日期": arrives_on.isoformat(),
        "目的地": f"{DESTINATIONS[number % len(DESTINATIONS)]}{number}号",
    }
    if kind in (3, 4):
        cells["旅居地"] = "鼓楼区"
    elif kind == 5:
        cells |= {"身份证号": "1.10105E+17", "手机号": ""}
    elif kind in (6, 7):
        cells["离开日期"] = "上周"
    return row(number, **cells)


def _run(count: int) -> None:
    from tests.city import found_city
    from tests.lists import as_csv, receive
    from tests.work import list_in_effect

    from fangxian.core.actors.rules import Purpose
    from fangxian.intake.sources.pushed_list import queries, services
    from fangxian.reactions.jobs import run_all
    from fangxian.screening.models import Verdict
    from fangxian.tasks.models import Task

    city = found_city()
    list_in_effect(city)
    run_all(at=city.at)
    by, second = (city.actor(who, Purpose.RECEIVE_FACTS) for who in ("duty", "duty2"))
    content = as_csv(rows_of(count))
    print(f"{count:,} rows, {len(content) / 1e6:.1f} MB, {platform.machine()}, {os.cpu_count()} cores")
    spent = 0.0
    source_list, seconds = _timed("take in: hash, manifest, shape", count, lambda: receive(city, content))
    spent += seconds
    services.map_columns(source_list=source_list, mapping=source_list.mapping, by=by, at=city.at)
    source_list, seconds = _timed("dry run", count, lambda: services.read_list(list_id=source_list.id, at=city.at))
    spent += seconds
    services.submit_list(source_list=source_list, by=by, at=city.at)
    source_list = services.confirm_list(source_list=source_list, ticked=(), by=second, at=city.at)
    _, seconds = _timed("commit", count, lambda: _commit(source_list, by, city.at))
    spent += seconds
    _, seconds = _timed("verdicts, files, tasks", count, lambda: run_all(at=city.at))
    spent += seconds
    counts = queries.counts_of(source_list)
    print(f"{sum(counts.values()):,} = " + " + ".join(f"{n:,} {end}" for end, n in counts.items()))
    print(f"{Verdict.objects.count():,} verdicts, {Task.objects.count():,} tasks")
    bar = BAR_SECONDS * count / BAR_ROWS
    print(f"all: {spent:.1f} s, bar {bar:.0f} s: {'passed' if spent <= bar else 'NOT passed'}")


def _commit(source_list: Any, by: Any, at: Any) -> None:
    from fangxian.intake.sources.pushed_list import services

    services.start_commit(source_list=source_list, by=by, at=at)
    while services.commit_next_chunk(list_id=source_list.id, at=at):
        pass
    services.finish_commit(list_id=source_list.id, at=at)


def _timed(label: str, count: int, work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started
    print(f"{label:<32} {seconds:8.1f} s {count / seconds:12,.0f} rows/s", flush=True)
    return found, seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
