"""A record that a phone sent, read at once into its shape: the quick way for what comes by the ten thousand.

A shape is a `msgspec.Struct`. It reads a record ten times as fast as field by field (`engine.records`), and what is
wrong is named in the same words. A rule over several fields is asked afterwards, by whoever reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any, TypeVar, get_args
from zoneinfo import ZoneInfo

import msgspec
from msgspec import inspect

from .records import NotARecord, wrong

Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # with its zone, by the phone's clock
# An id as phones make it. As text it is read, compared and written five times as fast as a UUID. Its letters are
# looked at here, for all records at once: msgspec, which does so one by one, would take longer over them than over
# everything else. Being of one length, no two wrong ids pass for right ones together.
Id = Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
_IDS = re.compile(r"(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\n)*")
S = TypeVar("S", bound=msgspec.Struct)
QUARTER = 15 * 60  # seconds of a quarter of an hour
_PLACE = re.compile(r" - at `\$\.?([^.\[`]*)")
_MISSING = re.compile(r"missing required field `([^`]+)`")


def read_as(record: object, shape: type[S]) -> S:
    """A record in its shape. Raises `NotARecord` with the first field that is wrong, and why."""
    try:
        found = msgspec.convert(record, shape)
    except msgspec.ValidationError as error:
        raise _named(record, shape, str(error)) from None
    for name, sent_as in _ids_of(shape).items():
        if not _are_ids(name, [found]):
            raise wrong("not_an_id", sent_as)
    return found


def read_all_as(records: Sequence[object], shape: type[S]) -> list[S | NotARecord]:
    """Records of one kind, each in its shape or with what is wrong with it; in one step if all are right."""
    try:
        found = msgspec.convert(records, _list_of(shape))
    except msgspec.ValidationError:
        found = []
    if found and all(_are_ids(name, found) for name in _ids_of(shape)):
        return [*found]
    return [_read_or_named(record, shape) for record in records]


def _read_or_named(record: object, shape: type[S]) -> S | NotARecord:
    try:
        return read_as(record, shape)
    except NotARecord as problem:
        return problem


@lru_cache
def _list_of(shape: type[S]) -> type[list[S]]:
    return list[shape]  # type: ignore[valid-type]


def _are_ids(name: str, found: Sequence[msgspec.Struct]) -> bool:
    told = {*map(attrgetter(name), found)} - {None}
    return _IDS.fullmatch("\n".join([*told, ""])) is not None


@lru_cache
def _ids_of(shape: type[msgspec.Struct]) -> Mapping[str, str]:
    """The fields that hold an id, by name, each as it is sent. Raises TypeError for one where nobody would look."""
    fields = msgspec.structs.fields(shape)
    own = {field.name: field.encode_name for field in fields if Id in (field.type, *get_args(field.type))}
    if any(Id in _parts(field.type) for field in fields if field.name not in own):
        raise TypeError(f"{shape.__name__} has an id inside of one of its fields")
    return own


def _parts(kind: Any) -> Iterator[Any]:
    """All types that one is made of, itself included."""
    yield kind
    inside = [field.type for field in msgspec.structs.fields(kind)] if hasattr(kind, "__struct_fields__") else []
    for part in (*get_args(kind), *inside):
        yield from _parts(part)


def moment_texts(moments: Sequence[datetime]) -> list[str]:
    """Aware moments as ISO 8601 writes them, to the microsecond; many at once cost a tenth of one by one."""
    return msgspec.json.encode(moments).decode()[2:-2].split('","') if moments else []


def hour_texts(moments: Sequence[datetime], *, zone: ZoneInfo) -> list[str]:
    """The hour of aware moments by the clocks of a zone: texts that begin with 2020-03-10T09.

    Zones differ, and change, by whole quarters of an hour since 1972: so each quarter is asked once.
    """
    quarters = [moment.timestamp() // QUARTER for moment in moments]
    hours = {quarter: datetime.fromtimestamp(quarter * QUARTER, zone).isoformat() for quarter in {*quarters}}
    return [hours[quarter] for quarter in quarters]


def _named(record: object, shape: type[msgspec.Struct], said: str) -> NotARecord:
    if not isinstance(record, Mapping):
        return wrong("not_a_record")
    place, missing = _PLACE.search(said), _MISSING.search(said)
    name = place.group(1) if place else missing.group(1) if missing else ""
    if not name:
        return wrong("not_a_record")
    if record.get(name) in (None, ""):
        return wrong("missing", name)
    code, detail = _expected(shape).get(name, ("not_a_record", {}))
    return wrong(code, name, **detail)


@lru_cache
def _expected(shape: type[msgspec.Struct]) -> Mapping[str, tuple[str, dict[str, Any]]]:
    """By the name of a field as it is sent: the code for a value that it cannot take."""
    described = inspect.type_info(shape)
    assert isinstance(described, inspect.StructType)
    codes: dict[str, tuple[str, dict[str, Any]]] = {
        field.encode_name: _code_of(field.type) for field in described.fields
    }
    return codes | {name: ("not_an_id", {}) for name in _ids_of(shape).values()}


def _code_of(kind: inspect.Type) -> tuple[str, dict[str, int]]:
    if isinstance(kind, inspect.UnionType):
        kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    found: tuple[str, dict[str, Any]]
    match kind:
        case inspect.UUIDType():
            found = "not_an_id", {}
        case inspect.StrType() if kind.pattern:
            found = "not_an_id", {}
        case inspect.DateTimeType():
            found = "not_a_moment", {}
        case inspect.IntType():
            found = "not_a_count", {"low": kind.ge, "high": kind.le}
        case inspect.ListType() | inspect.VarTupleType():
            found = "not_a_list", {"most": kind.max_length}
        case inspect.StrType():
            found = "too_long", {}
        case _:
            found = "unknown_word", {}
    return found
