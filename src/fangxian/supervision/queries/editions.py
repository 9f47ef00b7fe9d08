"""What the edition in force says: checklists, clocks, how places are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules.packs import Pack, read_packs
from fangxian.supervision.rules import words


@dataclass(frozen=True)
class ChecklistLine:
    """One line of a checklist: what should be so, how grave it is if not, and where that was read."""

    code: str
    severity: str
    source: str
    zh: str
    en: str


@dataclass(frozen=True)
class Terms:
    """The times of one severity, both elapsed."""

    due_within: timedelta
    look_back_within: timedelta


def edition(programme: Programme, *, at: datetime) -> Pack:
    """The edition in force. Errors: those of `pack_in_force`."""
    return pack_in_force(programme, words.PACK_FAMILY, at)


def checklist(pack: Pack, *, kind: str, subject: str) -> list[ChecklistLine]:
    """The lines for this kind of place, or those on rights."""
    name = words.RIGHTS if subject == words.RIGHTS else kind
    return [ChecklistLine(**line) for line in pack.rule(f"checklist/{name}").params["lines"]]


def checklist_of(pack_id: str, *, kind: str, subject: str) -> list[ChecklistLine]:
    """The lines of the edition under which a visit was planned; empty if we no longer ship that edition."""
    pack = _shipped().get(pack_id)
    return checklist(pack, kind=kind, subject=subject) if pack else []


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Pack]:
    return {pack.id: pack for pack in read_packs() if pack.family == words.PACK_FAMILY}


def line_named(pack_id: str, *, kind: str, subject: str, code: str) -> ChecklistLine | None:
    return next((one for one in checklist_of(pack_id, kind=kind, subject=subject) if one.code == code), None)


def terms_of(pack: Pack, severity: str) -> Terms:
    params = pack.rule("clocks").params[severity]
    return Terms(timedelta(minutes=params["due_minutes"]), timedelta(minutes=params["look_back_minutes"]))


def params_of(pack: Pack, name: str) -> Mapping[str, Any]:
    """The numbers of a rule: closing, draw or signs."""
    return pack.rule(name).params
