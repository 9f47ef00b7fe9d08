"""A text column that is encrypted with its programme's key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from . import queries, rules
from .models import ProgrammeKey


class EncryptedTextField(models.BinaryField):
    """Holds text; stores it sealed. Reads as None once the programme's key is destroyed.

    The row must have a `programme_id`. It cannot be filtered by: keep a blind index beside it.
    `QuerySet.update` is refused, because it does not know the row's programme.
    """

    if TYPE_CHECKING:  # for the stubs of the framework: it holds text, though it stores bytes
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    resealed_at_once = 1000  # values that are held in memory together when a key is replaced

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.attname}"

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        key_id, key = queries.newest_key(model_instance.programme_id, "identifiers")  # type: ignore[attr-defined]
        return rules.seal(self.as_bytes(value), key=key, key_id=key_id, label=self.label)

    def as_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def as_held(self, plain: bytes) -> Any:
        return plain.decode()

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.label} is encrypted: save the row, do not update or filter by it")
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        sealed = bytes(value)
        key = queries.key_by_id(rules.key_id_of(sealed))
        return None if key is None else self.as_held(rules.unseal(sealed, key=key, label=self.label))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.label} is encrypted and is not serialised")


class EncryptedBytesField(EncryptedTextField):
    """Holds bytes, such as a picture; everything else is as with text. Defer it in lists: each value is unsealed."""

    resealed_at_once = 20

    def as_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def as_held(self, plain: bytes) -> Any:
        return plain

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and bytes(value)[:1] != rules.FORMAT:
            raise TypeError(f"{self.label} is encrypted: save the row, do not update or filter by it")
        return super().get_db_prep_value(value, connection, prepared)


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of every table, in the order of the apps."""
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if isinstance(column, EncryptedTextField):
                yield model, column


def values_by_key(programme_id: UUID) -> dict[UUID, dict[str, int]]:
    """How many values of each encrypted column are sealed with each key: key -> column label -> count."""
    found: dict[UUID, dict[str, int]] = {}
    for model, column in encrypted_columns():
        for key_id, count in _keys_of_column(model, column, programme_id):
            found.setdefault(key_id, {})[column.label] = count
    return found


def _keys_of_column(model: Any, column: EncryptedTextField, programme_id: UUID) -> list[tuple[UUID, int]]:
    quote = connection.ops.quote_name
    name, table = quote(str(column.column)), quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substring({name} FROM 2 FOR 16), count(*) FROM {table} "  # noqa: S608
            f"WHERE programme_id = %s AND {name} IS NOT NULL GROUP BY 1",
            [programme_id],
        )
        return [(UUID(bytes=bytes(key).ljust(16, b"\0")), count) for key, count in cursor.fetchall()]


@dataclass(frozen=True)
class Opened:
    """A sample of one column under one key: how many values there are, were tried and opened.

    fate  "open"; "destroyed" the key is gone, as meant; "lost" no such key is known here; "altered"
          the key is here and does not open the value; "no_master" the key cannot be unwrapped
    """

    column: str
    key_id: UUID
    value_count: int
    tried_count: int
    opened_count: int
    fate: str


def try_to_open(programme_id: UUID, *, sample: int) -> Iterator[Opened]:
    """Open some values of every encrypted column under every key, chosen at random."""
    for model, column in encrypted_columns():
        for key_id, count in _keys_of_column(model, column, programme_id):
            fates = [_fate_of(sealed, column.label) for sealed in _sample(model, column, programme_id, key_id, sample)]
            opened = fates.count("open")
            fate = next((fate for fate in fates if fate != "open"), "open")
            yield Opened(column.label, key_id, count, len(fates), opened, fate)


def _sample(model: Any, column: EncryptedTextField, programme_id: UUID, key_id: UUID, limit: int) -> list[bytes]:
    quote = connection.ops.quote_name
    name, table = quote(str(column.column)), quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name} FROM {table} WHERE programme_id = %s AND substring({name} FROM 2 FOR 16) = %s "  # noqa: S608
            "ORDER BY random() LIMIT %s",
            [programme_id, key_id.bytes, limit],
        )
        return [bytes(sealed) for (sealed,) in cursor.fetchall()]


def _fate_of(sealed: bytes, label: str) -> str:
    try:
        key_id = rules.key_id_of(sealed)
    except rules.Unreadable:
        return "altered"
    try:
        key = queries.key_by_id(key_id)
    except rules.Unreadable:
        return "no_master"
    if key is None:
        return "destroyed" if ProgrammeKey.objects.filter(id=key_id).exists() else "lost"
    try:
        rules.unseal(sealed, key=key, label=label)
    except rules.Unreadable:
        return "altered"
    return "open"
