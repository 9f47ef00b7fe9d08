"""The phones of the soak, and what the hands that hold them do in each duty.

A hand opens its duty (False where nothing may be recorded there now: a wrong clock, a list that was not fetched yet)
and acts once; each act waits until the phone keeps what was recorded, for what it does not keep was never made.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from playwright.sync_api import TimeoutError as TookTooLong

OPENS_WITHIN_SECONDS = 6
KEPT_WITHIN_SECONDS = 20


@dataclass
class Phone:
    """One phone and what was made on it.

    made   the kind of each record that its outbox held at some time, by its number
    acts   how many records of each kind, and how many shifts were begun and ended: two records make one shift
    """

    start: Callable[[], Any]
    url: str
    username: str
    hands: tuple[Hand, ...]
    context: Any = None
    page: Any = None
    made: dict[str, str] = field(default_factory=dict)
    acts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)  # what went wrong on its page, as the browser says it

    def open(self, *, offline: bool) -> None:
        self.context = self.start()
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.context.add_cookies([{"name": "language", "value": "en", "url": self.url}])
        self.context.set_offline(offline)

    def close(self) -> None:
        self.context.close()
        self.context = None

    def sign_in(self, password: str) -> None:
        self.page.goto(f"{self.url}/account/login/?next=/field/")
        self.page.locator("input[name=login]").fill(self.username)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("input[name=password]").press("Enter")
        self.page.get_by_role("heading", name="Choose a duty").wait_for()
        self.page.wait_for_function("async () => (await navigator.serviceWorker.ready).active?.state === 'activated'")
        self.page.wait_for_function(
            "() => !['busy', 'not_started'].includes(document.querySelector('[data-sync]')?.dataset.sync)"
        )

    def duty(self, name: str) -> None:
        """Open a duty as one does who comes to it: from the list of duties."""
        self.page.goto(f"{self.url}/field/#/")
        self.page.goto(f"{self.url}/field/#/duty/{name}")

    def button(self, name: str, *, exact: bool = False) -> Any:
        return self.page.get_by_role("button", name=name, exact=exact).first

    def big(self, word: str) -> Any:
        return self.page.locator(".big", has_text=word).first

    def shows(self, *wanted: Any, within: float = OPENS_WITHIN_SECONDS) -> Any:
        """Whichever of these is seen first; None if none is."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for one in wanted:
                if one.is_visible():
                    return one
            self.page.wait_for_timeout(50)
        return None

    def records(self) -> list[dict[str, Any]]:
        from tests.journeys.phones import READ_OUTBOX

        return self.page.evaluate(READ_OUTBOX)

    def keeps(self, act: Callable[[], None], *, records: int = 1) -> None:
        """Do something that records, and wait until the phone keeps all of it."""
        act()
        found: dict[str, str] = {}
        until = time.monotonic() + KEPT_WITHIN_SECONDS
        while time.monotonic() < until:
            found = self._unseen()
            if len(found) >= records:
                self.note(found)
                return
            time.sleep(0.03)
        self.page.screenshot(path=(seen := f"{tempfile.gettempdir()}/soak-{self.username}.png"), full_page=True)
        told = f"{self.username}: {records} records were not kept within {KEPT_WITHIN_SECONDS} s: see {seen}"
        raise SystemExit("\n".join([told, *self.faults]))

    def note(self, found: dict[str, str] | None = None) -> None:
        """Count what the outbox holds and was not counted yet: also where an act was given up half way."""
        found = self._unseen() if found is None else found
        self.made |= found
        self.acts.update(found.values())

    def _unseen(self) -> dict[str, str]:
        return {row["client_id"]: row["kind"] for row in self.records() if row["client_id"] not in self.made}


class Hand(Protocol):
    """What somebody does in one duty."""

    name: str

    def opens(self, phone: Phone, place: str) -> bool: ...

    def acts(self, phone: Phone, random: Random) -> None: ...


class Lane:
    """An officer in the lane of a post."""

    name = "checkpoint"

    def opens(self, phone: Phone, place: str) -> bool:
        phone.duty(self.name)
        passes, listed = phone.button("One person passes"), phone.page.locator(".door", has_text=place).first
        shut = phone.page.locator(".checkpoint > .note.warning").first
        seen = phone.shows(passes, listed, shut)
        if seen is shut:
            phone.button("Another post").click()
            seen = phone.shows(listed, within=1)
        if seen is listed:
            _click_if_there(listed)  # an only post opens by itself
            seen = phone.shows(passes, shut, within=3)
        return seen is passes

    def acts(self, phone: Phone, random: Random) -> None:
        chance = random.random()
        if chance < 0.7:
            phone.keeps(phone.button("One person passes").click)
        elif chance < 0.85:
            phone.big("Vehicle").click()
            phone.page.get_by_label("Persons aboard, driver included").fill(str(random.randint(1, 60)))
            phone.keeps(phone.big("normal: pass").click)
            phone.button("Done").click()
        else:
            phone.keeps(phone.big("Emergency: pass at once").click)
            phone.button("Childbirth").click()  # a change of the same record
            phone.button("One person passes").wait_for()


