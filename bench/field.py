"""How fast a phone's batches land: `python bench/field.py [records]`.

Makes a throw-away, durable database with the synthetic city of the tests. Sends batches of 500 checks through
`/sync/push/` with Django's test client: signed in, validated, marked, counted once, an audit event each. In the
same run, the ceiling: the same rows by COPY into a copy of the same table with its indexes. The bar is a ratio,
for figures of a shared machine swing: landing at least 0.35 of the ceiling.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests' synthetic city

from fangxian.cli.environment import prepare

BATCH = 500
BAR = 0.35


def main(count: int) -> None:
    os.environ["FANGXIAN_HOME"] = tempfile.mkdtemp(prefix="fangxian-bench-")
    cluster = prepare()
    import django

    django.setup()
    from django.conf import settings

    from fangxian.cli import database

    settings.ALLOWED_HOSTS = ["testserver"]
    database.migrate(verbosity=0)
    try:
        _run(count)
    finally:
        if cluster is not None:
            cluster.stop()


def _run(count: int) -> None:
    from django.db import connection
    from django.test import Client
    from tests.city import found_city
    from tests.posts import post

    from fangxian.core import clock
    from fangxian.intake.sources.checkpoint.models import Check

    city = found_city()
    city_post = post(city)
    client = Client()
    client.force_login(city.posts["checkpoint"].user)
    print(f"{count:,} records in batches of {BATCH}, {platform.machine()}, {os.cpu_count()} cores, PostgreSQL "
          f"{connection.pg_version}")  # fmt: skip
    made_at = clock.now() - timedelta(hours=1)
    bodies = [
        json.dumps({"sent_at": clock.now().isoformat(), "records": list(_records(city_post.id, made_at, size))})
        for size in _sizes(count)
    ]
    _push(client, bodies.pop(0))  # a process reads its pages and packs once
    count -= BATCH
    landed = _told("land: push, batch by batch", count, _timed_seconds(lambda: [_push(client, b) for b in bodies]))
    assert Check.objects.count() == count + BATCH, "every record is counted once"
    again = _told("land again: all identical", count, _timed_seconds(lambda: [_push(client, b) for b in bodies]))
    assert Check.objects.count() == count + BATCH, "nothing is counted twice"
    ceiling = _told("ceiling: COPY, same table and indexes", count, _copy())
    share = ceiling / landed
    print(f"landing is {share:.2f} of the ceiling, bar {BAR}: {'passed' if share >= BAR else 'NOT passed'}; "
          f"again {ceiling / again:.2f}")  # fmt: skip


def _sizes(count: int) -> Iterator[int]:
    for start in range(0, count, BATCH):
        yield min(BATCH, count - start)


def _records(post_id: Any, made_at: Any, size: int) -> Iterator[dict[str, Any]]:
    """A coach now and then, a raised reading rarely; nearly everybody simply passes."""
    for number in range(size):
        record = {
            "client_id": str(uuid4()), "kind": "check", "checkpoint": str(post_id), "device_at": made_at.isoformat(),
            "verdict": "PASS", "persons": 40 if number % 100 == 0 else 1 + number % 4, "vehicles": 1,
        }  # fmt: skip
        if number % 50 == 7:
            reading = {"celsius": 37.6, "method": "forehead", "at": made_at.isoformat()}
            record |= {"verdict": "RECHECK_TEMP", "readings": [reading], "persons": 1}
        yield record


def _push(client: Any, body: str) -> None:
    answer = client.post("/sync/push/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content


def _copy() -> float:
    """Seconds of COPY, from memory into an empty copy of the table with the same indexes, of the rows that landed."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ceiling")
        cursor.execute("CREATE TABLE ceiling (LIKE intake_check INCLUDING ALL)")
        with cursor.copy("COPY intake_check TO STDOUT") as out:
            rows = b"".join(out)
        return _timed_seconds(lambda: _write(cursor, rows))


def _write(cursor: Any, rows: bytes) -> None:
    with cursor.copy("COPY ceiling FROM STDIN") as into:
        into.write(rows)


def _timed_seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _told(label: str, count: int, seconds: float) -> float:
    print(f"{label:38} {seconds:7.2f} s {count / seconds:12,.0f} records/s", flush=True)
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
