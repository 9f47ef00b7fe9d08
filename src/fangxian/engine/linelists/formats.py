"""What the files of other systems look like: data, one YAML per system, with its source and the day it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from fangxian.engine.tables.columns import plain
from fangxian.engine.texts import Bilingual

CASE, CONTACT, FOLLOWUP, RELATIONSHIP, LABORATORY = "case", "contact", "followup", "relationship", "laboratory"
SUBJECTS = (CASE, CONTACT, FOLLOWUP, RELATIONSHIP, LABORATORY)
TOLD_BY_KIND = "told_by_kind"  # the list says row by row whether somebody is a case or a contact
REFUSED = "refused"
DayOrder = Literal["ymd", "mdy", "dmy", "ask"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file of one system.

    needs    heads or, for spreadsheets, fields that must all be there
    columns  field -> heads under which it stands, best first
    values   field -> value as told, in plain form -> ours; None: told, and we have no word for it
    dates    how the system writes days; "ask": as people do, questioned where several days can be meant
    why      for a kind that is refused: why
    denied   plain heads whose own name does not tell what nobody may use -> a name that does
    remark, entities, plain_entities, strip  see `opening`
    """

    id: str
    system: str
    edition: str
    subject: str
    title: Bilingual
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str | None]]
    dates: DayOrder
    evidence: str
    why: Bilingual | None
    remark: str
    entities: frozenset[str]
    plain_entities: frozenset[str]
    strip: str
    denied: Mapping[str, str]

    @property
    def known_heads(self) -> frozenset[str]:
        """Every head by which the file can be told, in plain form."""
        return frozenset(plain(head) for heads in (*self.columns.values(), self._heads_needed) for head in heads)

    @property
    def _heads_needed(self) -> tuple[str, ...]:
        return tuple(head for name in self.needs for head in self.columns.get(name, (name,)))

    def missing(self, heads: frozenset[str]) -> tuple[str, ...]:
        """What the file lacks to be of this kind; `heads` are in plain form."""
        return tuple(
            name for name in self.needs if not any(plain(head) in heads for head in self.columns.get(name, (name,)))
        )


@lru_cache(maxsize=1)
def formats_by_id() -> dict[str, Format]:
    """Every kind of file that is known, those of other systems before spreadsheets."""
    folder = resources.files("fangxian").joinpath("data", "linelists")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    found: dict[str, Format] = {}
    for file in files:
        system = yaml.safe_load(file.read_text(encoding="utf-8"))
        for told in system["formats"]:
            found[told["id"]] = _format(told, system)
    return found


def recognised(heads: frozenset[str]) -> Format | None:
    """The kind of file that has these heads (in plain form): the one that needs most of them."""
    fit = [each for each in formats_by_id().values() if not each.missing(heads)]
    return max(fit, key=lambda each: (each.system != "spreadsheet", len(each.needs)), default=None)


def nearest(heads: frozenset[str]) -> Format | None:
    """The kind of file that most of these heads belong to, to say what it lacks; None if hardly one is known."""
    near = max(formats_by_id().values(), key=lambda each: len(heads & each.known_heads))
    return near if len(heads & near.known_heads) >= 3 else None


def _format(told: Mapping[str, Any], system: Mapping[str, Any]) -> Format:
    why = told.get("why")
    return Format(
        id=told["id"],
        system=system["system"],
        edition=f"{system['edition']} ({system['read_on']})",
        subject=told["subject"],
        title=Bilingual(**told["title"]),
        needs=tuple(told["needs"]),
        columns={name: tuple(heads) for name, heads in told.get("columns", {}).items()},
        values={
            name: {plain(str(value)): ours for value, ours in table.items()}
            for name, table in told.get("values", {}).items()
        },
        dates=told.get("dates", "ask"),
        evidence=told.get("evidence", ""),
        why=Bilingual(**why) if why else None,
        remark=system.get("remark", ""),
        entities=frozenset(system.get("entities", ())),
        plain_entities=frozenset(system.get("plain_entities", ())),
        strip=system.get("strip", ""),
        denied={plain(head): name for head, name in told.get("denied", {}).items()},
    )
