"""How late the next level hears of a late task: `python bench/clocks.py [open clocks] [minutes]`.

Makes a throw-away database with a synthetic city of 400 grids and opens that many tasks whose clocks run out evenly
over the given minutes (10 unless told). Then it lets the job that tells of late tasks run as the worker does, every
five seconds of a simulated time, and takes for every telling how much later than its clock it was written down: what
the beat costs plus the whole time that the run needed on this machine. Prints the median, the 95th and the longest
lateness, the longest run, and whether the bar was met: at most 10 s late. It also tells how long one run needs that
finds all clocks past at once, as after a night without power.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

from throwaway import throw_away

START = datetime(2020, 3, 10, 1, tzinfo=UTC)
DAY = timedelta(days=1)
BEAT = timedelta(seconds=5)  # of the job in reactions/table.py
BAR = timedelta(seconds=10)
GRIDS = 400
CHUNK = 2000


def main(count: int, minutes: int = 10) -> None:
    with throw_away():
        _run(count, minutes)


def _run(count: int, minutes: int) -> None:
    programme, grids = city_of_grids(GRIDS)
    due_over = timedelta(minutes=minutes)
    started = time.perf_counter()
    open_clocks(programme, grids, count, due_over=due_over)
    print(f"{count} open clocks in {len(grids)} grids, opened in {time.perf_counter() - started:.0f} s", flush=True)
    late, runs = let_run_out(due_over=due_over)
    report(late, runs, count)
    print(f"all at once: {all_at_once(count):.1f} s for {count} clocks that are past at the same moment")


def city_of_grids(count: int):
    """A programme with grids and a worker in each; the township's health post is in post, too."""
    from tests.city import found_city

    from fangxian.core.actors.rules import Role
    from fangxian.core.areas.models import Area
    from fangxian.core.staff.models import Post, Unit, User

    city = found_city()
    grids = [f"330502{n // 2000 + 1:03d}{n // 20 % 100 + 10:03d}{n % 20 + 1:02d}" for n in range(count)]
    unit = Unit.objects.first()
    users = User.objects.bulk_create([User(username=f"bench{n}", full_name=f"Synthetic {n}") for n in range(count)])
    Area.objects.bulk_create(
        Area(programme=city.programme, code=code, name=code, level="grid", valid_from="2019-01-01") for code in grids
    )
    Post.objects.bulk_create(
        Post(
            programme=city.programme, user=user, unit=unit, role=Role.GRID_WORKER, area_code=code, starts_at=START - DAY
        )
        for user, code in zip(users, grids, strict=True)
    )
    return city.programme, grids


def open_clocks(programme, grids: list[str], count: int, *, due_over: timedelta) -> None:
    """Open so many tasks, received so that the clock of acceptance runs out evenly over `due_over` from START."""
    from fangxian.core.actors.rules import Purpose, system
    from fangxian.tasks.services import Opening, duty_at, open_tasks

    by = system(programme.id, Purpose.JUDGE_FACTS)
    clocks = duty_at(programme, at=START).clocks(counted_from_at=START, severity="normal", profile="lead")
    wait = clocks.accept_due_at - START
    for first in range(0, count, CHUNK):
        openings = [
            Opening(
                kind="visit", area_code=grids[number % len(grids)], received_at=START - wait + number * due_over / count
            )
            for number in range(first, min(first + CHUNK, count))
        ]
        open_tasks(openings, programme=programme, by=by, at=START - wait)


def let_run_out(*, due_over: timedelta) -> tuple[list[float], list[float]]:
    """Lateness of every first telling, and how long each run took, in seconds."""
    from fangxian.tasks.models import TaskEscalation
    from fangxian.tasks.services import escalate_overdue

    runs: dict[datetime, float] = {}
    at = START
    while at <= START + due_over + 2 * BEAT:
        started = time.perf_counter()
        escalate_overdue(at)
        runs[at] = time.perf_counter() - started
        at += BEAT
    told = TaskEscalation.objects.filter(level=1).values_list("due_at", "told_at")
    return [(told_at - due_at).total_seconds() + runs[told_at] for due_at, told_at in told], list(runs.values())


def all_at_once(count: int) -> float:
    """Seconds for one run that finds every clock past: all start anew, at the bottom of the ladder."""
    from django.db.models import F

    from fangxian.tasks.models import Task, TaskEscalation
    from fangxian.tasks.services import escalate_overdue

    TaskEscalation.objects.all().delete()
    Task.objects.update(escalated_level=0, escalated_at=None, escalated_area_code="", next_escalation_at=F("due_at"))
    started = time.perf_counter()
    escalate_overdue(START + timedelta(hours=12))
    seconds = time.perf_counter() - started
    if TaskEscalation.objects.filter(level=1).count() != count:
        raise SystemExit("not every late task was told of")
    return seconds


def report(late: list[float], runs: list[float], count: int) -> None:
    if len(late) != count:
        raise SystemExit(f"{len(late)} of {count} late tasks were told of")
    ranked = sorted(late)
    p95 = ranked[int(0.95 * (len(ranked) - 1))]
    print(f"late by: median {statistics.median(ranked):.1f} s, 95th {p95:.1f} s, longest {ranked[-1]:.1f} s")
    print(f"a run: median {statistics.median(runs):.2f} s, longest {max(runs):.2f} s")
    is_met = ranked[-1] <= BAR.total_seconds()
    print(f"bar (told at most {BAR.seconds} s after the clock): {'met' if is_met else 'MISSED'}")


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments or [10_000]))
