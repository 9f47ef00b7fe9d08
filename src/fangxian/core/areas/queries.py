"""Areas as they are on a day."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length, Lower, Replace

from fangxian.core.actors.rules import Actor
from fangxian.engine.gazetteer import typing

from .models import Area
from .rules import LEVELS, Wanted, ancestors_of

SHORTEST_SEARCH = typing.SHORTEST
CANDIDATES = 300  # areas that are looked at one by one; those of the reader's own area and coarse ones first
SOUNDS_LIKE_FROM = 0.3  # word similarity of pg_trgm; only what `typing.fit` then allows is offered


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


def areas_suggested(
    text: str, *, programme_id: UUID, day: date, own: str = "", limit: int = 8, under: str = ""
) -> list[Area]:
    """Areas that somebody may mean while she types, for her to choose from; never taken for her word.

    By characters, by pinyin whole, shortened or mixed, inside a named area, and with one slip of the hand. Best fits
    first, then those inside `own`, then coarse ones. Empty for less than two signs.
    """
    typed = typing.tidied(text)
    if len(typed) < SHORTEST_SEARCH:
        return []
    if typed.isdigit():
        return list(areas_on(day, programme_id=programme_id, under=under or typed).order_by("code")[:limit])
    areas = areas_on(day, programme_id=programme_id, under=under)
    letters = typing.letters_of(typed)
    meant = Q(name__icontains=typed)
    if letters and not typed.isascii():
        meant |= Q(syllables__regex=typing.shortened(letters))
    elif letters:
        meant |= Q(syllables__regex=typing.shortened(letters), syllables__startswith=letters[0])
    found = _ranked(areas.filter(meant), typed, own=own, limit=limit)
    if found:
        return found
    by_path = areas_like(text, programme_id=programme_id, day=day, limit=limit)
    return (
        [area for area in by_path if area.code.startswith(under)]
        or _inside_named(typed, areas, programme_id=programme_id, day=day, own=own, limit=limit)
        or _ranked(_sounding_like(areas, letters), typed, own=own, limit=limit)
    )


def _ranked(areas: QuerySet[Area], typed: str, *, own: str, limit: int) -> list[Area]:
    """Those that fit, best first; of equal ones those inside `own`, then coarse ones."""
    is_own = Case(When(code__startswith=own, then=True), default=False, output_field=BooleanField())
    candidates = areas.alias(is_own=is_own).order_by("-is_own", Length("code"), "code")[:CANDIDATES]
    fits = [(typing.fit(typed, name=area.name, syllables=area.syllables), area) for area in candidates]
    ranked = sorted(
        (rank, not area.code.startswith(own), len(area.code), area.code, area)
        for rank, area in fits
        if rank is not None
    )  # codes differ, so areas are never compared
    return [area for *_, area in ranked[:limit]]


def _sounding_like(areas: QuerySet[Area], letters: str) -> QuerySet[Area]:
    """Areas whose reading shares many of its letters, by the index of pg_trgm."""
    if len(letters) < typing.SHORTEST_SLIP:
        return areas.none()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(SOUNDS_LIKE_FROM)])
        codes = list(areas.filter(spelled__trigram_word_similar=letters).values_list("id", flat=True)[: 4 * CANDIDATES])
    return areas.filter(id__in=codes)


def _inside_named(
    typed: str, areas: QuerySet[Area], *, programme_id: UUID, day: date, own: str, limit: int
) -> list[Area]:
    """What the rest of the text means inside the finest area that the text names first: 月河街道fuxing."""
    named = areas.alias(typed=Value(typed, output_field=CharField())).filter(typed__contains=F("name"))
    for area in named.order_by(Length("code").desc(), "code"):
        head, _, tail = typed.rpartition(area.name)
        if head and not any(part in head for part in _short_names(area, programme_id=programme_id)):
            continue
        found = areas_suggested(tail, programme_id=programme_id, day=day, own=own, limit=limit, under=area.code)
        if found:
            return found
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
