"""Weeks in the life of some phones: `python bench/soak.py [days] [phones] [seed]` (20, 6 and 1 unless given).

Each phone is a browser of its own in the hands of an officer at a post, a keeper of a gate, a counter of a market or
a grid worker who sweeps and visits. Every simulated day the server is another day older; each phone, by chance,
records with or without a signal, loses and finds it, is closed as by a flat battery and opened again, has its clock
put wrong, and is signed in on some days only; and the server is killed (SIGKILL) while phones hand over, every second
day at the very moment when something has landed and its phone may not know yet. At the end every phone signs in and
hands over what it still holds. Then the server's rows are compared with what the phones made, record by record: none
lost, none doubled, none refused. (A shift's two records make one row and a note is written on its passage: these are
compared by number.)

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
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import sync_playwright
from soak_hands import Count, Door, Hand, Lane, Phone, Sweep, Visits
from throwaway import throw_away

ACTS_A_DAY = (2, 6)
SIGNED_IN, WITH_A_SIGNAL, CLOSED, CLOCK_PUT_WRONG, LOST_OR_FOUND = 0.6, 0.6, 0.25, 0.15, 0.2
WRONG_BY_HOURS = (-36, -2, 2, 24 * 365)
PLACES_LAST_DAYS = 6  # then other posts and gates stand, under other orders
MOST_DAYS = 28  # a round of the sweep lasts no longer
STARTS_WITHIN_SECONDS = 60
LANDS_WITHIN_SECONDS = 4
# where each kind of record becomes a row of its own, and the column that holds the number made on the phone
TABLES = {
    "check": ("intake.Check", "client_id"), "passage": ("intake.GateCount", "client_id"),
    "head_count": ("intake.HeadCount", "client_id"), "visit_door": ("intake.Visit", "id"),
    "reading": ("followup.Reading", "client_id"), "visit_done": ("followup.VisitReport", "client_id"),
}  # fmt: skip
COUNTS = ("made", "rows", "lost", "doubled", "refused")
TAKEN = ("new", "updated", "identical", "old")
WORK: tuple[tuple[str, tuple[Hand, ...]], ...] = (
    ("officer", (Lane(),)), ("keeper", (Door(),)), ("worker", (Sweep(), Visits())), ("counter", (Count(),)),
    ("officer", (Lane(),)), ("worker", (Sweep(), Visits())),
)  # fmt: skip


def main(days: int, phones: int, seed: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise SystemExit(f"between 1 and {MOST_DAYS} days")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the page driver runs an event loop in this thread
    home = Path(tempfile.mkdtemp(prefix="fangxian-soak-"))  # kept: with its log and rows a loss can be looked into
    with throw_away(durable=True, kept_in=home):
        from tests.shell import build_if_older

        build_if_older()
        sys.exit(_live(home, days=days, phones=phones, random=Random(seed)))


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
class Town:
    """What stands in the city for the phones to work at."""

    city: Any
    areas: dict[str, str]  # of each worker, by her name

    def day(self, day: int) -> dict[str, str]:
        """Prepare a day; the name of the place of each duty. Posts and gates stand for some days only."""
        number = day // PLACES_LAST_DAYS + 1
        founded_at, self.city.at = self.city.at, self.city.at + timedelta(days=day)
        try:
            if day % PLACES_LAST_DAYS == 0:
                self._post_and_gate(number)
            if day == 0:
                self._market_and_rounds()
            for name, area in self.areas.items():
                self._visits(name, area)
        finally:
            self.city.at = founded_at
        return {Lane.name: f"Post {number}", Door.name: f"Gate {number}", Count.name: "Market"}

    def _post_and_gate(self, number: int) -> None:
        from tests.gates import gate
        from tests.posts import order, post

        until = self.city.at + timedelta(days=PLACES_LAST_DAYS + 1)
        post(
            self.city, under=order(self.city, "checkpoint", number=f"演练令{number}号"), name=f"Post {number}",
            road=f"Road {number}", opens_at=self.city.at, review_at=until,
        )  # fmt: skip
        gate(
            self.city, under=order(self.city, "gate", number=f"门岗令{number}号"), name=f"Gate {number}",
            review_in=PLACES_LAST_DAYS + 1,
        )  # fmt: skip

    def _market_and_rounds(self) -> None:
        from tests.followups import a_followup
        from tests.sweeps import building, leader, round_over
        from tests.venues import venue

        from fangxian.intake.sources.sweep import services

        venue(self.city, name="Market")
        for number, (name, area) in enumerate(self.areas.items()):
            building(self.city, f"Building {number}", area=area, units=4, floors=8, each=4)
            made = round_over(self.city, area=area, days=MOST_DAYS + 1)
            services.split_doors(round_=made, posts=[self.city.posts[name]], by=leader(self.city), at=self.city.at)
            for one in range(3):
                a_followup(self.city, number * 10 + one, area_code=area, days=MOST_DAYS + 14)

    def _visits(self, name: str, area: str) -> None:
        """A visit of today to each who is followed up, unless one is open."""
        from tests.followups import worker

        from fangxian.core.people.models import PersonFile
        from fangxian.tasks.rules import LIST, VISIT
        from fangxian.tasks.services import open_task

        for file in PersonFile.objects.filter(area_code=area).select_related("person"):
            open_task(
                kind=VISIT, area_code=area, person=file.person, profile=LIST, source="follow_up",
                by=worker(self.city, name), at=self.city.at,
            )  # fmt: skip


def _live(home: Path, *, days: int, phones: int, random: Random) -> int:
    from tests.city import found_city
    from tests.journeys.browsers import FLAGS, browser_path

    city = found_city()
    server = Server(_free_port())
    began, outcome = time.monotonic(), Counter[str]()
    people = _people(city, phones)
    town = Town(city, {name: area for name, (area, hands) in people.items() if any(h.name == "sweep" for h in hands)})
    with sync_playwright() as playwright:

        def starter(name: str) -> Callable[[], Any]:
            return lambda: playwright.chromium.launch_persistent_context(
                str(home / name), executable_path=browser_path(), args=FLAGS, has_touch=True,
                viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Asia/Shanghai",
            )  # fmt: skip

        all_ = [Phone(starter(name), server.url, name, hands) for name, (_, hands) in people.items()]
        for day in range(days):
            at, places = city.at + timedelta(days=day), town.day(day)
            server.start(at=at)
            for phone in all_:
                _one_day(phone, places, at=at, is_first=day == 0, random=random, outcome=outcome)
            _cut_off(server, all_, random=random, when_landed=day % 2 == 0)
            made = sum(sum(phone.acts[kind] for kind in TABLES) for phone in all_)
            spent = time.monotonic() - began
            print(f"day {day + 1:>2}  made {made:>5}  killed {server.kill_count:>2}  {spent:>5.0f} s", flush=True)
        server.start(at=city.at + timedelta(days=days))
        for phone in all_:
            _hand_over(phone)
        answers = [row for phone in all_ for row in phone.records()]
        for phone in all_:
            phone.close()
        server.kill()
    return _told(all_, answers, server, outcome, days=days, seconds=time.monotonic() - began)


def _people(city: Any, phones: int) -> dict[str, tuple[str, tuple[Hand, ...]]]:
    """Somebody in post for each phone: area and hands, by her name. Two workers share no grid."""
    from tests.city import GRID, NEXT_COUNTY_GRID, OTHER_GRID, VACANT_GRID

    from fangxian.core.actors.rules import Role

    grids = [GRID, OTHER_GRID, VACANT_GRID, NEXT_COUNTY_GRID]
    posts = {
        "officer": (Role.CHECKPOINT_OFFICER, "330502", "交通局", "transport"),
        "keeper": (Role.GATE_KEEPER, GRID, "浮星物业", "firm"),
        "counter": (Role.PLACE_LIAISON, GRID, "月河市场公司", "firm"),
    }  # fmt: skip
    made = {}
    for number in range(phones):
        work, hands = WORK[number % len(WORK)]
        if work == "worker" and not grids:
            raise SystemExit("there are grids for four workers: at most 14 phones")
        post = posts.get(work) or (Role.GRID_WORKER, grids.pop(0), "月河街道办", "community")
        city.post(f"{work}{number}", *post)
        made[f"{work}{number}"] = (post[1], hands)
    return made


def _one_day(
    phone: Phone, places: dict[str, str], *, at: Any, is_first: bool, random: Random, outcome: Counter[str]
) -> None:
    """What happens to one phone in one day."""
    from tests.journeys.conftest import PASSWORD

    if phone.context is None:
        phone.open(offline=not is_first)
    wrong = timedelta(hours=random.choice(WRONG_BY_HOURS)) if random.random() < CLOCK_PUT_WRONG else timedelta(0)
    phone.page.clock.set_system_time(at + wrong)
    outcome["clocks put wrong"] += bool(wrong)
    if is_first or random.random() < SIGNED_IN:
        phone.context.set_offline(False)
        phone.context.clear_cookies(name="sessionid")
        phone.sign_in(PASSWORD)
    phone.context.set_offline(random.random() >= WITH_A_SIGNAL)
    for hand in phone.hands:
        if not hand.opens(phone, places.get(hand.name, "")):
            outcome[f"{hand.name}: nothing to do"] += 1  # by its wrong clock nothing stands now, or no list came yet
            continue
        for _ in range(random.randint(*ACTS_A_DAY)):
            try:
                hand.acts(phone, random)
            except TookTooLong:  # a screen was not where the hand expected it; what it recorded counts
                outcome["acts given up"] += 1
                phone.note()
                break
            if random.random() < LOST_OR_FOUND:
                phone.context.set_offline(random.random() < 0.5)
                outcome["signal lost or found"] += 1
    if random.random() < CLOSED:
        phone.close()
        outcome["closed"] += 1


def _cut_off(server: Server, phones: list[Phone], *, random: Random, when_landed: bool) -> None:
    """Every phone finds a signal and hands over; the server dies meanwhile."""
    for phone in phones:
        if phone.context is not None:
            phone.context.set_offline(False)
    if when_landed:
        before, until = _landed_count(), time.monotonic() + LANDS_WITHIN_SECONDS
        while _landed_count() == before and time.monotonic() < until:
            time.sleep(0.002)
    else:
        time.sleep(random.uniform(0, 3))
    server.kill()


def _hand_over(phone: Phone) -> None:
    """Sign in once more and send until the server has said a word for everything."""
    from tests.journeys.conftest import PASSWORD

    if phone.context is None:
        phone.open(offline=False)
    phone.context.set_offline(False)
    phone.context.clear_cookies(name="sessionid")
    phone.sign_in(PASSWORD)
    until = time.monotonic() + 120
    while any(row["word"] is None for row in phone.records()) and time.monotonic() < until:
        time.sleep(0.5)
    phone.note()


def _rows(kind: str) -> list[str]:
    """The numbers of a kind's rows, as they were made on phones."""
    from django.apps import apps

    model, column = TABLES[kind]
    return [str(one) for one in apps.get_model(model)._default_manager.values_list(column, flat=True)]


