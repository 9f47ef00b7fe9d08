"""Columns of many rows as PostgreSQL's COPY reads them from text: quicker column by column than row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any
from uuid import UUID

PLAIN = (int, float, UUID, date)  # what PostgreSQL reads as Python writes it; truth is an int, a moment a date
Value = str | int | float | UUID | date | None
Column = list[Any] | Value  # a value for each row, or one for all
NULL, TAB = "\\N", "\t"
# What would end a value or a row, or begin an escape.
ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPES = str.maketrans(ESCAPED)


def as_copied(ids: Sequence[object], columns: Mapping[str, Column]) -> Iterator[str]:
    """A line of COPY's text format for each row, without its end: its id, and then its columns in their order."""
    assert all(len(values) == len(ids) for values in columns.values() if isinstance(values, list)), "a value for each"
    texts = [
        map(str, ids),
        *(_texts(values) if isinstance(values, list) else repeat(_text(values)) for values in columns.values()),
    ]
    return map(TAB.join, zip(*texts, strict=False))  # what is one for all goes on for ever


def _texts(values: list[Any]) -> Iterable[str]:
    try:
        together = "".join(values)
    except TypeError:  # not texts alone
        kinds = {*map(type, values)} - {type(None)}
        is_one_of_few = not kinds or kinds in ({int}, {bool})  # not both: one is equal to true
        return _texts_by_value(values) if is_one_of_few else map(_text, values)
    return map(_text, values) if any(mark in together for mark in ESCAPED) else values


def _texts_by_value(values: list[Any]) -> Iterable[str]:
    """Counts and truths are few, however many rows they stand in: each is written once."""
    texts = {value: _text(value) for value in {*values}}
    return map(texts.__getitem__, values)


def _text(value: Value) -> str:
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if not isinstance(value, PLAIN):
        raise TypeError(f"{type(value).__name__} has no text of its own in a COPY")
    return str(value)
