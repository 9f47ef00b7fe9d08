"""A phone in a worker's hand: its own store, which outlives a closed browser; a network that comes and goes.

`phones` gives new phones. Each is `Phone`: `page`, `open`, `sign_in`, `offline`, `online`, `close`, `reopen`, `outbox`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.extent import IN_EVERY_WAY
from tests.shell import build_if_older

from .browsers import FLAGS, browser_path
from .cameras import camera
from .conftest import WAYS, Walk

HANDS = [("phone-zh", 320), ("phone-en", 390), ("phone-en", 320), ("phone-zh", 390)]

ASK = """
const asked = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
const db = await asked(indexedDB.open("fangxian-field"));
const inside = (name) => db.transaction(name).objectStore(name);
"""
COUNT = f"async (name) => {{ {ASK} const count = await asked(inside(name).count()); db.close(); return count; }}"
NAMES = f"async () => {{ {ASK} const names = await asked(inside('things').getAllKeys()); db.close(); return names; }}"
READ_OUTBOX = f"""
async () => {{
  {ASK}
  const rows = await asked(inside("outbox").getAll());
  db.close();
  return rows.map((row) => ({{
    client_id: row.client_id, kind: row.kind, state: row.state, word: row.answer?.word ?? null,
    code: row.answer?.code ?? null, is_sealed: row.sealed !== null, is_readable: row.own !== null,
  }}));
}}
"""
LET_GO = f"""
async () => {{
  {ASK}
  const outbox = db.transaction("outbox", "readwrite").objectStore("outbox");
  for (const row of await asked(outbox.getAll())) {{
    if (row.held_until) {{ delete row.held_until; outbox.put(row); }}
  }}
  await new Promise((done) => {{ outbox.transaction.oncomplete = done; }});
  db.close();
  dispatchEvent(new Event("online"));
}}
"""
CACHED = """
async () => {
  const open = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const kept = await Promise.all(open.map((cache) => cache.keys()));
  return kept.flat().map((request) => new URL(request.url).pathname);
}
"""
SMALL = """
() => [...document.querySelectorAll("button, summary, a, label.tick, input:not([type=checkbox])")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => Math.min(box.width, box.height) < 44)
  .map(([box, one]) => `${one.textContent.trim() || one.name} ${Math.round(box.width)}x${Math.round(box.height)}`)
"""
REFUSE = """
() => {
  const refuse = () => { throw new DOMException("no room", "QuotaExceededError"); };
  IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = refuse;
}
"""


def in_hands(*usual: tuple[str, int]) -> pytest.MarkDecorator:
    """A story is told on these phones (way, width); on all four where everything is walked in every way."""
    return pytest.mark.parametrize(("way", "width"), HANDS if IN_EVERY_WAY else usual or HANDS[:2])


@pytest.fixture(scope="session")
def built_shell() -> None:
    """The phone's page as it stands in field/ now; built where it is older than its sources."""
    build_if_older()


