"""Follow-ups for tests: somebody isolated, somebody only followed up, and what they say. Everybody is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.people.models import PersonFile
from fangxian.core.people.services import Claim, know_people, open_file
from fangxian.followup.models import Reading
from fangxian.followup.services import Answer, record_reading
from tests.city import GRID, City
from tests.household import in_force


def worker(city: City, name: str = "grid") -> Actor:
    return city.actor(name, Purpose.FOLLOW_UP)


def a_followup(city: City, number: int = 1, *, area_code: str = GRID, days: int = 14) -> PersonFile:
    """Somebody who is followed up since yesterday, with no measure; asked once a day."""
    claim = Claim(name=f"随访{number}", area_code=area_code, phone=f"+86137{number:08d}", address=f"演练路{number}号")
    at = city.at - timedelta(days=1)
    (person,) = know_people([claim], programme=city.programme, by=worker(city), at=at)
    file, _ = open_file(
        person=person, basis_rule="test@1", basis_verdict_id=None, follow_until=city.at + timedelta(days=days),
        by=worker(city), at=at,
    )  # fmt: skip
    return file


def an_isolation(city: City) -> PersonFile:
    """Somebody isolated at home since now; asked in the morning and in the evening."""
    return PersonFile.objects.get(person=in_force(city).person)


def tells(
    city: City, file: PersonFile, celsius: str | None = "36.5", *, by: str = "grid", at: datetime | None = None,
    **answer: object,
) -> Reading:  # fmt: skip
    """She says how she is."""
    told = Answer(celsius=Decimal(celsius) if celsius else None, method="axillary" if celsius else "", **answer)  # type: ignore[arg-type]
    return record_reading(file=file, answer=told, client_id=uuid4(), by=worker(city, by), at=at or city.at)


def herself(city: City, file: PersonFile) -> Actor:
    """The person of a file, on her own page."""
    return Actor(
        role=Role.RESIDENT, purpose=Purpose.OWN_FILE, programme_id=city.programme.id, subject_id=file.person_id
    )
