"""Letters of co-governance for tests, made through the real services; every place is invented."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.problems.rules import Refused
from fangxian.letters import services
from fangxian.letters.models import Letter
from tests.city import GRID, City

PROBLEM = "西街农贸市场东门每天早上排队拥挤，没有分流。"
REQUEST = "请增开出口并安排人员分流，三日内答复。"


def market_supervision(city: City) -> City:
    """A department with a liaison, one that nobody works for here, and people who may look back."""
    city.post("liaison", Role.DEPARTMENT_LIAISON, "3305", "市市场监督管理局", "department")
    city.post("liaison_b", Role.DEPARTMENT_LIAISON, "330521", "德清县商务局", "department")
    return city


def who(city: City, name: str = "duty") -> Actor:
    return city.actor(name, Purpose.COMMAND)


def written(city: City, **changes: Any) -> services.Written:
    given = {
        "topic": "market", "area_code": GRID, "place": "西街农贸市场", "problem": PROBLEM, "request": REQUEST,
        "evidence": ["诉求 0A1B2C3D"], "to_unit": city.posts["liaison"].unit,
    }  # fmt: skip
    return services.Written(**(given | changes))


def drafted(city: City, *, by: str = "duty", at: datetime | None = None, **changes: Any) -> Letter:
    return services.draft(written=written(city, **changes), programme=city.programme, by=who(city, by),
                          at=at or city.at)  # fmt: skip


def issued(city: City, *, at: datetime | None = None, **changes: Any) -> Letter:
    moment = at or city.at
    letter = services.approve(letter=drafted(city, at=moment, **changes), by=who(city, "commander"), at=moment)
    return services.issue(letter=letter, by=who(city), at=moment)


def replied(city: City, *, at: datetime | None = None, kind: str = "done", **changes: Any) -> Letter:
    letter = issued(city, at=at, **changes)
    letter = services.receive(letter=letter, by=who(city, "liaison"), at=at or city.at)
    return services.reply(letter=letter, kind=kind, words="已增开出口，专人分流。", by=who(city, "liaison"),
                          at=at or city.at)  # fmt: skip


def refused(act: Any, **given: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as problem:
        act(**given)
    return problem.value.problem.code


def again(letter: Letter) -> Letter:
    return Letter.objects.get(id=letter.id)
