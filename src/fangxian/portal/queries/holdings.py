"""What is held about a person, store by store, why it is kept and until when (INV-08, INV-24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Max

from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.privacy.queries import subject_reference
from fangxian.engine.retention import kept_until
from fangxian.engine.rules.packs import Pack
from fangxian.engine.texts import Bilingual
from fangxian.erasure.queries.retention import counted, edition_at, ends_at, term_of
from fangxian.erasure.rules.clocks import CLOCKS, Clock, name_in_pack
from fangxian.portal import rules


@dataclass(frozen=True)
class Holding:
    """One kind of record about a person.

    count       how many there are
    deleted_at  when the newest of them will be gone; None if that hangs on an event, which `why` then tells
    kept_by     what keeps them beyond their days for now: reasons of erasure.rules.clocks, mostly none
    why         the rule of how long it is kept, in both languages
    """

    key: str
    count: int
    deleted_at: datetime | None
    kept_by: tuple[str, ...]
    why: Bilingual
    rule: str


def holdings_of(person: Person, *, at: datetime) -> list[Holding]:
    """Every kind of record that is held about a person; those of which there are none are left out."""
    pack = edition_at(at)
    found = [_holding(one, person, pack, at=at) for one in rules.HELD]
    found.append(_audit(person, pack))
    return [holding for holding in found if holding.count]


def _holding(held: rules.Held, person: Person, pack: Pack, *, at: datetime) -> Holding:
    count = sum(_rows(label, path, person).count() for label, path in held.tables)
    label, path = held.tables[0]
    clock = next((clock for clock in CLOCKS if clock.table == label), None)
    newest: datetime | None = None
    kept_by: tuple[str, ...] = ()
    if clock is not None and count:
        newest, kept_by = _counted(clock, path, person, pack, at=at)
    privacy: Any = apps.get_model(label).Privacy
    return _kept(held.key, count, (clock.of_class if clock else "") or privacy.retention, newest, kept_by, person, pack)


def _rows(label: str, path: str, person: Person) -> Any:
    return apps.get_model(label)._default_manager.filter(**{path: person.id})


def _counted(
    clock: Clock, path: str, person: Person, pack: Pack, *, at: datetime
) -> tuple[datetime | None, tuple[str, ...]]:
    """From when the newest of her rows is counted, and what keeps any of them for now (erasure.rules.clocks)."""
    ends = ends_at(pack, at=at, zone=person.programme.zone)
    rows = counted(clock, programme_id=person.programme_id, at=at, ends=ends).filter(**{path: person.id})
    newest = rows.aggregate(newest=Max("counted_from"))["newest"]
    return newest, tuple(reason for reason in clock.held_by if rows.filter(**{f"held_{reason}": True}).exists())


def _audit(person: Person, pack: Pack) -> Holding:
    reference = subject_reference(person.id, programme_id=person.programme_id)
    count = AuditEvent.objects.filter(subject_ref=reference).count()
    return _kept("audit", count, "audit", None, (), person, pack)


def _kept(
    key: str, count: int, retention: str, newest: datetime | None, kept_by: tuple[str, ...], person: Person, pack: Pack
) -> Holding:
    term = term_of(pack, retention)
    until = None
    if newest is not None and not kept_by:
        until = kept_until(pack, name_in_pack(retention), counted_from_at=newest, zone=person.programme.zone)
    return Holding(key, count, until, kept_by, Bilingual(term.explain_zh, term.explain_en), term.rule)


def tables_named() -> Sequence[str]:
    """The labels of every table that the page speaks of."""
    return [label for held in rules.HELD for label, _ in held.tables]
