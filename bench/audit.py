"""How long the audit takes to check, and whether every change is found: `python bench/audit.py [entries]`.

Makes a throw-away database with a chain of `entries` events over 30 days (100,000 unless given; the
bar is 1,000,000 in 60 s on two cores), sealed as in production, and publishes its roots. Then 100
changes at random places:

- 80 of them (edit, delete, insert, swap: 20 each) stand in one database and are found in one reading;
- of the other 20 (cut the tail, hash everything after a change anew: 10 each) every one stands in a
  copy of its own, because one such change hides what came after it.

The figures are of this machine, with an unsafe (fast) test database; compare them with each other.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import psycopg
from throwaway import throw_away

from fangxian.cli.embedded import OWNER, Cluster

BAR_SECONDS, BAR_ENTRIES = 60, 1_000_000
DAYS, OF_EACH, ALONE_OF_EACH = 30, 20, 10
CHAIN, TRIAL = "fangxian", "trial"


def main(count: int) -> None:
    with throw_away() as cluster:
        _run(cluster, count)


def _run(cluster: Cluster, count: int) -> None:
    from tests.chains import make_chain

    from fangxian.core.audit import queries

    print(f"{count:,} entries over {DAYS} days, {platform.machine()}, {os.cpu_count()} cores")
    seconds, _ = _timed(lambda: make_chain(count, days=DAYS))
    print(f"{'write, seal, close the days':<34} {seconds:7.1f} s {count / seconds:12,.0f} entries/s")
    published = queries.roots_made()
    whole, result = _timed(lambda: queries.verify(published=published))
    if not result.is_whole or result.sealed_count != count:
        raise SystemExit(f"an untouched chain has {len(result.findings)} findings")
    print(f"{'verify, untouched':<34} {whole:7.1f} s {count / whole:12,.0f} entries/s")
    found, slowest = _tamper(cluster, count, published)
    slowest = max(whole, slowest)
    bar = BAR_SECONDS * count / BAR_ENTRIES
    print(f"found {sum(found.values())} of {OF_EACH * 4 + ALONE_OF_EACH * 2}: {dict(found)}")
    print(f"slowest reading: {slowest:.1f} s, bar {bar:.0f} s: {'passed' if slowest <= bar else 'NOT passed'}")


def _tamper(cluster: Cluster, count: int, published: list) -> tuple[Counter[str], float]:
    """How many changes of each kind were found, and how long the slowest reading took."""
    from tests.tampering import AT_A_PLACE, FROM_A_PLACE_ON, Forger

    from fangxian.core.audit import queries

    random = Random(20200310)
    # three apart, so that no two changes touch the same neighbours
    places = [3 * place for place in random.sample(range(1, count // 3), OF_EACH * len(AT_A_PLACE))]
    trials = [[(AT_A_PLACE[n % len(AT_A_PLACE)], place) for n, place in enumerate(places)]]
    trials += [[(tamper, random.randrange(2, count))] for tamper in FROM_A_PLACE_ON for _ in range(ALONE_OF_EACH)]
    found: Counter[str] = Counter()
    slowest = 0.0
    for changes in trials:
        with _copy_of_the_chain(cluster):
            with psycopg.connect(cluster.superuser_url(TRIAL)) as connection:
                forger = Forger(connection.cursor(), random=random)
                traces = [tamper(forger, place) for tamper, place in changes]
            seconds, result = _timed(lambda: queries.verify(published=published))
        named = [trace for trace in traces if trace.is_named_by(result.findings)]
        found.update(trace.kind for trace in named)
        slowest = max(slowest, seconds)
        kinds = ", ".join(sorted({trace.kind for trace in traces}))
        where = f" from {changes[0][1]:,} on" if len(changes) == 1 else ""
        print(f"{len(named):3} of {len(traces):3} found: {kinds}{where:<22} {seconds:7.1f} s", flush=True)
    return found, slowest


@contextmanager
def _copy_of_the_chain(cluster: Cluster) -> Iterator[None]:
    """Django's connection leads to a copy of the chain's database, which is dropped afterwards."""
    from django.db import connections

    for alias in connections:
        connections[alias].close()
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TRIAL} TEMPLATE {CHAIN} OWNER {OWNER} STRATEGY file_copy")
    connections["default"].settings_dict["NAME"] = TRIAL
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = CHAIN
        with psycopg.connect(cluster.superuser_url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {TRIAL}")


def _timed(work):
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
