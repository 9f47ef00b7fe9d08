"""How fast the phone's doors are: `python bench/field.py [records]`; each question with its ceiling or bar.

Makes a throw-away, durable database with the synthetic city of the tests and prints, in one run:

- W2, batches: batches of 500 checks through `/sync/push/` (signed in, read, marked, counted once, a word each, an
  audit event), beside the same rows by COPY into a copy of the same table with its indexes; at least 0.35 of it.
- W1, single checks: `/sync/check/` (authentication, verdict, one row, audit) from 16 connections through HTTP, beside
  the same endpoint stripped to authentication and one prepared insert; at least 0.5 of it.
- W3, a phone's queue: 20,000 records, sealed as phones seal them, drain through HTTP in at most 10 s, nothing lost and
  nothing doubled, though the server is killed twice on the way.
- what the phone fetches before its first screen, gzipped; at most 60 KB. (The camera has a measurement of its own,
  `bench/scan.py`.)

Every figure is given twice: by the clock, which is the bar's and swings with whatever else the machine does, and by
the processor time of PostgreSQL, server and caller together, which hardly does. What is compared takes turns, so that
whatever else the machine does meets both.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from importlib.metadata import version
from itertools import pairwise
from multiprocessing.pool import ThreadPool
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from throwaway import POST_STANDS_AT, throw_away

HERE = Path(__file__).resolve().parent
BATCH, CONNECTIONS, QUEUE, KILLS = 500, 16, 20_000, 2
BATCH_BAR, CHECK_BAR, DRAIN_BAR_SECONDS = 0.35, 0.5, 10
SHELL_BAR_KB = 60
CHECKS, TURN = 3000, 250  # of each kind
BATCHES_A_TURN = 4
TICKS = os.sysconf("SC_CLK_TCK")


def main(count: int) -> None:
    with throw_away(durable=True, starts_at=POST_STANDS_AT) as cluster:
        _run(Clock(cluster.data), count)


def _run(clock: Clock, count: int) -> None:
    from django.db import connection
    from tests.city import found_city
    from tests.posts import post

    city = found_city()
    here = Phone(city, post(city))
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} × {_processor()}, load {os.getloadavg()[0]:.1f}, Python "
          f"{platform.python_version()}, PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 100}, "
          f"Django {version('django')}, psycopg {version('psycopg')}, durable")  # fmt: skip
    bars = [batches(here, clock, count)]
    with Server(here) as server:
        bars += [single_checks(here, server, clock), drain(here, server, clock)]
    bars.append(shell())
    print("\n| what | measured | bar | |\n|---|--:|--:|---|")
    for bar in bars:
        print(f"| {bar.what} | {bar.measured} | {bar.bar} | {'passed' if bar.is_met else 'NOT passed'} |")


def _processor() -> str:
    known = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in known if line.startswith("model name")), platform.machine())


@dataclass
class Bar:
    what: str
    measured: str
    bar: str
    is_met: bool


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
        self.server: Server | None = None

    def spent(self, work: Callable[[], object]) -> Spent:
        started, cpu = time.perf_counter(), self._cpu()
        work()
        return Spent(time.perf_counter() - started, self._cpu() - cpu)

    def _cpu(self) -> float:
        roots = {self._postmaster, os.getpid(), *([self.server.pid] if self.server else [])}
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
        started = self.now() - timedelta(hours=3)
        for number in range(size):
            made_at = (started + timedelta(seconds=number * 9000 / size)).isoformat()
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
        self._start()
        return self

    def _start(self) -> None:
        # what is measured here is the price of a request, not how one is told to come back later
        os.environ["FANGXIAN_SYNC_AT_ONCE"] = "64"
        command = [sys.executable, str(HERE / "field_process.py"), str(self.port), str(2 * (os.cpu_count() or 2))]
        self._process = subprocess.Popen(command, cwd=HERE)
        self.wait()

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
        for _ in range(2400):
            with suppress(OSError, HTTPException):
                connection = self.connect()
                connection.request("GET", "/sync/keys/")
                connection.getresponse().read()
                return
            time.sleep(0.05)
        raise SystemExit("the server does not start")

    def keep_running(self) -> None:
        """Start it again if it has given up, which it does where workers die twice in a row; so does an init system."""
        if self._process.poll() is not None:
            self._start()

    def kill_worker(self) -> None:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)


# --- W2


def batches(phone: Phone, clock: Clock, count: int) -> Bar:
    from fangxian.intake.sources.checkpoint.models import Check

    bodies = phone.batches(count + 2 * BATCH)
    for body in bodies[:2]:
        _push(phone, body)  # a process reads its pages and packs, and prepares its statements, once
    bodies = bodies[2:]
    print(f"\nbatches of {BATCH}: {count:,} records, in turns of {BATCHES_A_TURN} batches")
    landing, copying = Spent(), Spent()
    _make_ceiling()
    for start in range(0, len(bodies), BATCHES_A_TURN):
        turn = bodies[start : start + BATCHES_A_TURN]
        landing += clock.spent(lambda: [_push(phone, body) for body in turn])  # noqa: B023
        copying += _copy(clock, min(BATCHES_A_TURN * BATCH, count - start * BATCH))
    _told("land: push, batch by batch", count, landing)
    assert Check.objects.count() == count + 2 * BATCH, "every record is counted once"
    _told("land again: all identical", count, clock.spent(lambda: [_push(phone, b) for b in bodies]))
    assert Check.objects.count() == count + 2 * BATCH, "nothing is counted twice"
    _told("ceiling: COPY, same table and indexes", count, copying)
    return _judged(f"batches of {BATCH} beside COPY into the same indexed table", copying, landing, BATCH_BAR)


def _push(phone: Phone, body: bytes) -> None:
    answer = phone.client.post("/sync/push/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content


def _make_ceiling() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE ceiling (LIKE intake_check INCLUDING ALL)")


def _copy(clock: Clock, count: int) -> Spent:
    """COPY, from memory into a copy of the table with the same indexes, of the rows that landed last."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        last = f"SELECT * FROM intake_check ORDER BY recorded_at DESC LIMIT {int(count)}"
        with cursor.copy(f"COPY ({last}) TO STDOUT") as out:
            rows = b"".join(out)
        return clock.spent(lambda: _write(cursor, rows))


