"""Which column of a list holds what: by its head in Chinese or English, or by a saved mapping."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from fangxian.engine.rules.denylist import ForbiddenInput, is_denied
from fangxian.engine.tables.findings import refuse
from fangxian.engine.texts import Bilingual

_HINT = re.compile(r"[(（\[【].*?[)）\]】]")
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Field:
    """Something a list can say.

    name      how programs and mappings call it
    title     how people call it
    heads     heads under which it is sent, best first; case, spaces and punctuation do not matter
    """

    name: str
    title: Bilingual
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A saved answer to "which column is which": field -> head, and place name as written -> area code."""

    columns: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> str:
        """The text of a mapping file."""
        return json.dumps({"columns": self.columns, "places": self.places}, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one list.

    found    field -> position of its column
    unread   heads that nothing uses
    denied   heads that may not be used, with the reason; their cells are dropped at the door
    """

    heads: tuple[str, ...]
    found: dict[str, int]
    unread: tuple[str, ...]
    denied: tuple[tuple[str, ForbiddenInput], ...]

    def head(self, name: str) -> str:
        """The head of a field's column as it stands in the file; the field's name if the file has none."""
        return self.heads[self.found[name]] if name in self.found else name

    def cell(self, cells: Sequence[str], name: str) -> str:
        """A field's cell in a row; empty if the list has no such column."""
        position = self.found.get(name)
        return cells[position] if position is not None else ""

    def mapping(self) -> Mapping:
        """What was found, to be saved and used for the next list of this shape."""
        return Mapping(columns={name: self.heads[position] for name, position in self.found.items()})


@lru_cache(maxsize=8192)
def plain(head: str) -> str:
    """A head without case, width, punctuation and hints in brackets, for comparison."""
    text = unicodedata.normalize("NFKC", head).lower()
    return _NOISE.sub("", _HINT.sub("", text)) or _NOISE.sub("", text)


def known_heads(fields: Iterable[Field], mapping: Mapping | None = None) -> frozenset[str]:
    """Every head, in plain form, under which one of the fields may stand."""
    heads = {plain(head) for item in fields for head in item.heads}
    return frozenset(heads | {plain(head) for head in (mapping.columns.values() if mapping else ())})


def recognise_columns(heads: Sequence[str], fields: Sequence[Field], mapping: Mapping | None = None) -> Columns:
    """Which column holds which field.

    A mapping's word goes before recognition. A denied column is never used, whatever a mapping says.
    Errors: TableRefused if a mapping names an unknown field, an absent column or a denied one; or if two columns
    claim a field with the same head.
    """
    denied = tuple((head, reason) for head in heads if (reason := is_denied(head)))
    denied_heads = {head for head, _ in denied}
    found = _mapped(heads, fields, mapping, denied_heads)
    taken = set(found.values())
    for item in fields:
        if item.name in found:
            continue
        position = _recognised(heads, item, taken, denied_heads)
        if position is not None:
            found[item.name] = position
            taken.add(position)
    unread = tuple(head for index, head in enumerate(heads) if index not in taken and head not in denied_heads)
    return Columns(tuple(heads), found, unread, denied)


def _mapped(heads: Sequence[str], fields: Sequence[Field], mapping: Mapping | None, denied: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    known = [item.name for item in fields]
    plain_heads = [plain(head) for head in heads]
    for name, head in (mapping.columns if mapping else {}).items():
        if name not in known:
            raise refuse("mapping_unknown_field", name=name, known=", ".join(known))
        if head not in heads and plain(head) not in plain_heads:
            raise refuse("mapping_no_column", column=head, columns=", ".join(heads))
        position = list(heads).index(head) if head in heads else plain_heads.index(plain(head))
        if heads[position] in denied:
            reason = is_denied(heads[position])
            texts = reason.reason if reason else Bilingual("", "")
            raise refuse("mapping_denied", column=heads[position], zh=texts.zh, en=texts.en)
        found[name] = position
    return found


def _recognised(heads: Sequence[str], item: Field, taken: set[int], denied: set[str]) -> int | None:
    for wanted in item.heads:
        positions = [
            index
            for index, head in enumerate(heads)
            if index not in taken and head not in denied and plain(head) == plain(wanted)
        ]
        if len(positions) > 1:
            names = ", ".join(heads[index] for index in positions)
            raise refuse("column_twice", title_zh=item.title.zh, title_en=item.title.en, columns=names)
        if positions:
            return positions[0]
    return None


def refuse_missing(columns: Columns, item: Field) -> None:
    """Refuse a list that lacks a column without which nothing can be decided. Errors: TableRefused."""
    if item.name not in columns.found:
        raise refuse("column_missing", title_zh=item.title.zh, title_en=item.title.en, columns=", ".join(columns.heads))


def read_mapping(path: Path) -> Mapping:
    """A mapping file: JSON with `columns` and, if wanted, `places`. Errors: TableRefused saying what is wrong."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise refuse("mapping_unreadable", detail=error.strerror or "?") from None
    except ValueError as error:
        raise refuse("mapping_unreadable", detail=str(error)) from None
    parts = [content.get(key, {}) for key in ("columns", "places")] if isinstance(content, dict) else [None]
    if not all(isinstance(part, dict) and all(isinstance(word, str) for word in part.values()) for part in parts):
        raise refuse("mapping_unreadable", detail='{"columns": {...}, "places": {...}}')
    return Mapping(columns=dict(parts[0] or {}), places=dict(parts[1] or {}))
