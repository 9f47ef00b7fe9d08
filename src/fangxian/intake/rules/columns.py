"""Which column of a list is read as what, as an officer confirms it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.tables import Field, TableRefused, recognise_columns
from fangxian.engine.tables import Mapping as SavedMapping


def recognised(heads: Sequence[str], fields: Sequence[Field], *, saved: Mapping[str, str]) -> dict[str, str]:
    """field -> head, as far as it can be told; what this sender's last list was read as goes before.

    A field that two columns claim is left open: the officer decides.
    """
    found: dict[str, str] = {}
    free = list(heads)
    for field in fields:
        known = {field.name: saved[field.name]} if saved.get(field.name) in free else {}
        try:
            columns = recognise_columns(free, [field], SavedMapping(columns=known))
        except TableRefused:
            continue
        if field.name in columns.found:
            found[field.name] = columns.head(field.name)
            free.remove(found[field.name])
    return found


def unread(heads: Sequence[str], *, mapping: Mapping[str, str], denied: Sequence[str]) -> list[str]:
    """Columns that are neither read nor denied; their cells are not kept."""
    return [head for head in heads if head not in mapping.values() and head not in denied]


def why_not_mapping(
    mapping: Mapping[str, str], fields: Sequence[Field], *, heads: Sequence[str], denied: Sequence[str], source: str
) -> Problem | None:
    """Why a list cannot be read in this way; `source` is the first part of the problem's code."""
    known = {field.name for field in fields}
    for field, head in mapping.items():
        if field not in known or head not in heads:
            return _wrong(source, field, said("The file has no such column."))
        if head in denied:
            return _wrong(source, field, said("This column may not be used by anybody."))
        if list(mapping.values()).count(head) > 1:
            return _wrong(source, field, said("One column cannot be read as two things."))
    return None


def _wrong(source: str, field: str, text: str) -> Problem:
    return Problem(f"{source}.mapping", text, field=field, status=422)
