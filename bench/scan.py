"""How long a phone needs from the camera's picture to the word, with no network: `python bench/scan.py [codes]`.

Makes a throw-away database with the synthetic city of the tests and serves the whole site. A browser with a filmed
camera signs in as an officer, loses its network, and scans codes one after the other: signed tokens that count, and
forged ones. The phone measures itself, from the moment at which its camera took the picture to the word on the
screen (performance.measure "camera to word"). The first scan fetches and starts the reader; it is told apart.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from throwaway import POST_STANDS_AT, throw_away

BAR = 0.5  # seconds
TIMES = "() => performance.getEntriesByName('camera to word').map((one) => one.duration / 1000)"
SLOWER = 4  # how many times slower than this machine a cheap phone's processor is taken to be


def main(count: int) -> None:
    with throw_away(durable=True, starts_at=POST_STANDS_AT):
        _run(count)


def _run(count: int) -> None:
    from field import Phone, Server
    from playwright.sync_api import sync_playwright
    from tests.city import found_city
    from tests.posts import post
    from tests.shell import build_if_older

    build_if_older()
    city = found_city()
    officer = Phone(city, post(city))
    codes = {"counts": _token(city), "forged": _token(city, forged=True)}
    with tempfile.TemporaryDirectory() as folder, Server(officer) as server, sync_playwright() as playwright:
        film = Path(folder) / "film.y4m"
        browser = _browser(playwright, film)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Chromium {browser.version}"
        )
        for slower in (1, SLOWER):
            for name, text in codes.items():
                times = _scans(browser, f"http://127.0.0.1:{server.port}", film, text, count, slower=slower)
                _told(f"{name}, processor {slower}x slower", times)
        browser.close()


def _token(city: Any, *, forged: bool = False) -> str:
    """A token of the city's own key, or of a key that only says that it is."""
    from cwt import COSEKey

    from fangxian.core.tokens import queries
    from fangxian.engine.tokens.gate import GateToken, Kind, Word, signed_text
    from fangxian.engine.tokens.keys import new_signing_key

    key = queries.signing_key_at(city.programme.id, at=city.at)
    if forged:
        key = COSEKey.new({**new_signing_key().to_dict(), 2: key.kid})
    token = GateToken(os.urandom(12), Kind.GATE, "", Word.PASS, city.at, city.at + timedelta(hours=12))
    return signed_text(token, key=key)


def _browser(playwright: Any, film: Path) -> Any:
    from tests.journeys.browsers import FLAGS, browser_path
    from tests.journeys.cameras import camera

    return playwright.chromium.launch(executable_path=browser_path(), args=[*FLAGS, *camera(film)])


def _scans(browser: Any, url: str, film: Path, text: str, count: int, *, slower: int) -> list[float]:
    """Seconds from the camera's picture to the word, scan by scan."""
    from tests.journeys.cameras import filmed
    from tests.journeys.conftest import PASSWORD

    filmed(film, text)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", permissions=["camera"])
    page = context.new_page()
    page.goto(f"{url}/account/login/")
    page.locator("input[name=login]").fill("checkpoint")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda here: "login" not in here)
    page.goto(f"{url}/field/#/duty/checkpoint")
    scan = page.get_by_role("button", name="Scan")
    scan.wait_for()
    page.wait_for_function("async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
    page.wait_for_function("() => document.querySelector('[data-sync=idle]')")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    context.set_offline(True)
    for _ in range(count):
        scan.click()
        page.locator(".verdict").wait_for()
        page.get_by_role("button", name="Back").last.click()
    times = page.evaluate(TIMES)
    context.close()
    if len(times) != count:
        raise SystemExit(f"{count} scans were made and {len(times)} measured")
    return times


def _told(what: str, times: list[float]) -> None:
    first, rest = times[0], times[1:]
    worst = max(rest)
    verdict = "met" if worst <= BAR else "NOT met"
    print(
        f"{what}: first {first * 1000:.0f} ms; then median {statistics.median(rest) * 1000:.0f} ms, "
        f"worst of {len(rest)} {worst * 1000:.0f} ms; bar {BAR * 1000:.0f} ms {verdict}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