def _write(cursor: Any, rows: bytes) -> None:
    with cursor.copy("COPY ceiling FROM STDIN") as into:
        into.write(rows)


# --- W1


def single_checks(phone: Phone, server: Server, clock: Clock) -> Bar:
    from fangxian.intake.sources.checkpoint.models import Check

    before = Check.objects.count()
    clock.server = server
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
    what = "single check beside authentication and one prepared insert"
    return _judged(what, spent["/stripped/"], spent["/sync/check/"], CHECK_BAR)


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


def drain(phone: Phone, server: Server, clock: Clock) -> Bar:
    from fangxian.intake.sources.checkpoint.models import Check

    before, bodies = Check.objects.count(), phone.batches(QUEUE, sealed=True)
    sent = Sent()
    spent = clock.spent(lambda: _send(bodies, server, sent))
    counted = Check.objects.count() - before
    print(f"\n{QUEUE:,} sealed records of one phone, server killed {KILLS} times: {spent.seconds:.1f} s; processor "
          f"{spent.cpu_seconds:.1f} s, of it {sent.dead_seconds:.1f} s by the clock until the server was back; "
          f"counted {counted:,}, told {sent.words:,}, requests tried again {sent.again}")  # fmt: skip
    assert counted == sent.words == QUEUE, "nothing is lost and nothing is doubled"
    measured = f"{spent.seconds:.1f} s ({spent.cpu_seconds:.1f} s of processors)"
    what = f"{QUEUE:,} sealed records of one phone, server killed {KILLS} times"
    return Bar(what, measured, f"≤ {DRAIN_BAR_SECONDS} s", spent.seconds <= DRAIN_BAR_SECONDS)


@dataclass
class Sent:
    """What a phone went through. dead_seconds: how long it had no answer, all kills together."""

    words: int = 0
    again: int = 0
    dead_seconds: float = 0.0


def _send(bodies: list[bytes], server: Server, sent: Sent) -> None:
    kill_before = {len(bodies) * (number + 1) // (KILLS + 1) for number in range(KILLS)}
    connection = server.connect()
    for number, body in enumerate(bodies):
        with _killing(server, number in kill_before):
            died_at = None
            while True:
                try:
                    told = server.post(connection, "/sync/push/", body)
                    break
                except (OSError, HTTPException):  # as a phone does: wait a moment, send the same again
                    died_at = died_at or time.perf_counter()
                    sent.again += 1
                    connection.close()
                    time.sleep(0.05)
                    server.keep_running()
                    connection = server.connect()
            sent.dead_seconds += time.perf_counter() - died_at if died_at else 0
        sent.words += sum(one["word"] in ("new", "identical") for one in told["results"])


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


# --- the shell


def shell() -> Bar:
    """What a phone fetches before its first screen: the page, and the scripts and styles that it names."""
    from fangxian.fieldsync import __file__ as room

    folder = Path(room).parent / "static" / "field"
    page = (folder / "index.html").read_text()
    named = [folder / "assets" / name for name in re.findall(r"assets/([^\"']+\.(?:js|css))", page)]
    size = sum(len(gzip.compress(file.read_bytes(), 9)) for file in [folder / "index.html", *named]) / 1024
    return Bar("app shell, gzipped", f"{size:.0f} KB", f"≤ {SHELL_BAR_KB} KB", bool(named) and size <= SHELL_BAR_KB)


# --- what is told


def _told(label: str, count: int, spent: Spent, more: str = "") -> Spent:
    print(f"{label:38} {spent.seconds:7.2f} s {count / spent.seconds:10,.0f} /s   processor "
          f"{spent.cpu_seconds / count * 1e6:7,.0f} µs each   {more}", flush=True)  # fmt: skip
    return spent


def _judged(what: str, ceiling: Spent, ours: Spent, bar: float) -> Bar:
    share = ceiling.seconds / ours.seconds
    cpu = ceiling.cpu_seconds / ours.cpu_seconds
    return Bar(what, f"{share:.2f} ({cpu:.2f} by processor time)", f"≥ {bar}", share >= bar)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
