"""Areas as they are on a day."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Lower, Replace

from fangxian.core.actors.rules import Actor

from .models import Area
from .rules import LEVELS, Wanted, ancestors_of

SHORTEST_SEARCH = 2  # one character fits half the city


def areas_on(day: date, *, programme_id: UUID, under: str = "") -> QuerySet[Area]:
    """Areas valid on `day` inside the area `under`, by code."""
    return Area.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=day),
        programme_id=programme_id,
        code__startswith=under,
        valid_from__lte=day,
    )


def abolished_codes(day: date, *, programme_id: UUID) -> set[str]:
    """Codes of the areas that were and are no more on `day`."""
    there = areas_on(day, programme_id=programme_id).filter(code=OuterRef("code"))
    gone = Area.objects.filter(programme_id=programme_id, valid_until__lte=day).exclude(Exists(there))
    return set(gone.values_list("code", flat=True))


def area_named(code: str, *, programme_id: UUID, day: date) -> Area | None:
    return areas_on(day, programme_id=programme_id).filter(code=code).first()


def names_of(codes: Iterable[str], *, programme_id: UUID) -> dict[str, str]:
    """The latest name of each code."""
    rows = Area.objects.filter(programme_id=programme_id, code__in=set(codes)).order_by("valid_from")
    return dict(rows.values_list("code", "name"))


def path_of(code: str, *, programme_id: UUID) -> list[Area]:
    """The area and all above it, coarsest first, as far as the programme knows them."""
    found = {area.code: area for area in Area.objects.filter(programme_id=programme_id, code__in=ancestors_of(code))}
    return [found[c] for c in reversed(ancestors_of(code)) if c in found]


def areas_like(text: str, *, programme_id: UUID, day: date, limit: int = 8) -> list[Area]:
    """Areas that fit what was typed so far, coarse first: part of a name, pinyin, or a path ending in one.

    Empty for less than two characters.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    if len(typed) < SHORTEST_SEARCH:
        return []
    areas = areas_on(day, programme_id=programme_id).alias(
        latin=Replace(Lower("name_latin"), Value(" "), Value("")), typed=Value(typed, output_field=CharField())
    )
    by_size = areas.order_by(Length("code"), "code")
    direct: list[Any] = list(by_size.filter(Q(name__icontains=typed) | Q(latin__startswith=typed))[:limit])
    if direct:
        return direct
    named = list(by_size.filter(typed__contains=F("name")).order_by(Length("code").desc(), "code"))
    for area in named:  # the finest area named in the text, and what the rest of the text begins inside it
        head, _, tail = typed.rpartition(area.name)
        if head and not any(part in head for part in _short_names(area, programme_id=programme_id)):
            continue
        if not tail:
            return [area]
        inside: list[Any] = list(by_size.filter(code__startswith=area.code, name__startswith=tail)[:limit])
        if inside:
            return inside
    return []


def area_with_phone(code: str, *, programme_id: UUID) -> Area | None:
    """The area, or the nearest one above it, whose service phone is known."""
    return next((area for area in reversed(path_of(code, programme_id=programme_id)) if area.phone), None)


def labels_of(codes: Iterable[str], *, programme_id: UUID) -> dict[str, str]:
    """The name of each code with the names of all that the programme knows above it: 湖州市吴兴区月河街道."""
    wanted = set(codes)
    names = names_of({part for code in wanted for part in ancestors_of(code)}, programme_id=programme_id)
    return {
        code: "".join(names[part] for part in reversed(ancestors_of(code)) if part in names)
        for code in wanted
        if code in names
    }


def _short_names(area: Area, *, programme_id: UUID) -> list[str]:
    """The names above an area, without their last character, which people leave out."""
    return [above.name[:-1] for above in path_of(area.code, programme_id=programme_id) if above.code != area.code]


def areas_in_reach(
    *, by: Actor, day: date, under: str = "", level: str = "", text: str = "", with_abolished: bool = False
) -> QuerySet[Area]:
    """Areas inside the reader's own, by code: those valid on `day`, or all that ever were."""
    inside = under if by.covers(under) else by.area_code
    areas = Area.objects.filter(programme_id=by.programme_id, code__startswith=inside)
    if not with_abolished:
        areas = areas_on(day, programme_id=by.programme_id, under=inside) if by.programme_id else Area.objects.none()
    if level:
        areas = areas.filter(level=level)
    if text:
        areas = areas.filter(Q(name__icontains=text) | Q(name_latin__icontains=text) | Q(code__startswith=text))
    return areas.order_by("code")


def area_by_id(area_id: UUID, *, by: Actor) -> Area | None:
    """An area inside the reader's own."""
    return (
        Area.objects.filter(id=area_id, programme_id=by.programme_id, code__startswith=by.area_code)
        .select_related("programme")
        .first()
    )


def count_by_level(*, programme_id: UUID, day: date) -> dict[str, int]:
    """How many areas of each level are valid on `day`, coarse levels first."""
    rows = areas_on(day, programme_id=programme_id).order_by().values("level").annotate(count=Count("id"))
    found = {row["level"]: row["count"] for row in rows}
    return {level: found[level] for level in LEVELS.values() if level in found}


def joined(text: str) -> str:
    """A path of area names without what people put between its parts: 吴兴区/月河街道 is 吴兴区月河街道."""
    for joint in ">/›·、":
        text = text.replace(joint, "")
    return "".join(unicodedata.normalize("NFKC", text).split())


def codes_by_writing(names: Mapping[str, str]) -> dict[str, list[str]]:
    """Every writing of each area, its name and each path of names that ends in it -> the codes that it could mean."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in names:
        writing = ""
        for part in ancestors_of(code):
            if part in names:
                writing = names[part] + writing
                found[joined(writing)].append(code)
    return found


def codes_meant(text: str, *, programme_id: UUID, day: date) -> list[str]:
    """The areas that a code, a name or a path of names could mean; empty if the programme has none."""
    names = names_on(day, programme_id=programme_id)
    if text.strip().isdigit():
        return [code for code in (text.strip(),) if code in names]
    return codes_by_writing(names).get(joined(text), [])


def names_on(day: date, *, programme_id: UUID) -> dict[str, str]:
    """Code and name of every area valid on `day`."""
    return dict(areas_on(day, programme_id=programme_id).values_list("code", "name"))


def grids_wanted(day: date, *, programme_id: UUID) -> dict[str, Wanted]:
    """Every grid valid on `day`, by code, as a list of grids would describe it."""
    grids = areas_on(day, programme_id=programme_id).filter(level="grid")
    fields = ("code", "name", "households", "population", "phone")
    return {row[0]: Wanted(*row) for row in grids.values_list(*fields)}


def grid_codes_ever(*, programme_id: UUID) -> set[str]:
    """Codes of all grids that there are or ever were."""
    return set(Area.objects.filter(programme_id=programme_id, level="grid").values_list("code", flat=True))
