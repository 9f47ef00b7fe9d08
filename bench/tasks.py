"""How fast facts become verdicts, files and tasks: `python bench/tasks.py [facts]`.

Makes a throw-away database with a synthetic city of 400 grids, records synthetic arrivals in deliveries
of 500 (a fifth of them matching), and times each room by itself, then the telling of late tasks.
The figures are of this machine, with an unsafe (fast) test database; compare them with each other.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

from throwaway import throw_away

START = datetime(2020, 3, 10, 1, tzinfo=UTC)
BATCH = 500
MATCHING_EVERY = 5
GRIDS = 400
AREA_LIST = "area_code,level,listed_from,listed_until\n420000,high,2020-01-23,\n330300,medium,2020-02-01,2020-03-01\n"


def main(count: int) -> None:
    with throw_away():
        _run(count)


def _run(count: int) -> None:
    from fangxian.core.actors.rules import Purpose, system
    from fangxian.core.audit.models import AuditEvent
    from fangxian.core.people.models import PersonFile
    from fangxian.screening.models import Verdict
    from fangxian.screening.services import judge_facts
    from fangxian.screening.services.judging import ground_at
    from fangxian.tasks.models import Task
    from fangxian.tasks.services import escalate_overdue, open_tasks_for_verdicts

    programme, grids = _city()
    ground_at(programme, at=START)  # reading the packs takes seconds once, in any process
    by = system(programme.id, Purpose.JUDGE_FACTS)
    _timed("record facts", count, lambda: _record(programme, grids, count))
    for action, label, reaction in (
        ("intake.facts_recorded", "judge facts, open files", judge_facts),
        ("screening.verdicts_reached", "open tasks", open_tasks_for_verdicts),
    ):
        events = list(AuditEvent.objects.filter(action=action).order_by("id"))
        _timed(label, count, lambda e=events, r=reaction: [r(event, by=by, at=START) for event in e])
    late_at = START + timedelta(days=2)
    _timed("tell of late tasks", Task.objects.count(), lambda: escalate_overdue(late_at))
    print(f"{Verdict.objects.count()} verdicts, {PersonFile.objects.count()} files, {Task.objects.count()} tasks")


def _timed(label: str, count: int, work) -> None:
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    print(f"{label:28} {seconds:8.1f} s {count / seconds:10.0f} a second", flush=True)


def _city():
    """A programme with grids, a worker in each, and an area list in effect."""
    from tests.city import found_city

    from fangxian.core.actors.rules import Purpose, Role
    from fangxian.core.areas.models import Area
    from fangxian.core.staff.models import Post, Unit, User
    from fangxian.screening.services import load_area_list, sign_off_area_list

    city = found_city()
    grids = [f"3305020{n // 20 + 10:02d}{n % 20 + 1:03d}01" for n in range(GRIDS)]
    unit = Unit.objects.first()
    users = User.objects.bulk_create([User(username=f"bench{n}", full_name=f"Synthetic {n}") for n in range(GRIDS)])
    Area.objects.bulk_create(
        Area(programme=city.programme, code=code, name=code, level="grid", valid_from="2019-01-01") for code in grids
    )
    Post.objects.bulk_create(
        Post(programme=city.programme, user=user, unit=unit, role=Role.GRID_WORKER, area_code=code, starts_at=START)
        for user, code in zip(users, grids, strict=True)
    )
    area_list = load_area_list(
        title="bench", source_name="bench", content=AREA_LIST.encode(), file_name="list.csv", order=None,
        programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=START,
    )  # fmt: skip
    for name in ("epi", "approver"):
        sign_off_area_list(area_list=area_list, by=city.actor(name, Purpose.JUDGE_FACTS), at=START)
    return city.programme, grids


def _record(programme, grids, count: int) -> None:
    from uuid import uuid4

    from fangxian.core.actors.rules import Purpose, Role
    from fangxian.core.people.services import Claim
    from fangxian.core.staff.models import Post
    from fangxian.core.staff.queries import actor_of
    from fangxian.intake.services import Entry, record_facts

    by = actor_of(Post.objects.filter(role=Role.DUTY_OFFICER).first(), purpose=Purpose.RECEIVE_FACTS)

    def entry(number: int) -> Entry:
        code = "4201" if number % MATCHING_EVERY == 0 else "3301"
        grid = grids[number % len(grids)]
        stay = {"area_code": code, "from_on": "2020-02-25", "until_on": f"2020-03-0{number % 5 + 1}"}
        return Entry(
            client_id=uuid4(),
            claim=Claim(name=f"试验{number}", area_code=grid, phone=f"+86138{number:08d}"),
            area_code=grid,
            occurred_at=START,
            content={"stays": [stay], "arrives_on": "2020-03-06"},
        )

    for first in range(0, count, BATCH):
        entries = [entry(number) for number in range(first, min(first + BATCH, count))]
        record_facts(
            source="pushed_list", entries=entries, programme=programme, legal_basis="IDL-2013-12", by=by, at=START,
            clock_profile="list",
        )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
