"""Weeks in the life of some phones: `python bench/soak.py [days] [phones] [seed]` (20, 6 and 1 unless given).

Each phone is a browser of its own at a post's lane. Every simulated day the server is another day older; each
phone, by chance, records with or without a signal, loses and finds it, is closed as by a flat battery and opened
again, has its clock put wrong, and is signed in on some days only; and the server is killed (SIGKILL) while phones
hand over. At the end every phone signs in and hands over what it still holds. Then the server's rows are compared
with what the phones made, record by record: none lost, none doubled, none invalid.

Needs what the journeys need (`make browser`). Exits with 1 if a record is missing, doubled or refused.
"""

from __future__ import annotations

import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests' city and the journeys' phones

from fangxian.cli.environment import prepare

TAPS_A_DAY = (2, 9)
SIGNED_IN, WITH_A_SIGNAL, CLOSED, CLOCK_PUT_WRONG = 0.6, 0.6, 0.25, 0.15
WRONG_BY_HOURS = (-36, -2, 2, 24 * 365)
POST_LASTS_DAYS = 6
STARTS_WITHIN_SECONDS = 60
LANE_OPENS_WITHIN_SECONDS = 10


def main(days: int, phones: int, seed: int) -> None:
    home = Path(tempfile.mkdtemp(prefix="fangxian-soak-"))
    os.environ["FANGXIAN_HOME"] = str(home)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the page driver runs an event loop in this thread
    cluster = prepare()
    if cluster is None:
        raise SystemExit("unset DATABASE_URL: this makes a database of its own")
    import django

    django.setup()
    from tests.shell import build_if_older

    from fangxian.cli import database

    build_if_older()
    database.migrate(verbosity=0)
    try:
        sys.exit(_live(home, days=days, phones=phones, random=Random(seed)))
    finally:
        cluster.stop()


