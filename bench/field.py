"""How fast the phone's doors are: `python bench/field.py [records]`; three questions, each with its ceiling or bar.

Makes a throw-away, durable database with the synthetic city of the tests and prints, in one run:

- W2, batches: batches of 500 checks through `/sync/push/` (signed in, read, marked, counted once, a word each, an
  audit event), beside the same rows by COPY into a copy of the same table with its indexes; at least 0.35 of it.
- W1, single checks: `/sync/check/` (authentication, verdict, one row, audit) from 16 connections through HTTP, beside
  the same endpoint stripped to authentication and one prepared insert; at least 0.5 of it.
- W3, a phone's queue: 20,000 records, sealed as phones seal them, drain through HTTP in at most 10 s, nothing lost and
  nothing doubled, though the server is killed twice on the way.

Every figure is given twice: by the clock, which is the bar's and swings with whatever else the machine does, and by
the processor time of PostgreSQL, server and caller together, which hardly does.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from multiprocessing.pool import ThreadPool
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # the tests' synthetic city

from fangxian.cli.environment import prepare  # noqa: E402

BATCH, CONNECTIONS, QUEUE, KILLS = 500, 16, 20_000, 2
BATCH_BAR, CHECK_BAR, DRAIN_BAR_SECONDS = 0.35, 0.5, 10
CHECKS = 3000  # of each kind, in turns, so that whatever else the machine does meets both
TURN = 250
TICKS = os.sysconf("SC_CLK_TCK")


def main(count: int) -> None:
    os.environ["FANGXIAN_HOME"] = tempfile.mkdtemp(prefix="fangxian-bench-")
    os.environ["FANGXIAN_CLOCK_STARTS_AT"] = "2020-03-10T05:00:00+00:00"  # when the city's post stands
    cluster = prepare()
    if cluster is None:
        raise SystemExit("unset DATABASE_URL: this makes a database of its own")
    import django

    django.setup()
    from django.conf import settings

    from fangxian.cli import database

    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    database.migrate(verbosity=0)
    try:
        _run(Clock(cluster.data), count)
    finally:
        cluster.stop()


def _run(clock: Clock, count: int) -> None:
    from django.db import connection
    from tests.city import found_city
    from tests.posts import post

    city = found_city()
    here = Phone(city, post(city))
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python "
          f"{platform.python_version()}, PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 100}, "
          f"Django {__import__('django').__version__}")  # fmt: skip
    batches(here, clock, count)
    with Server(here) as server:
        single_checks(here, server, clock)
        drain(here, server)


# --- what is measured with


@dataclass
class Spent:
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.seconds + other.seconds, self.cpu_seconds + other.cpu_seconds)


class Clock:
    """What some work costs: by the clock, and by the processor time of PostgreSQL, the server and this process."""

    def __init__(self, data: Path):
        self._postmaster = int((data / "postmaster.pid").read_text().split()[0])
        self.server: int | None = None

    def spent(self, work: Callable[[], object]) -> Spent:
        started, cpu = time.perf_counter(), self._cpu()
        work()
        return Spent(time.perf_counter() - started, self._cpu() - cpu)

    def _cpu(self) -> float:
        roots = {self._postmaster, self.server, os.getpid()} - {None}
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                text = stat.read_text()
                values = text.rpartition(")")[2].split()
                if int(stat.parent.name) in roots or int(values[1]) in roots:
                    ticks += sum(map(int, values[11:15]))  # its own and its ended children's, user and system
        return ticks / TICKS


class Phone:
    """An officer signed in, and the records that she makes."""

    def __init__(self, city: Any, checkpoint: Any):
        from django.test import Client

        from fangxian.core import clock
        from fangxian.core.privacy.queries import newest_field_key

        self.client = Client()
        self.client.force_login(city.posts["checkpoint"].user)
        self.csrf = self.client.get("/sync/me/").json()["csrf"]
        self.cookies = "; ".join(f"{name}={one.value}" for name, one in self.client.cookies.items())
        self.checkpoint, self.now, self.key = checkpoint, clock.now, newest_field_key(city.programme.id)

    def records(self, size: int) -> Iterator[dict[str, Any]]:
        """A coach now and then, a raised reading rarely; nearly everybody simply passes."""
        made_at = (self.now() - timedelta(hours=1)).isoformat()
        for number in range(size):
            record = {
                "client_id": str(uuid4()), "kind": "check", "checkpoint": str(self.checkpoint.id),
                "device_at": made_at, "verdict": "PASS", "persons": 40 if number % 100 == 0 else 1 + number % 4,
                "vehicles": 1,
            }  # fmt: skip
            if number % 50 == 7:
                reading = {"celsius": 37.6, "method": "forehead", "at": made_at}
                record |= {"verdict": "RECHECK_TEMP", "readings": [reading], "persons": 1}
            yield record

    def batches(self, count: int, *, sealed: bool = False) -> list[bytes]:
        """Requests of 500 records each, the last one perhaps shorter."""
        records = list(self.records(count))
        if sealed:
            records = [self._sealed(record) for record in records]
        parts = [records[start : start + BATCH] for start in range(0, count, BATCH)]
        return [json.dumps({"sent_at": self.now().isoformat(), "records": part}).encode() for part in parts]

    def looks(self, count: int) -> list[bytes]:
        """Requests of one check each, whose verdict is asked for."""
        made_at, sent_at = self.now().isoformat(), self.now().isoformat()
        reading = {"celsius": 36.4, "method": "forehead", "at": made_at}
        same = {"kind": "check", "checkpoint": str(self.checkpoint.id), "device_at": made_at, "readings": [reading]}
        return [
            json.dumps({"sent_at": sent_at, "record": same | {"client_id": str(uuid4())}}).encode()
            for _ in range(count)
        ]

    def _sealed(self, record: dict[str, Any]) -> dict[str, Any]:
        from fangxian.engine.field_seals import seal_to

        text = seal_to(self.key.public, json.dumps(record).encode())
        return {"client_id": record["client_id"], "key": str(self.key.id), "sealed": b64encode(text).decode()}


class Server:
    """The site in a process of its own; its worker may be killed, and comes back by itself."""

    def __init__(self, phone: Phone):
        self._phone = phone
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self) -> Server:
        # what is measured here is the price of a request, not how one is told to come back later
        os.environ["FANGXIAN_SYNC_AT_ONCE"] = "64"
        command = [sys.executable, str(HERE / "field_server.py"), str(self.port), str(2 * (os.cpu_count() or 2))]
        self._process = subprocess.Popen(command, cwd=HERE)
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)

    @property
    def pid(self) -> int:
        return self._process.pid

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def post(self, connection: HTTPConnection, page: str, body: bytes) -> dict[str, Any]:
        """The answer to one request. Raises HTTPException or OSError if there is none."""
        headers = {"content-type": "application/json", "cookie": self._phone.cookies, "x-csrftoken": self._phone.csrf}
        connection.request("POST", page, body, headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 200:
            raise HTTPException(f"{page}: {answer.status} {told[:200]!r}")
        return json.loads(told)

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(600):
            with suppress(OSError, HTTPException):
                connection = self.connect()
                connection.request("GET", "/sync/keys/")
                connection.getresponse().read()
                return
            time.sleep(0.05)
        raise SystemExit("the server does not start")

    def kill_worker(self) -> None:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)


# --- W2


def batches(phone: Phone, clock: Clock, count: int) -> None:
    from fangxian.intake.sources.checkpoint.models import Check

    bodies = phone.batches(count + 2 * BATCH)
    for body in bodies[:2]:
        _push(phone, body)  # a process reads its pages and packs, and prepares its statements, once
    bodies = bodies[2:]
    print(f"\nbatches of {BATCH}: {count:,} records")
    landed = _told("land: push, batch by batch", count, clock.spent(lambda: [_push(phone, b) for b in bodies]))
    assert Check.objects.count() == count + 2 * BATCH, "every record is counted once"
    _told("land again: all identical", count, clock.spent(lambda: [_push(phone, b) for b in bodies]))
    assert Check.objects.count() == count + 2 * BATCH, "nothing is counted twice"
    ceiling = _told("ceiling: COPY, same table and indexes", count, _copy(clock, count))
    _judged("landing of the ceiling", ceiling, landed, BATCH_BAR)


def _push(phone: Phone, body: bytes) -> None:
    answer = phone.client.post("/sync/push/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content


def _copy(clock: Clock, count: int) -> Spent:
    """COPY, from memory into an empty copy of the table with the same indexes, of the rows that landed."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ceiling")
        cursor.execute("CREATE TABLE ceiling (LIKE intake_check INCLUDING ALL)")
        with cursor.copy(f"COPY (SELECT * FROM intake_check LIMIT {int(count)}) TO STDOUT") as out:
            rows = b"".join(out)
        return clock.spent(lambda: _write(cursor, rows))


