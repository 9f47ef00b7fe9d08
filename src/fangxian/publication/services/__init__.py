"""Publishing: one proposes the table of a day, a second of another body makes it public (INV-19).

The table is made safe when it is proposed and judged again, beside everything public, when it is confirmed.
The public schema is written by one function of the database, which copies a table that two people confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from fangxian.briefing.queries import counties as counties_of
from fangxian.briefing.rules import scope_of_days
from fangxian.core.actors.rules import Actor
from fangxian.core.areas.queries import names_of
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day
from fangxian.engine.disclosure_rows import Leak, Row, protect_row
from fangxian.publication import queries, rules
from fangxian.publication.models import Release
from fangxian.publication.rules import PublicFigure

Figures = Sequence[PublicFigure]


@transaction.atomic
def propose_release(
    *, programme: Programme, figures: Figures, day: date, reason: str = "", by: Actor, at: datetime
) -> Release:
    """Compute the table of a day as the public may read it; nothing is public before a second person agrees."""
    programme = _alone(programme)
    waiting = Release.objects.filter(programme=programme, day=day, confirmed_at=None, declined_at=None)
    version = len(queries.versions_of(programme.id, day)) + 1
    refuse(
        rules.why_not_propose(
            day,
            starts_on=programme.starts_on,
            today=city_day(at, programme.timezone),
            version=version,
            reason=reason,
            is_waiting=waiting.exists(),
            by=by,
        )
    )
    tables = _tables(programme, figures, day, by=by, at=at)
    release = Release.objects.create(
        programme=programme,
        day=day,
        version=version,
        figures=rules.as_json(tables),
        months=queries.months_until(programme, day=day),
        reason=reason if version > 1 else "",
        proposed_at=at,
        proposed_by_id=by.post_id,
    )
    audit.record("publication.proposed", on=release, by=by, at=at, detail={"day": str(day), "version": version})
    return release


@transaction.atomic
def confirm_release(*, release: Release, figures: Figures, by: Actor, at: datetime) -> Release:
    """Make a table public, if beside everything that is public by now it still tells on nobody."""
    programme = _alone(release.programme)
    release = _locked(release)
    refuse(why_not_decide(release, by=by))
    tables = rules.from_json(release.figures)
    leaks = rules.leaks(
        tables,
        versions=queries.versions_of(programme.id, release.day),
        neighbours=queries.neighbours_of(programme.id, release.day, figures),
    )
    refuse(why_it_tells(leaks, figures=figures, programme=programme))
    release.confirmed_at, release.confirmed_by_id = at, by.post_id
    release.save(update_fields=["confirmed_at", "confirmed_by"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT fangxian_publish(%s::uuid)", [release.id])
    detail = {"day": str(release.day), "version": release.version}
    audit.record("publication.published", on=release, by=by, at=at, detail=detail)
    return release


@transaction.atomic
def decline_release(*, release: Release, reason: str, by: Actor, at: datetime) -> Release:
    """Say why a table does not become public; the next one takes its version."""
    release = _locked(release)
    refuse(why_not_decide(release, by=by))
    if reason not in rules.DECLINE_REASONS:
        refuse(Problem("publication.needs_a_reason", said("Say why it is not published."), field="reason", status=422))
    release.declined_at, release.declined_by_id, release.decline_reason = at, by.post_id, reason
    release.save(update_fields=["declined_at", "declined_by", "decline_reason"])
    audit.record("publication.declined", on=release, by=by, at=at, detail={"reason": reason})
    return release


def why_not_decide(release: Release, *, by: Actor) -> Problem | None:
    """Why `by` may not be the second person of this release."""
    first = release.proposed_by
    return rules.why_not_decide(
        state=queries.state_of(release), first_user_id=first.user_id, first_body_id=first.unit.body_id, by=by
    )


def why_it_tells(leaks: Mapping[str, list[Leak]], *, figures: Figures, programme: Programme) -> Problem | None:
    """The refusal of a table that would tell on few people, naming its cells."""
    if not leaks:
        return None
    labels = {figure.key: gettext(figure.label) for figure in figures}
    areas = names_of([leak.area for told in leaks.values() for leak in told if leak.area], programme_id=programme.id)
    cells = [f"{labels.get(key, key)} · {_name(leak.area, areas)}" for key, told in leaks.items() for leak in told]
    text = said("Together with what is already public this table would tell on few people: %(cells)s.")
    return Problem("publication.tells", text, {"cells": "; ".join(dict.fromkeys(cells))})


def _name(area: str | None, names: Mapping[str, str]) -> str:
    if area is None or area == rules.ALL:
        return gettext("All")
    return gettext("Placed in no county") if area == rules.OTHER else names.get(area, area)


def _tables(programme: Programme, figures: Figures, day: date, *, by: Actor, at: datetime) -> dict[str, Row]:
    scope = scope_of_days(by=by, area_code="", first_on=day, last_on=day, zone=programme.zone, at=at)
    counties = counties_of(by, programme_id=programme.id, day=day, city_codes=programme.area_codes)
    codes = [code for code, _ in counties]
    versions = queries.versions_of(programme.id, day)
    neighbours = queries.neighbours_of(programme.id, day, figures)
    return {
        figure.key: protect_row(
            queries.counts(figure, scope, counties=codes),
            versions=[table[figure.key] for table in versions if figure.key in table],
            neighbours=neighbours.get(figure.key, ()),
        )
        for figure in figures
    }


def _alone(programme: Programme) -> Programme:
    """The programme, locked: two tables are judged one after the other, each beside the other."""
    return Programme.objects.select_for_update().get(id=programme.id)


def _locked(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",)).select_related("proposed_by__unit", "programme")
    return rows.get(id=release.id)