@dataclass
class Server:
    """The web server of one day, as a process that can be killed."""

    port: int
    process: subprocess.Popen[bytes] | None = None
    kill_count: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, at: Any) -> None:
        env = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
        env["FANGXIAN_CLOCK_STARTS_AT"] = at.isoformat()
        command = [sys.executable, "-m", "fangxian.cli.main", "serve", "--no-worker", "--port", str(self.port)]
        log = Path(os.environ["FANGXIAN_HOME"]).joinpath("server.log").open("ab")
        self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            with suppress(OSError), urlopen(f"{self.url}/field/", timeout=5):
                return
            time.sleep(0.2)
        raise SystemExit(f"the server did not start; see {log.name}")

    def kill(self) -> None:
        """As a power cut would end it: whatever it was writing is not finished."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kill_count += 1


@dataclass
class Phone:
    """One phone and what it made. `ids`: the records that its outbox held at some time."""

    start: Any
    url: str
    username: str
    context: Any = None
    page: Any = None
    ids: set[str] = field(default_factory=set)

    def open(self, *, offline: bool) -> None:
        self.context = self.start()
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.context.add_cookies([{"name": "language", "value": "en", "url": self.url}])
        self.context.set_offline(offline)

    def close(self) -> None:
        self.context.close()
        self.context = None

    def sign_in(self) -> None:
        from tests.journeys.conftest import PASSWORD

        self.page.goto(f"{self.url}/account/login/?next=/field/")
        self.page.locator("input[name=login]").fill(self.username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("input[name=password]").press("Enter")
        self.page.get_by_role("heading", name="Choose a duty").wait_for()
        self.page.wait_for_function("async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_function(
            "() => !['busy', 'not_started'].includes(document.querySelector('[data-sync]')?.dataset.sync)"
        )

    def to_the_lane(self, post: str) -> Any:
        """The button of the lane; the newest post is chosen where several are listed."""
        self.page.goto(f"{self.url}/field/#/duty/checkpoint")
        passes = self.page.get_by_role("button", name="One person passes")
        listed = self.page.get_by_role("button", name=post)
        until = time.monotonic() + LANE_OPENS_WITHIN_SECONDS
        while not passes.is_visible() and time.monotonic() < until:
            if listed.is_visible():
                with suppress(TookTooLong):  # an only post opens by itself
                    listed.click(timeout=1000)
            self.page.wait_for_timeout(100)
        return passes

    def records(self) -> list[dict[str, Any]]:
        from tests.journeys.phones import READ_OUTBOX

        return self.page.evaluate(READ_OUTBOX)

    def tap(self, passes: Any) -> None:
        """Record one person, and wait until the phone keeps it: what it has not kept was never made."""
        passes.click()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            ids = {row["client_id"] for row in self.records()}
            if not ids <= self.ids:
                self.ids |= ids
                return
            time.sleep(0.05)
        raise SystemExit("a tap was not kept within 20 s")


def _live(home: Path, *, days: int, phones: int, random: Random) -> int:
    from tests.city import found_city
    from tests.journeys.conftest import FLAGS

    from fangxian.core.actors.rules import Role

    city = found_city()
    names = [f"officer{number}" for number in range(1, phones + 1)]
    for name in names:
        city.post(name, Role.CHECKPOINT_OFFICER, "330502", "交通局", "transport")
    server = Server(_free_port())
    began, outcome = time.monotonic(), Counter[str]()
    with sync_playwright() as playwright:
        chromium = playwright.chromium

        def starter(name: str) -> Any:
            return lambda: chromium.launch_persistent_context(
                str(home / name), executable_path="/usr/bin/chromium", args=FLAGS, has_touch=True,
                viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Asia/Shanghai",
            )  # fmt: skip

        all_ = [Phone(starter(name), server.url, name) for name in names]
        for day in range(days):
            at = city.at + timedelta(days=day)
            post = _post_of(city, day=day)
            server.start(at=at)
            for phone in all_:
                _one_day(phone, post, at=at, is_first=day == 0, random=random, outcome=outcome)
            for phone in all_:
                if phone.context is not None:
                    phone.context.set_offline(False)
            time.sleep(random.uniform(0, 3))  # what a phone hands over now is cut off somewhere
            server.kill()
            print(f"day {day + 1:>2}  made {sum(len(p.ids) for p in all_):>5}  killed {server.kill_count}", flush=True)
        server.start(at=city.at + timedelta(days=days))
        for phone in all_:
            _hand_over(phone)
        answers = [row for phone in all_ for row in phone.records()]
        for phone in all_:
            phone.close()
        server.kill()
    return _told(all_, answers, server, outcome, days=days, seconds=time.monotonic() - began)


def _one_day(phone: Phone, post: str, *, at: Any, is_first: bool, random: Random, outcome: Counter[str]) -> None:
    """What happens to one phone in one day."""
    if phone.context is None:
        phone.open(offline=not is_first)
    wrong = timedelta(hours=random.choice(WRONG_BY_HOURS)) if random.random() < CLOCK_PUT_WRONG else timedelta(0)
    phone.page.clock.set_system_time(at + wrong)
    outcome["clocks put wrong"] += bool(wrong)
    if is_first or random.random() < SIGNED_IN:
        phone.context.set_offline(False)
        phone.context.clear_cookies(name="sessionid")
        phone.sign_in()
    phone.context.set_offline(random.random() >= WITH_A_SIGNAL)
    passes = phone.to_the_lane(post)
    if (
        not passes.is_visible()
    ):  # by its wrong clock no post is open now: it counts nobody, until the clock is put right
        outcome["lanes shut"] += 1
        return
    for _ in range(random.randint(*TAPS_A_DAY)):
        phone.tap(passes)
        if random.random() < 0.2:
            phone.context.set_offline(random.random() < 0.5)
            outcome["signal lost or found"] += 1
    if random.random() < CLOSED:
        phone.close()
        outcome["closed"] += 1


def _post_of(city: Any, *, day: int) -> str:
    """The name of the post that stands on a day; each stands for a few days, under an order of its own."""
    from tests.posts import order, post

    number = day // POST_LASTS_DAYS + 1
    name = f"Post {number}"
    if day % POST_LASTS_DAYS == 0:
        founded_at, city.at = city.at, city.at + timedelta(days=day)
        try:
            post(
                city, under=order(city, "checkpoint", number=f"演练令{number}号"), name=name, road=f"Road {number}",
                opens_at=city.at, review_at=city.at + timedelta(days=POST_LASTS_DAYS + 1),
            )  # fmt: skip
        finally:
            city.at = founded_at
    return name


def _hand_over(phone: Phone) -> None:
    """Sign in once more and send until the server has said a word for everything."""
    if phone.context is None:
        phone.open(offline=False)
    phone.context.set_offline(False)
    phone.context.clear_cookies(name="sessionid")
    phone.sign_in()
    until = time.monotonic() + 120
    while any(row["word"] is None for row in phone.records()) and time.monotonic() < until:
        time.sleep(0.5)


def _told(phones: list[Phone], answers: list[dict[str, Any]], server: Server, outcome: Counter[str], **ran: Any) -> int:
    from fangxian.intake.sources.checkpoint.models import Check

    made = {client_id for phone in phones for client_id in phone.ids}
    rows = [str(client_id) for client_id in Check.objects.values_list("client_id", flat=True)]
    lost, foreign, doubled = made - set(rows), set(rows) - made, len(rows) - len(set(rows))
    refused = [row for row in answers if row["word"] in (None, "invalid", "discarded")]
    marks = Counter(mark for found in Check.objects.values_list("marks", flat=True) for mark in found)
    print(f"{len(phones)} phones, {ran['days']} days, {ran['seconds']:.0f} s; {platform.platform()}")
    print(f"server killed {server.kill_count} times; " + "; ".join(f"{k} {v}" for k, v in sorted(outcome.items())))
    print(f"made {len(made)}, on the server {len(rows)}: lost {len(lost)}, doubled {doubled}, unknown {len(foreign)}")
    print(f"not taken {len(refused)}; marks {dict(marks)}")
    return 1 if lost or foreign or doubled or refused else 0


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], *("20", "6", "1")[len(sys.argv) - 1 :])))