def _write(cursor: Any, rows: bytes) -> None:
    with cursor.copy("COPY ceiling FROM STDIN") as into:
        into.write(rows)


# --- W1


def single_checks(phone: Phone, server: Server, clock: Clock) -> None:
    from fangxian.intake.sources.checkpoint.models import Check

    before = Check.objects.count()
    clock.server = server.pid
    pages = ("/sync/check/", "/stripped/")
    spent, waits = {page: Spent() for page in pages}, {page: [] for page in pages}
    with ThreadPool(CONNECTIONS) as pool:
        for page in pages:
            _ask(pool, server, page, phone.looks(4 * CONNECTIONS))  # connections and statements are made once
        for _ in range(CHECKS // TURN):
            for page in pages:
                bodies = phone.looks(TURN)
                spent[page] += clock.spent(lambda: waits[page].extend(_ask(pool, server, page, bodies)))  # noqa: B023
    assert Check.objects.count() == before + 2 * (CHECKS + 4 * CONNECTIONS), "every check is counted once"
    print(f"\nsingle checks from {CONNECTIONS} connections: {CHECKS:,} of each, in turns of {TURN}")
    for page, label in zip(pages, ("check: verdict, row, audit", "ceiling: authentication, one insert"), strict=True):
        p99 = quantiles(waits[page], n=100)[98]
        _told(label, CHECKS, spent[page], f"median {median(waits[page]) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
    _judged("check of the ceiling", spent["/stripped/"], spent["/sync/check/"], CHECK_BAR)


def _ask(pool: ThreadPool, server: Server, page: str, bodies: list[bytes]) -> list[float]:
    """Seconds that each request waited; every connection sends its share, one after the other."""
    shares = [bodies[number::CONNECTIONS] for number in range(CONNECTIONS)]
    return [wait for waits in pool.map(lambda share: _one_line(server, page, share), shares) for wait in waits]


def _one_line(server: Server, page: str, bodies: list[bytes]) -> list[float]:
    connection, moments = server.connect(), [time.perf_counter()]
    for body in bodies:
        told = server.post(connection, page, body)
        assert told["result"]["word"] == "new", told
        moments.append(time.perf_counter())
    connection.close()
    return [until - since for since, until in pairwise(moments)]


# --- W3


def drain(phone: Phone, server: Server) -> None:
    from fangxian.intake.sources.checkpoint.models import Check

    before, bodies = Check.objects.count(), phone.batches(QUEUE, sealed=True)
    kill_before = {len(bodies) * (number + 1) // (KILLS + 1) for number in range(KILLS)}
    started, words, resent = time.perf_counter(), 0, 0
    connection = server.connect()
    for number, body in enumerate(bodies):
        with _killing(server, number in kill_before):
            while True:
                try:
                    told = server.post(connection, "/sync/push/", body)
                    break
                except (OSError, HTTPException):  # as a phone does: wait a moment, send the same again
                    resent += 1
                    connection.close()
                    time.sleep(0.05)
                    connection = server.connect()
        words += sum(one["word"] in ("new", "identical") for one in told["results"])
    seconds = time.perf_counter() - started
    counted = Check.objects.count() - before
    print(f"\n{QUEUE:,} sealed records of one phone, server killed {KILLS} times: {seconds:.1f} s, bar "
          f"{DRAIN_BAR_SECONDS} s: {_verdict(seconds <= DRAIN_BAR_SECONDS)}; counted {counted:,}, told {words:,}, "
          f"requests tried again {resent}")  # fmt: skip
    assert counted == words == QUEUE, "nothing is lost and nothing is doubled"


@contextmanager
def _killing(server: Server, yes: bool) -> Iterator[None]:
    """Kill the server a moment after the block began: in the middle of a push."""
    if not yes:
        yield
        return
    from threading import Timer

    timer = Timer(0.02, server.kill_worker)
    timer.start()
    yield
    timer.join()


# --- what is told


def _told(label: str, count: int, spent: Spent, more: str = "") -> Spent:
    print(f"{label:38} {spent.seconds:7.2f} s {count / spent.seconds:10,.0f} /s   processor "
          f"{spent.cpu_seconds / count * 1e6:7,.0f} µs each   {more}", flush=True)  # fmt: skip
    return spent


def _judged(label: str, ceiling: Spent, ours: Spent, bar: float) -> None:
    share = ceiling.seconds / ours.seconds
    cpu = ceiling.cpu_seconds / ours.cpu_seconds
    print(f"{label}: {share:.2f} by the clock, {cpu:.2f} by processor time; bar {bar}: {_verdict(share >= bar)}")


def _verdict(is_met: bool) -> str:
    return "passed" if is_met else "NOT passed"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
