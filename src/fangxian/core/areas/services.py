"""Areas are loaded from the division codes, divided into grids, described and abolished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.engine.gazetteer import code_set_on, divisions
from fangxian.engine.gazetteer.suggestions import name_in_letters, syllables_of

from . import queries, rules
from .models import Area

# How committees are written in the division codes; on a screen the place is meant, not its committee.
_COMMITTEE = re.compile("(社区居委会|社区居民委员会|居民委员会|居委会|村民委员会|村委会)$")
_LEVEL_ORDER = ("province", "city", "county", "town", "village")


@dataclass(frozen=True)
class Loaded:
    """What became of the divisions that were asked for: received = added + duplicate."""

    received_count: int
    added_count: int
    duplicate_count: int


def spoken(name: str) -> str:
    """The name of a place without the words for its committee: 浮星桥社区居委会 is 浮星桥社区."""
    found = _COMMITTEE.search(name)
    if found is None:
        return name
    return name[: found.start()] + ("村" if found.group().startswith("村") else "社区")


def parts_to_load(programme: Programme, *, day: date) -> list[str]:
    """The codes by which a load is cut into steps: each covered county, or the covered code if it is finer."""
    covered = tuple(programme.area_codes)
    wanted = code_set_on(day)
    counties = [
        area.code
        for area in divisions().all_areas()
        if area.grain == "county" and area.code.startswith(covered) and wanted in area.sets
    ]
    finer = [code for code in covered if len(code) > 6]
    return counties + finer or list(covered)


@transaction.atomic
def load_part(*, programme: Programme, part: str, finest: str, by: Actor, at: datetime) -> Loaded:
    """Load one county with what contains it and what lies in it, down to `finest`; known areas stay as they are.

    Towns and villages come from the code set of 2023 where the older one does not have them.
    """
    refuse(why_not_use("areas.load", by=by))
    refuse(rules.why_not_a_code(part))
    day = city_day(at, programme.timezone)
    levels = set(_LEVEL_ORDER[: _LEVEL_ORDER.index(finest) + 1])
    above = set(rules.ancestors_of(part))
    wanted = [
        area
        for area in divisions().all_areas()
        if area.grain in levels and (area.code in above or area.code.startswith(part))
    ]
    known = set(
        Area.objects.filter(programme=programme, code__in=[area.code for area in wanted]).values_list("code", flat=True)
    )
    new = [
        Area(
            programme=programme, code=area.code, name=spoken(area.name), name_latin=name_in_letters(spoken(area.name)),
            level=area.grain, valid_from=min(programme.starts_on, day),
        )
        for area in wanted if area.code not in known
    ]  # fmt: skip
    Area.objects.bulk_create(new, batch_size=1000)
    loaded = Loaded(len(wanted), len(new), len(wanted) - len(new))
    if new:
        audit.record(
            "areas.loaded", by=by, at=at, area_code=part, count=len(new), detail={"part": part, "finest": finest}
        )
    return loaded


@transaction.atomic
def add_grids(
    *,
    village: Area,
    count: int,
    by: Actor,
    at: datetime,
    names: list[str] | None = None,
    households: int | None = None,
    population: int | None = None,
    phone: str = "",
) -> list[Area]:
    """Divide a village into `count` more grids, numbered on; figures and phone are those of each grid.

    names  one per grid; a grid without one is called by its number
    """
    refuse(why_not_use("areas.load", by=by, area_code=village.code))
    taken = list(
        Area.objects.filter(programme_id=village.programme_id, level="grid", code__startswith=village.code)
        .values_list("code", flat=True).distinct()
    )  # fmt: skip
    refuse(rules.why_not_add_grids(village_level=village.level, taken=len(taken), wanted=count))
    day = city_day(at, village.programme.timezone)
    grids = []
    for i, code in enumerate(rules.next_grid_codes(village.code, taken=taken, wanted=count)):
        name = names[i] if names and i < len(names) else ""
        grids.append(
            Area(
                programme_id=village.programme_id, code=code, level="grid", valid_from=day,
                name=name or rules.grid_name(code),
                name_latin=name_in_letters(name) if name else rules.grid_latin(code),
                households=households, population=population, phone=phone,
            )
        )  # fmt: skip
    Area.objects.bulk_create(grids)
    audit.record("areas.grids_added", on=village, by=by, at=at, area_code=village.code, count=len(grids))
    return grids


@transaction.atomic
def describe_area(
    *, area: Area, name: str, households: int | None, population: int | None, phone: str, by: Actor, at: datetime
) -> Area:
    """Correct what is known of an area; its code and days of validity stay."""
    refuse(why_not_use("areas.load", by=by, area_code=area.code))
    refuse(rules.why_not_name(name))
    before = {"households": area.households, "population": area.population}
    if name != area.name:
        area.name, area.name_latin = name, name_in_letters(name)
    area.households, area.population, area.phone = households, population, phone
    area.save(update_fields=["name", "name_latin", "syllables", "spelled", "households", "population", "phone"])
    audit.record("areas.described", on=area, by=by, at=at, area_code=area.code, detail={"before": before})
    return area


@transaction.atomic
def abolish_area(*, area: Area, on: date, by: Actor, at: datetime) -> Area:
    """An area is no more from that day; its records keep their code."""
    refuse(why_not_use("areas.load", by=by, area_code=area.code))
    inside = queries.areas_on(on, programme_id=area.programme_id, under=area.code).exclude(id=area.id).count()
    refuse(rules.why_not_abolish(valid_from=area.valid_from, valid_until=area.valid_until, on=on, inside_count=inside))
    area.valid_until = on
    area.save(update_fields=["valid_until"])
    audit.record("areas.abolished", on=area, by=by, at=at, area_code=area.code, detail={"on": on.isoformat()})
    return area


def judge_grid_list(
    rows: Sequence[rules.GridRow], *, programme: Programme, by: Actor, at: datetime
) -> list[rules.JudgedGrid]:
    """What would become of each row of a list of grids at `at`."""
    day = city_day(at, programme.timezone)
    names = queries.names_on(day, programme_id=programme.id)
    writings = queries.codes_by_writing(
        {code: name for code, name in names.items() if len(code) <= rules.LENGTHS["village"]}
    )
    return rules.judge_grids(
        rows,
        meant=lambda text: [text] if text in names else writings.get(queries.joined(text), []),
        known=queries.grids_wanted(day, programme_id=programme.id),
        ever_used=queries.grid_codes_ever(programme_id=programme.id),
        own_area=by.area_code,
    )


@transaction.atomic
def take_grids(
    *, rows: Sequence[rules.GridRow], sha256: str, programme: Programme, by: Actor, at: datetime
) -> dict[str, int]:
    """Take a list of grids over: accepted rows only, judged at this moment. Returns the counts.

    received = accepted + duplicate + quarantined + rejected; `new` of the accepted are new grids.
    """
    refuse(why_not_use("areas.load", by=by))
    judged = judge_grid_list(rows, programme=programme, by=by, at=at)
    day = city_day(at, programme.timezone)
    accepted = [row for row in judged if row.wanted is not None]
    new = [row.wanted for row in accepted if row.is_new and row.wanted]
    Area.objects.bulk_create(
        [
            Area(
                programme=programme, level="grid", valid_from=day, code=one.code, name=one.name,
                name_latin=_grid_latin(one), households=one.households, population=one.population, phone=one.phone,
            )
            for one in new
        ],
        batch_size=1000,
    )  # fmt: skip
    changed = {row.wanted.code: row.wanted for row in accepted if not row.is_new and row.wanted}
    old = list(queries.areas_on(day, programme_id=programme.id).filter(code__in=changed))
    for area in old:
        one = changed[area.code]
        area.name, area.name_latin = one.name, _grid_latin(one)
        area.households, area.population, area.phone = one.households, one.population, one.phone
        area.syllables = syllables_of(one.name)
        area.spelled = area.syllables.replace(" ", "")
    figures = ["households", "population", "phone"]
    Area.objects.bulk_update(old, ["name", "name_latin", "syllables", "spelled", *figures], batch_size=1000)
    counts = rules.count_outcomes(judged)
    audit.record(
        "areas.grid_list_taken", by=by, at=at, area_code=by.area_code, count=len(accepted),
        digest=bytes.fromhex(sha256), detail=counts,
    )  # fmt: skip
    return counts


def _grid_latin(one: rules.Wanted) -> str:
    return rules.grid_latin(one.code) if one.name == rules.grid_name(one.code) else name_in_letters(one.name)
