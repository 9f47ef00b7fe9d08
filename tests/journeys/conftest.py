"""A browser, a served city, and the four ways in which every story is walked.

How many of the ways is said in tests/extent.py. Set FANGXIAN_SCREENSHOTS to a folder to keep a picture of every step.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PageIsLeft

from fangxian.core import clock
from tests.city import City, found_city
from tests.extent import IN_EVERY_WAY, IS_THOROUGH, asked_by_name, in_turn

from .browsers import FLAGS, browser_path

# the page driver runs an event loop in this thread; Django's own calls here are still synchronous
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=20_000)  # two workers share two cores with two browsers
PASSWORD = "correct horse battery"
WAYS = {
    "phone-zh": (390, 844, "zh-hans"),
    "phone-en": (390, 844, "en"),
    "desk-zh": (1440, 900, "zh-hans"),
    "desk-en": (1440, 900, "en"),
}
BOTH_WIDTHS_AND_LANGUAGES = ("phone-zh", "desk-en")
SERIOUS = {"serious", "critical"}
# A quick run walks the first story of these files: a day of each who uses the house, and the phone with no signal.
EVERYBODYS_DAY = [
    "administrator_sets_the_city_up",
    "an_officer_mediates",
    "auditor_answers_an_appeal",
    "care_worker_asks_everybody",
    "checkpoint_officer_keeps_the_lane",
    "commander_reads_the_city",
    "duty_officer_takes_in_a_list",
    "epidemiologist_fills_the_contact_list",
    "epidemiologist_reads_a_chain",
    "grid_worker_works_on_tasks",
    "home_isolation_from_the_laboratory_to_the_release",
    "hotline_answers_a_caller",
    "inspector_comes_unannounced",
    "leader_opens_a_round",
    "phone_at_a_gate",
    "phone_at_a_post",
    "phone_at_the_doors",
    "phone_sweeps_doors",
    "phone_works_on_tasks",
    "phone_works_with_no_signal",
    "publisher_makes_a_day_public",
    "resident_answers_what_others_told",
    "resident_declares_and_reads_her_file",
    "resident_opens_her_file_and_appeals",
    "staff_signs_in_by_card_and_second_factor",
]
LOOKED_AT: set[str] = set()  # pages on which faults were looked for, whatever they were about
EXCESS = "page => page.scrollWidth - page.clientWidth"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served_city(transactional_db, live_server, settings) -> City:
    """The small city, committed, served, and living at its own moment."""
    cache.clear()
    city = found_city()
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return city


@dataclass
class Walk:
    """One person's way through the site."""

    page: Page
    url: str
    language: str
    name: str
    city: City
    step: int = 0
    quoted: set[str] = field(default_factory=set)  # texts of the story's own that no page translates: heads, senders

    def says(self, zh: str, en: str) -> str:
        """The text of this walk's language."""
        return zh if self.language == "zh-hans" else en

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def sign_in(self, username: str) -> None:
        """Sign in as one of the city's staff; whoever was signed in before is signed out.

        The form is filled in outside the browser, which saves every story a page; the door itself has a story
        of its own (test_staff_signs_in_by_card_and_second_factor).
        """
        self.page.context.clear_cookies()
        self._choose_language()
        asked = Client()
        asked.cookies["language"] = self.language
        answer = asked.post("/account/login/", {"login": username, "password": PASSWORD})
        assert answer.status_code == 302, f"{username} was not let in"
        given = [{"name": one.key, "value": one.value, "url": self.url} for one in asked.cookies.values() if one.value]
        self.page.context.add_cookies(given)
        self.open(answer["Location"])

    def look(self, label: str) -> None:
        """Keep a picture if asked; check what must hold on every page."""
        self.step += 1
        if folder := os.environ.get("FANGXIAN_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{folder}/{self.name}-{self.step:02d}-{label}.png", full_page=True)
        # a click may still be leading to the page that is meant
        self.page.wait_for_load_state()
        try:
            width = self.page.locator("html").evaluate(EXCESS)
        except PageIsLeft:  # it was, just now
            self.page.wait_for_load_state()
            width = self.page.locator("html").evaluate(EXCESS)
        assert width <= 1, f"{label}: the page is {width} px wider than the screen"
        if IS_THOROUGH or self._is_new():
            self._look_for_faults(label)
        self._look_for_the_other_language(label)

    def _is_new(self) -> bool:
        """Whether no story was at this page before; a quick run looks for faults once a page, a quarter of its time."""
        page = re.sub(r"[0-9a-f-]{36}|\d+", "*", urlsplit(self.page.url).path + urlsplit(self.page.url).fragment)
        is_new = page not in LOOKED_AT
        LOOKED_AT.add(page)
        return is_new

    def _look_for_faults(self, label: str) -> None:
        found = Axe().run(self.page, options={"reporter": "no-passes"}).response["violations"]
        faults = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in SERIOUS]
        assert not faults, f"{label}: " + "; ".join(faults)

    def _look_for_the_other_language(self, label: str) -> None:
        """On an English page the frame's own words hold no Chinese (names of places and people may)."""
        if self.language != "en":
            return
        own = self.page.locator("button, nav a, th, label, h1").all_inner_texts()
        allowed = {"中文", "防线"}
        chinese = [t for t in own if re.search(r"[\u4e00-\u9fff]", t) and t.strip() not in allowed]
        names = self._names()
        left = [t for t in chinese if not any(n in t for n in names)]
        assert not left, f"{label}: not in English: {left[:5]}"

    def _names(self) -> set[str]:
        from fangxian.core.areas.models import Area
        from fangxian.core.staff.models import Body

        return (
            set(Area.objects.values_list("name", flat=True))
            | set(Body.objects.values_list("name", flat=True))
            | self.quoted
            | {self.city.programme.name, self.city.programme.city_name, self.city.programme.disease_name, "试验"}
        )

    def _choose_language(self) -> None:
        self.page.context.add_cookies([{"name": "language", "value": self.language, "url": self.url}])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two ways meet both widths and both languages."""
    if "walk" in metafunc.fixturenames:
        metafunc.parametrize("walk", WAYS if IN_EVERY_WAY else BOTH_WIDTHS_AND_LANGUAGES, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A quick run walks one way: of everybody's day the first story of each file; of a file asked for by name, all.

    A journey that fails is walked once more: browsers stumble on a busy machine. What needed it is named in the
    summary (RERUN), and is a race to be mended.
    """
    journeys = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    for item in journeys:
        item.add_marker(pytest.mark.flaky(reruns=1))
    if not IS_THOROUGH:
        left = set(journeys) - set(_walked(journeys, by_name=asked_by_name(config)))
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


