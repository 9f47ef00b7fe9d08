"""What of a report is never kept: somebody's origin or health (F28, O9). Pure; the words stand in the edition.

Names are not found here: one that stands by itself cannot be told from other words. What is read by others than the
desk is looked through for names beside a title as well (`engine.anonymity`), and by the operator who sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fangxian.core.problems.rules import said

ORIGIN, HEALTH, NUMBER = "origin", "health", "number"
KINDS = {
    ORIGIN: said("where somebody comes from"),
    HEALTH: said("how somebody’s health is"),
    NUMBER: said("a number that tells who somebody is"),
}
_CLAUSE = re.compile(r"[^，。；！？、,.;!?\n]+[，。；！？、,.;!?\n]*")
_DOOR = re.compile(r"\d+\s*(?:室|户|号房|单元)|[幢栋]\s*\d+")
# identity numbers, phones, plates; kept in the field for reaching the caller, never in what is told of others
_NUMBERS = re.compile(r"\d{17}[\dXx]|(?<!\d)1\d{10}(?!\d)|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}(?![A-Z0-9])")


@dataclass(frozen=True)
class Stripped:
    """What may be kept of a text, and what kinds of things were left out."""

    text: str
    left_out: tuple[str, ...]


def strip(text: str, *, group: str, words: Mapping[str, Any]) -> Stripped:
    """Leave out each clause that tells of a person's origin or health, and numbers that tell who somebody is.

    group  of the service: help is asked for somebody, and may say what ails her; a report or question may not name
           others. words: params of the edition's rule `not-about-people`
    """
    if group not in words["groups"]:
        return Stripped(text.strip(), ())
    kept: list[str] = []
    found: set[str] = set()
    before_is_person = False
    for clause in _CLAUSE.findall(text):
        names_person = _has(clause, words["persons"]) or bool(_DOOR.search(clause))
        alone = words["alone"] if group == "report" else ()
        of_clause = {
            kind
            for kind in (ORIGIN, HEALTH)
            if _has(clause, [w for w in words[kind] if w in alone])
            or ((names_person or before_is_person) and _has(clause, words[kind]))
        }
        before_is_person = names_person
        found |= of_clause
        if not of_clause:
            kept.append(clause)
    text, count = _NUMBERS.subn("…", "".join(kept))
    return Stripped(text.strip(), tuple(sorted(found | ({NUMBER} if count else set()))))


def _has(text: str, terms: Iterable[str]) -> bool:
    lowered = text.lower()
    return any(
        re.search(rf"\b{re.escape(term)}\b", lowered) is not None if term.isascii() else term in lowered
        for term in terms
    )