class Door:
    """A keeper at the gate of an estate."""

    name = "gate"

    def opens(self, phone: Phone, place: str) -> bool:
        phone.duty(self.name)
        known, listed = phone.big("Known, or paper seen"), phone.page.locator(".gate-choice", has_text=place).first
        shut = phone.page.locator(".gate > .note.warning").first
        seen = phone.shows(known, listed, shut)
        if seen is shut and place not in phone.page.locator(".gate h2").first.inner_text():
            phone.button("End my shift").click()
            phone.keeps(phone.button("Yes", exact=True).click)
            phone.acts["shifts ended"] += 1
            seen = phone.shows(listed, within=1)
        if seen is listed:
            phone.keeps(listed.click)
            phone.acts["shifts begun"] += 1
            seen = phone.shows(known, shut, within=3)
        return seen is known

    def acts(self, phone: Phone, random: Random) -> None:
        chance = random.random()
        if chance < 0.6:
            phone.keeps(phone.big(random.choice(["Known, or paper seen", "Child"])).click)
        elif chance < 0.8:
            phone.keeps(phone.big("Emergency: pass at once").click)
            phone.keeps(phone.button("Fire or rescue").click)
            if phone.shows(phone.button("Next"), within=0.2):
                phone.button("Next").click()
        else:
            phone.big("Visitor, courier, others").click()
            phone.button("Courier").click()
            phone.keeps(phone.big("Nothing").click)
            phone.keeps(phone.button("Goods handed over at the gate").click)
        phone.big("Known, or paper seen").wait_for()


class Count:
    """Whoever counts the people inside a market."""

    name = "venue"

    def opens(self, phone: Phone, place: str) -> bool:
        phone.duty(self.name)
        return phone.shows(self.places(phone)) is not None

    @staticmethod
    def places(phone: Phone) -> Any:
        """The places; the list of duties before it has doors too, which are links."""
        return phone.page.locator("button.door").first

    def acts(self, phone: Phone, random: Random) -> None:
        self.places(phone).click()
        phone.page.get_by_label("People inside now").fill(str(random.randint(0, 300)))
        phone.keeps(phone.button("Record the count").click)
        self.places(phone).wait_for()


class Sweep:
    """A worker who goes from door to door."""

    name = "sweep"

    def opens(self, phone: Phone, place: str) -> bool:
        phone.duty(self.name)
        return phone.shows(phone.page.locator(".sweep-row").first) is not None

    def acts(self, phone: Phone, random: Random) -> None:
        absent = phone.big("Nobody at home")
        if not absent.is_visible():  # otherwise the next door is open already
            phone.page.locator(".sweep-row").first.click()
        if random.random() < 0.6:
            phone.keeps(phone.big(random.choice(["Nobody at home", "Would rather not"])).click)
        else:
            phone.big("Somebody answered").click()
            phone.keeps(phone.button(str(random.randint(1, 8)), exact=True).click)
        phone.shows(phone.big("Nobody at home"), phone.page.locator(".sweep-row").first)


class Visits:
    """The same worker, who asks those who are followed up how they are."""

    name = "visit"

    def opens(self, phone: Phone, place: str) -> bool:
        phone.duty(self.name)
        return phone.shows(phone.page.locator(".records .door").first) is not None

    def acts(self, phone: Phone, random: Random) -> None:
        doors = phone.page.locator(".records .door")
        if doors.count() == 0:
            return  # all were handed over, and the list came anew
        door = doors.nth(random.randrange(doors.count()))
        is_again = "Written down" in door.inner_text()
        door.click()
        if is_again or random.random() < 0.6:
            phone.page.get_by_label("Temperature").first.fill("366")
            phone.keeps(phone.big("Save this visit").click, records=1 if is_again else 2)
        else:
            phone.keeps(phone.big("Nobody at home").click)
        phone.page.get_by_text("Doors of today").wait_for()


def _click_if_there(button: Any) -> None:
    try:
        button.click(timeout=1000)
    except TookTooLong:
        return  # it went away by itself; what is seen now is looked at next
