"""By what a row of a list is known again, and by what other rows speak of it: keyed hashes, never the id itself."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fangxian.cases.models import LineList
from fangxian.core.privacy.queries import blind_index
from fangxian.engine.linelists import formats_by_id

PERSON = "person"  # cases and contacts are people of one numbering: a contact may have become a case
_OF_PEOPLE = frozenset({"case", "contact"})
_LABEL = "cases.line"


def system_of(line_list: LineList) -> str:
    return formats_by_id()[line_list.format_id].system


def key_of(line_list: LineList, subject: str, told: Mapping[str, str]) -> bytes:
    """What is equal for the same row sent again: its id in the other system; else all that it tells.

    Numbers in a spreadsheet begin with 1 in every file, so they tell nothing on their own.
    """
    number = told.get("external_id", "")
    if number and system_of(line_list) != "spreadsheet":
        return reference_to(line_list, number, kind=PERSON if subject in _OF_PEOPLE else subject)
    return _index(line_list, subject, json.dumps(dict(told), sort_keys=True, ensure_ascii=False))


def other_key_of(line_list: LineList, subject: str, told: Mapping[str, str]) -> bytes | None:
    """The second name under which other rows may speak of this person."""
    second = told.get("external_id" if system_of(line_list) == "spreadsheet" else "other_id", "")
    return reference_to(line_list, second) if second and subject in _OF_PEOPLE else None


def reference_to(line_list: LineList, number: str, *, kind: str = PERSON) -> bytes:
    """The hash of an id by which a row of this list speaks of somebody."""
    return _index(line_list, kind, "".join(number.split()).casefold())


def _index(line_list: LineList, kind: str, text: str) -> bytes:
    scope = f"{system_of(line_list)}|{''.join(line_list.sender.split()).casefold()}|{kind}|{text}"
    return blind_index(scope, programme_id=line_list.programme_id, label=_LABEL)
