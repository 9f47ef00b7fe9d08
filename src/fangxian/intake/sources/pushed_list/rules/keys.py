"""What makes two rows the same: one person, one stay, one arrival."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fangxian.engine.tables import Finding

from .fields import DESTINATION, STAY_PLACE
from .findings import ANSWERED_ALIKE, QUESTIONS


def stay_words(content: Mapping[str, Any]) -> str:
    """The stay and the arrival of a fact as one text: equal texts are the same stay of the same journey.

    A place without a code counts by its words; seat, carriage and means of transport do not count.
    """
    stays = [
        [stay.get("area_code") or stay.get("area_text", ""), stay.get("from_on", ""), stay.get("until_on", "")]
        for stay in content.get("stays", [])
    ]
    return json.dumps([stays, content.get("arrives_on", "")], ensure_ascii=False)


def question_words(findings: Sequence[Finding], *, cells: Mapping[str, str], heads: Mapping[str, str]) -> str:
    """What a row asks, as one text that is equal for rows that the same answer serves; "" if each needs its own.

    cells, heads   field -> text, and field -> head of its column
    """
    asked = [finding for finding in findings if finding.code in QUESTIONS]
    if not asked or any(finding.code not in ANSWERED_ALIKE for finding in asked):
        return ""
    texts = [[finding.code, *(cells.get(name, "") for name in _fields_asked(finding, heads))] for finding in asked]
    return json.dumps(texts, ensure_ascii=False)


def _fields_asked(finding: Finding, heads: Mapping[str, str]) -> Sequence[str]:
    """The fields whose text a question is about."""
    if finding.code.startswith("area_"):
        return STAY_PLACE
    if finding.code.startswith("destination_"):
        return DESTINATION
    return [name for name, head in heads.items() if head == finding.field]