@dataclass
class Phone(Walk):
    """A phone: a walk of its own (`look`, `says`, `sign_in`), in a browser whose store stays when it is closed."""

    context: BrowserContext = None  # type: ignore[assignment]
    start: Callable[[], BrowserContext] = None  # type: ignore[assignment]
    failures: list[str] = field(default_factory=list)

    def enter(self, username: str) -> None:
        """Sign in as one of the city's staff, and wait until the phone knows it and works offline."""
        self.sign_in(username)
        self.open("/field/")
        expect(self.page.get_by_role("heading", name=self.says("选择岗位", "Choose a duty"))).to_be_visible()
        self.page.wait_for_function("async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
        self.settled()

    def look(self, label: str) -> None:
        """As on every page; and whatever is touched on the phone's own page is large enough for a gloved thumb."""
        super().look(label)
        if "/field/" in self.page.url:
            small = self.page.evaluate(SMALL)
            assert not small, f"{label}: too small to touch: {small}"

    def settled(self) -> None:
        """Wait until nothing is being sent or fetched."""
        self.page.wait_for_function(
            "() => !['busy', 'not_started'].includes(document.querySelector('[data-sync]')?.dataset.sync)"
        )

    def duty(self, name: str) -> None:
        self.page.goto(f"{self.url}/field/#/duty/{name}")

    def offline(self) -> None:
        self.context.set_offline(True)

    def online(self) -> None:
        """The signal is back, once the last tap is kept; the phone notices by itself."""
        before = -1
        while (held := len(self.outbox())) != before:
            before = held
            self.page.wait_for_timeout(200)
        self.context.set_offline(False)

    def close(self) -> None:
        """The browser is closed, as by a flat battery: only what is stored remains."""
        self.context.close()

    def reopen(self, path: str = "/field/", *, offline: bool = False) -> None:
        self.context = self.start()
        self.context.set_offline(offline)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        _watch(self)
        self.open(path)

    def outbox(self) -> list[dict[str, Any]]:
        """What lies in the phone's outbox, oldest first."""
        return self.page.evaluate(READ_OUTBOX)

    def holds(self, count: int) -> None:
        """Wait until so many records lie in the outbox: a tap is kept a moment after it was made."""
        for _ in range(100):
            if len(self.outbox()) == count:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"the outbox never held {count} but {len(self.outbox())}")

    def all_taken_in(self) -> bool:
        """Whether the server has every record: as new, or told once more because an answer was lost on its way."""
        for _ in range(100):
            words = {row["word"] for row in self.outbox()}
            if None not in words:
                break
            self.page.wait_for_timeout(100)  # the bar may say so a moment before the outbox does
        return words <= {"new", "identical"}

    def stored(self, name: str) -> int:
        """How many rows a part of the store holds: outbox, rows or things."""
        return self.page.evaluate(COUNT, name)

    def things(self) -> list[str]:
        """The names of the single things that are kept."""
        return self.page.evaluate(NAMES)

    def cached(self) -> list[str]:
        """The paths of everything that the service worker keeps."""
        return self.page.evaluate(CACHED)

    def fill_storage(self) -> None:
        """Until the page is opened anew the browser refuses to store anything more.

        In the browser's own words: Chromium's command that lowers the quota of a site is not heeded by IndexedDB.
        """
        self.page.evaluate(REFUSE)

    def all_answered(self, *, waits: bool = False) -> None:
        """Wait until the server has said a word for every record.

        waits  also for the ten seconds in which the last record may be taken back; else it is let go at once
        """
        if not waits:
            self.page.evaluate(LET_GO)
        self.page.locator("[data-sync=idle]").wait_for()
        expect(self.page.get_by_text(self.says("全部已上传", "All sent")).first).to_be_visible()


def _watch(phone: Phone) -> None:
    phone.page.on("pageerror", lambda error: phone.failures.append(str(error)))
    phone.page.on("response", lambda r: phone.failures.append(f"{r.status} {r.url}") if r.status >= 500 else None)


@pytest.fixture
def phones(request, chromium, built_shell, served_city, live_server, tmp_path) -> Iterator[Callable[..., Phone]]:
    """Makes phones: phones("phone-zh"), each with a store of its own; width=320 for the smallest.

    film   what its camera sees (cameras.filmed); without one it has no camera
    """
    made: list[Phone] = []

    def make(way: str = "phone-zh", *, width: int | None = None, film: Path | None = None) -> Phone:
        usual, height, language = WAYS[way]
        folder = tmp_path / f"phone-{len(made)}"

        def start() -> BrowserContext:
            context = chromium.browser_type.launch_persistent_context(
                str(folder), executable_path=browser_path(), args=[*FLAGS, *camera(film)], has_touch=True,
                viewport={"width": width or usual, "height": 568 if width == 320 else height},
                locale="zh-CN" if language == "zh-hans" else "en-GB", timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
            )  # fmt: skip
            context.set_default_timeout(30_000)
            return context

        context = start()
        page: Page = context.pages[0] if context.pages else context.new_page()
        name = f"{request.node.originalname.removeprefix('test_')}-{width or usual}-{language}"
        phone = Phone(page, live_server.url, language, name, served_city, context=context, start=start)
        _watch(phone)
        phone._choose_language()
        made.append(phone)
        return phone

    yield make
    for phone in made:
        phone.context.close()
    failures = [failure for phone in made for failure in phone.failures]
    assert not failures, failures
