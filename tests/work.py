"""Facts, area lists and tasks for tests: everything synthetic, built through the real services."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import uuid_utils.compat

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.services import Claim
from fangxian.intake.models import Fact
from fangxian.intake.services import Entry, record_facts
from fangxian.screening import services as screening
from fangxian.screening.models import AreaList, Verdict
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task
from tests.city import GRID, City

HUBEI_HIGH = "area_code,area_name,level,listed_from,listed_until,source\n420000,湖北省,high,2020-01-23,,演练公布\n"
WUHAN_STAY = {"area_code": "4201", "area_text": "武汉", "from_on": "2020-02-20", "until_on": "2020-03-05"}
HOME_STAY = {"area_code": "3301", "area_text": "杭州", "from_on": "2020-02-20", "until_on": "2020-03-05"}


def load_list(city: City, text: str = HUBEI_HIGH, *, at: datetime | None = None) -> AreaList:
    """An area list that nobody has signed yet."""
    return screening.load_area_list(
        title="演练名单", source_name="演练公布", content=text.encode(), file_name="list.csv", order=None,
        programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=at or city.at,
    )  # fmt: skip


def list_in_effect(city: City, text: str = HUBEI_HIGH, *, at: datetime | None = None) -> AreaList:
    """An area list with two sign-offs of different bodies."""
    at = at or city.at - timedelta(hours=1)
    area_list = load_list(city, text, at=at)
    for name in ("epi", "approver"):
        screening.sign_off_area_list(area_list=area_list, by=city.actor(name, Purpose.JUDGE_FACTS), at=at)
    return area_list


def claim(number: int = 1, area_code: str = GRID) -> Claim:
    return Claim(name=f"试验{number}", area_code=area_code, phone=f"+86138{number:08d}", address=f"演练路{number}号")


def record(
    city: City, *entries: Entry, at: datetime | None = None, profile: str = "lead", source: str = "pushed_list"
) -> list[Fact]:
    """Facts as a duty officer records them."""
    return record_facts(
        source=source, entries=entries, programme=city.programme, legal_basis="IDL-2013-12",
        by=city.actor("duty", Purpose.RECEIVE_FACTS), at=at or city.at, clock_profile=profile,
    )  # fmt: skip


def arrival(
    number: int = 1, *stays: dict, area_code: str = GRID, arrives_on: str = "2020-03-06", supersedes: UUID | None = None
) -> Entry:
    """A fact that a person arrives in `area_code` after these stays; one in Wuhan unless given."""
    return Entry(
        client_id=uuid_utils.compat.uuid7(),
        claim=claim(number, area_code if area_code.startswith("3305") else GRID),
        area_code=area_code,
        occurred_at=datetime.fromisoformat("2020-03-10T00:00:00+00:00"),
        content={"stays": list(stays or (WUHAN_STAY,)), "arrives_on": arrives_on},
        supersedes=supersedes,
    )


def react(city: City, at: datetime | None = None) -> None:
    """Let the whole chain follow what has been recorded, as the worker would; every event once more than needed."""
    by = system(city.programme.id, Purpose.JUDGE_FACTS)
    for event in AuditEvent.objects.filter(action="intake.facts_recorded").order_by("id"):
        screening.judge_facts(event, by=by, at=at or city.at)
    for event in AuditEvent.objects.filter(action="screening.verdicts_reached").order_by("id"):
        tasks.open_tasks_for_verdicts(event, by=by, at=at or city.at)


def verdict_on(fact: Fact) -> Verdict:
    return Verdict.objects.get(fact_id=fact.id, superseded_by=None)


def one_task(city: City, *entries: Entry, profile: str = "lead", at: datetime | None = None) -> Task:
    """The task that one matching fact opens."""
    list_in_effect(city)
    record(city, *(entries or (arrival(),)), profile=profile, at=at)
    react(city, at=at)
    return Task.objects.get()


def worker(city: City, name: str = "grid"):
    return city.actor(name, Purpose.VERIFY_LEAD)


def later(city: City, **passed: float) -> datetime:
    return city.at + timedelta(**passed)
