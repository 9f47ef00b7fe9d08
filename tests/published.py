"""People followed up, in numbers, and tables published of them. Everybody is invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.rules import normalise_name
from fangxian.core.privacy.queries import blind_index
from fangxian.publication import services
from fangxian.publication.models import Release
from fangxian.publication.registry import PUBLIC_FIGURES
from tests.city import GRID, NEXT_COUNTY_GRID, City

DAY = date(2020, 3, 9)  # the day before the city's moment
HERE, NEXT = GRID, NEXT_COUNTY_GRID


def publishers(city: City) -> City:
    """The city with two who publish, of different bodies."""
    city.post("publisher", Role.PUBLISHER, "", "指挥部办公室", "command")
    city.post("publisher2", Role.PUBLISHER, "", "卫生健康委")
    return city


def follow_up(city: City, area_code: str, count: int, *, since: datetime | None = None) -> list[Person]:
    """So many people followed up in an area since a week before the city's moment."""
    since = since or city.at - timedelta(days=7)
    made = []
    for number in range(count):
        name = f"试验{area_code[-4:]}{number}"
        person = Person.objects.create(
            programme=city.programme,
            area_code=area_code,
            name=name,
            name_index=blind_index(normalise_name(name), programme_id=city.programme.id, label="people.name"),
            phone=f"+86138{area_code[4:6]}{number:06d}",
            address=f"演练路{number}号",
            document_kind="id_card",
            document_number=f"33050019900101{number:04d}",
            birth_year=1990,
            known_since=since,
        )
        PersonFile.objects.create(
            programme=city.programme, person=person, area_code=area_code, basis_rule="cn.screen.2020-02/look-back@1",
            opened_at=since, follow_until=city.at + timedelta(days=7),
        )  # fmt: skip
        made.append(person)
    return made


def proposed(city: City, day: date = DAY, *, reason: str = "", by: str = "publisher") -> Release:
    return services.propose_release(
        programme=city.programme, figures=PUBLIC_FIGURES, day=day, reason=reason,
        by=city.actor(by, Purpose.COMMAND), at=city.at,
    )  # fmt: skip


def confirmed(city: City, release: Release, *, by: str = "publisher2") -> Release:
    return services.confirm_release(
        release=release, figures=PUBLIC_FIGURES, by=city.actor(by, Purpose.COMMAND), at=city.at
    )


def cell(release: Release, area: str, figure: str = "files_open") -> tuple[int | None, str]:
    """What a table shows of an area (its county, or `all`), and why."""
    found = release.figures[figure][area]
    return found["shown"], found["why"]