def _walked(journeys: list[pytest.Item], *, by_name: set[Path]) -> Iterator[pytest.Item]:
    days = {Path(__file__).with_name(f"test_{name}.py") for name in EVERYBODYS_DAY}
    assert all(day.exists() for day in days), "a file of EVERYBODYS_DAY has gone"
    first: dict[Path, str] = {}
    stories: dict[tuple[Any, ...], list[pytest.Item]] = {}
    for item in journeys:
        name = item.originalname  # type: ignore[attr-defined]
        if item.path in by_name or (item.path in days and first.setdefault(item.path, name) == name):
            asked = item.callspec.params if hasattr(item, "callspec") else {}
            beside = {key: repr(one) for key, one in asked.items() if key not in {"walk", "phone", "way", "width"}}
            stories.setdefault((item.path, name, *beside.items()), []).append(item)
    for ways in stories.values():
        yield in_turn(ways[0].originalname, ways)  # type: ignore[attr-defined]


@pytest.fixture
def walk(request, chromium, served_city, live_server) -> Iterator[Walk]:
    """A fresh browser window at one width and in one language."""
    width, height, language = WAYS[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN" if language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("response", lambda r: failures.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    story = re.sub(r"\[.*", "", request.node.name).removeprefix("test_")
    walked = Walk(page, live_server.url, language, f"{story}-{request.param}", served_city)
    walked._choose_language()
    yield walked
    context.close()
    assert not failures, failures


@pytest.fixture
def let_time_pass(settings) -> Callable[..., None]:
    """Move the city's clock forward and let everything react that then must."""
    from fangxian.reactions.jobs import run_all

    def pass_(**how_long: float) -> None:
        settings.CLOCK_OFFSET += timedelta(**how_long)
        run_all(at=clock.now())

    return pass_


from .phones import built_shell, phones  # noqa: E402, F401  fixtures; a phone is a walk, so it comes after it
