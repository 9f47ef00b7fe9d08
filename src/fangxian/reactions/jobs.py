"""What the worker runs: the sealer, the reactions, and everything in the table's EVERY.

Each job reads the clock once. Two turns of one job never overlap: the second is skipped. A job that
was killed leaves nothing behind but its row, which is swept away.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zlib import crc32

from django.db import connection
from procrastinate.contrib.django import app

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.privacy import services as privacy

from . import rules, services
from .table import EVERY, REACTIONS

STALLED_AFTER_SECONDS = 60
RESEAL_FOR_SECONDS = 20
LOCKS_OF_JOBS = 7305  # any number that nobody else locks
log = logging.getLogger(__name__)


def seal(*, at: datetime) -> None:
    """Chain everything that waits for its seal."""
    while audit.seal(at=at) == audit.SEALED_AT_ONCE:
        pass


def react(*, at: datetime) -> None:
    """Run the reactions that are due."""
    services.run_pending(REACTIONS, at=at)


def reseal(*, at: datetime) -> None:
    """Seal anew what is still under a replaced key, a while at a time; nothing to do unless keys were rotated."""
    for programme_id, count in privacy.reseal_for_a_while(seconds=RESEAL_FOR_SECONDS).items():
        audit.record("privacy.resealed", by=system(programme_id, Purpose.ADMINISTER), at=at, count=count)


def sweep(*, at: datetime) -> None:
    """Forget turns whose worker died while it ran them; the next turn comes by itself.

    Uses the database's own clock, as the workers' signs of life do.
    """
    names = [services.name_of(function) for _, function in JOBS]
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, [names, STALLED_AFTER_SECONDS])


SWEEP = """
DELETE FROM procrastinate_jobs j
 WHERE j.status = 'doing' AND j.task_name = ANY(%s)
   AND NOT EXISTS (
       SELECT 1 FROM procrastinate_workers w
        WHERE w.id = j.worker_id AND w.last_heartbeat > now() - make_interval(secs => %s)
   )
"""


JOBS: list[tuple[int, Callable[..., object]]] = [(2, seal), (2, react), (60, reseal), (600, sweep), *EVERY]


def run_all(*, at: datetime, table: services.Table = REACTIONS) -> int:
    """Seal and react until nothing happens any more; returns how many reactions ran.

    For tests and for filling a demonstration city. The first error of a reaction is raised. Inside
    a transaction the sealer's own connection could not see what was written, so events are sealed
    through the present one; only a database of tests lets the application do that.
    """
    through = "default" if connection.in_atomic_block else audit.SEALER
    total = 0
    while True:
        sealed = audit.seal(at=at, through=through)
        run = services.run_pending(table, at=at, keep_failures=False)
        total += run
        if not sealed and not run:
            return total


def schedule() -> None:
    """Hand every job to the scheduler, note that it is expected, and give the slow ones their first turn."""
    services.expect_jobs({services.name_of(function): seconds for seconds, function in JOBS}, at=clock.now())
    for seconds, function in JOBS:
        name = services.name_of(function)
        task = app.task(name=name, queueing_lock=name)(_turn_of(function, name, seconds))
        app.periodic(cron=rules.cron_of(seconds), periodic_id=name)(task)
        if seconds >= rules.MINUTE:
            run_turn(function, name=name, every_seconds=seconds)


def _turn_of(function: Callable[..., object], name: str, every_seconds: int) -> Callable[..., None]:
    def turn(timestamp: int) -> None:
        run_turn(function, name=name, every_seconds=every_seconds)

    return turn


def run_turn(function: Callable[..., object], *, name: str, every_seconds: int) -> None:
    """Run a job once, unless its last turn is still running, and note how it ended."""
    at, started = clock.now(), time.monotonic()
    with _alone(name) as is_alone:
        if not is_alone:
            return
        error: Exception | None = None
        try:
            function(at=at)
        except Exception as raised:
            error = raised
            log.error("job %s failed: %s at %s", name, services.error_of(raised), services.place_of(raised))
        took_ms = int((time.monotonic() - started) * 1000)
        services.beat(name, at=clock.now(), every_seconds=every_seconds, took_ms=took_ms, error=error)


def key_of(name: str) -> int:
    """A job's name as the database's locks take it: a 32-bit number."""
    return crc32(name.encode()) - 2**31


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether this is the only turn of the job now. The lock dies with the connection."""
    key = [LOCKS_OF_JOBS, key_of(name)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", key)
        is_alone = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", key)