def _landed_count() -> int:
    from django.apps import apps

    return sum(apps.get_model(model)._default_manager.count() for model, _ in TABLES.values())


@dataclass(frozen=True)
class Line:
    """One line of the table: of a kind, what the phones made and what the server has."""

    kind: str
    made: int
    rows: int
    lost: int
    doubled: int
    refused: int


def _lines(phones: list[Phone], answers: list[dict[str, Any]]) -> list[Line]:
    from django.db.models import Q

    from fangxian.intake.sources.gate.models import GateCount, KeeperShift

    kinds = {client_id: kind for phone in phones for client_id, kind in phone.made.items()}
    refused = Counter(row["kind"] for row in answers if row["word"] not in TAKEN)
    lines = []
    for kind in TABLES:
        made, rows = {one for one, its in kinds.items() if its == kind}, _rows(kind)
        unknown = len(set(rows) - made)  # a row that nobody made is one too many
        doubled = len(rows) - len(set(rows)) + unknown
        lines.append(Line(kind, len(made), len(rows), len(made - set(rows)), doubled, refused[kind]))
    shifts = sum(phone.acts["shifts begun"] for phone in phones), KeeperShift.objects.count()
    notes = sum(phone.acts["gate_note"] for phone in phones), GateCount.objects.filter(
        ~Q(outcome="") | ~Q(emergency_kind="")
    ).count()  # fmt: skip
    for kind, (made_count, row_count) in {"keeper_shift": shifts, "gate_note": notes}.items():
        off = made_count - row_count
        lines.append(Line(kind, made_count, row_count, max(0, off), max(0, -off), refused[kind]))
    return lines


def _told(phones: list[Phone], answers: list[dict[str, Any]], server: Server, outcome: Counter[str], **ran: Any) -> int:
    lines = _lines(phones, answers)
    lines.append(Line("all", *(sum(getattr(line, name) for line in lines) for name in COUNTS)))
    print(f"| kind | {' | '.join(COUNTS)} |\n|---|{'--:|' * len(COUNTS)}")
    for line in lines:
        print(f"| {line.kind} | {' | '.join(str(getattr(line, name)) for name in COUNTS)} |")
    words = Counter(str(row["word"]) for row in answers)
    codes = Counter(str(row["code"]) for row in answers if row["word"] not in TAKEN)
    print(f"{len(phones)} phones, {ran['days']} days, {ran['seconds']:.0f} s; {platform.platform()}")
    print(f"server killed {server.kill_count} times; " + "; ".join(f"{k} {v}" for k, v in sorted(outcome.items())))
    print(f"words {dict(words)}; refused {dict(codes)}")
    total = lines[-1]
    return 1 if total.lost or total.doubled or total.refused else 0


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], *("20", "6", "1")[len(sys.argv) - 1 :])))
