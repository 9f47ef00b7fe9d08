"""What it costs that every phone asks each minute whether a task came: `python bench/news.py [open tasks] [asks]`.

Makes a throw-away database with a synthetic city of 400 grids and that many open tasks (100,000 unless told), a tenth
of them told up to the health posts, and serves it as `fangxian serve` does. Sixteen workers of different grids, signed
in, then ask `/sync/news/` with the tag that they hold, which is the answer "nothing new" to all of them; and once more
without it. Prints how many a second, what each costs in processor time of PostgreSQL, server and caller together, and
what 8,000 phones that ask every 45 to 60 seconds take of one processor.
"""

from __future__ import annotations

import sys
from http.client import HTTPConnection
from multiprocessing.pool import ThreadPool
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import clocks
import field
from throwaway import POST_STANDS_AT, throw_away

PHONES, EVERY = 8000, (45 + 60) / 2  # seconds between two asks, in the mean (field/src/sync/loop.ts)
CONNECTIONS = 16


def main(count: int = 100_000, asks: int = 4000) -> None:
    with throw_away(starts_at=POST_STANDS_AT) as cluster:
        programme, grids = clocks.city_of_grids(clocks.GRIDS)
        clocks.open_clocks(programme, grids, count, due_over=clocks.DAY)
        tell_upwards()
        workers = [Worker(number) for number in range(CONNECTIONS)]
        clock = field.Clock(cluster.data)
        with field.Server(workers[0]) as server:  # type: ignore[arg-type]
            clock.server = server
            for is_new in (False, True):
                report(*ask_all(server, workers, clock, asks, is_new=is_new), asks, is_new=is_new)


def tell_upwards() -> None:
    """A tenth of the clocks is past."""
    from fangxian.tasks.services import escalate_overdue

    escalate_overdue(clocks.START + clocks.DAY / 10)


class Worker:
    """Somebody of one grid, signed in, with the tag of what she has heard."""

    def __init__(self, number: int):
        from django.test import Client

        from fangxian.core.staff.models import User

        client = Client()
        client.force_login(User.objects.get(username=f"bench{number}"))
        self.tag = client.get("/sync/news/")["etag"]
        self.cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())

    def ask(self, connection: HTTPConnection, *, is_new: bool) -> float:
        """Seconds until the answer was read. Raises SystemExit if it is another than it must be."""
        started = perf_counter()
        headers = {"cookie": self.cookies, **({} if is_new else {"if-none-match": self.tag})}
        connection.request("GET", "/sync/news/", headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != (200 if is_new else 304):
            raise SystemExit(f"answered {answer.status}")
        return perf_counter() - started


def ask_all(server: Any, workers: list[Worker], clock: Any, asks: int, *, is_new: bool) -> tuple[list[float], Any]:
    """The wait of each ask, and what all of them took; every worker has a connection of her own."""

    def line(worker: Worker, times: int) -> list[float]:
        connection = server.connect()
        return [worker.ask(connection, is_new=is_new) for _ in range(times)]

    waits: list[float] = []
    with ThreadPool(len(workers)) as pool:
        pool.starmap(line, [(worker, 10) for worker in workers])  # connections and statements are made once
        shares = [(worker, asks // len(workers)) for worker in workers]
        spent = clock.spent(lambda: [waits.extend(part) for part in pool.starmap(line, shares)])
    return waits, spent


def report(waits: list[float], spent: Any, asks: int, *, is_new: bool) -> None:
    each = spent.cpu_seconds / len(waits)
    print(f"{'something' if is_new else 'nothing'} new: {len(waits) / spent.seconds:,.0f} a second, median "
          f"{median(waits) * 1000:.0f} ms, p99 {quantiles(waits, n=100)[98] * 1000:.0f} ms, "
          f"{each * 1_000_000:,.0f} µs of a processor each; {PHONES:,} phones: {PHONES / EVERY:.0f} a second, "
          f"{PHONES / EVERY * each:.0%} of one processor")  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
