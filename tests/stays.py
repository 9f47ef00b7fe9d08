"""A city whose people were somewhere: a market, a canteen, a gate, a home, a train. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from fangxian.core.people.services import Claim, know_people
from fangxian.core.programmes.models import new_id
from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint import services as checkpoint
from fangxian.intake.sources.checkpoint.models import Check
from fangxian.intake.sources.checkpoint.services import Tap
from fangxian.intake.sources.venue import services as venues
from fangxian.intake.sources.venue.models import Venue
from fangxian.intake.sources.venue.services import Entered
from fangxian.snapshots.models import SnapshotDay
from fangxian.snapshots.services import take_day
from tests import household
from tests.city import GRID, City, Purpose
from tests.posts import officer, order, post
from tests.venues import resident, venue

YESTERDAY, TODAY = date(2020, 3, 9), date(2020, 3, 10)
PATIENT = household.PATIENT
SPOUSE = Claim(name="试验配偶", area_code=GRID, phone="+8613800138000", address="试验路1号302室")
AT_TABLE = Claim(name="试验同桌", area_code=GRID, phone="+8613800138005")
STRANGER = "+8613800138009"  # nobody knows whose phone it is


@dataclass
class Days:
    """The days before the city's moment, whose records are made and left to the lake."""

    city: City

    def __post_init__(self) -> None:
        self.before = replace(self.city, at=self.at(48))  # the orders were signed two days ago
        self.registers = order(self.before, "registration", "gate", number="9号")

    def at(self, hours_ago: float):
        return self.city.at - timedelta(hours=hours_ago)

    def person(self, claim: Claim):
        by = household.investigator(self.city)
        return know_people([claim], programme=self.city.programme, by=by, at=self.at(60))[0]

    def place(self, kind: str = "canteen", name: str = "试验食堂") -> Venue:
        return venue(self.before, kind=kind, name=name)

    def checks_in(self, place: Venue, kind: str, value: str, *, hours_ago: float, minutes: float | None = 60):
        """Somebody enters what she likes at a place's code, and says when she leaves, or not."""
        at = self.at(hours_ago)
        made = venues.check_in(venue=place, entered=Entered(kind, value), by=resident(self.city), at=at)
        if minutes is not None:
            venues.check_out(check_in=made, by=resident(self.city), at=at + timedelta(minutes=minutes))
        return made

    def rides(self, person, number: str, *, on: date = YESTERDAY, carriage: str = "", seat: str = "") -> Fact:
        """She declared a journey by a numbered train."""
        transport = {"mode": "train", "number": number, "date": on.isoformat(), "carriage": carriage, "seat": seat}
        return self.tells(person, {"transport": transport})

    def visits(self, person, area_code: str, from_on: str, until_on: str) -> Fact:
        """She declared a stay in an area."""
        stay = {"from_on": from_on, "until_on": until_on, "area_code": area_code, "area_text": ""}
        return self.tells(person, {"stays": [stay]})

    def tells(self, person, content: dict) -> Fact:
        at = self.at(30)
        return Fact.objects.create(
            programme=self.city.programme, source="declaration", client_id=new_id(), batch_id=new_id(), person=person,
            area_code=GRID, occurred_at=at, received_at=at, received_on=at.date(), recorded_role="resident",
            purpose="own_file", legal_basis="IDL-2013-12", content=content,
        )  # fmt: skip

    def passes_a_post(self) -> Check:
        """A check at a post, 14 hours ago."""
        by = replace(self.before, at=self.at(48))
        made = post(by, under=order(by, "checkpoint", number="8号"))
        on = checkpoint.begin_shift(checkpoint=made, by=officer(self.city), at=self.at(15))
        tap = Tap(new_id(), self.at(14), 1, 0)
        return checkpoint.count_pass(shift=on, tap=tap, by=officer(self.city), at=self.at(14))

    def take(self, on: date = YESTERDAY) -> SnapshotDay:
        by = self.city.actor("admin", Purpose.KEEP_TIME)
        return take_day(programme=self.city.programme, on=on, by=by, at=self.city.at).row

    def a_meal(self, *, minutes: float = 60) -> Venue:
        """The patient, somebody at her table and a stranger were in one canteen, 13 hours ago."""
        place = self.place()
        self.person(AT_TABLE)
        self.checks_in(place, "document", f"id_card:{PATIENT.document_number}", hours_ago=14, minutes=90)
        self.checks_in(place, "phone", AT_TABLE.phone, hours_ago=13.5, minutes=minutes)
        self.checks_in(place, "phone", STRANGER, hours_ago=13.5, minutes=minutes)
        return place
