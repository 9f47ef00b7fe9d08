"""A text column that is encrypted with its programme's key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from . import queries, rules


class EncryptedTextField(models.BinaryField):
    """Holds text; stores it sealed. Reads as None once the programme's key is destroyed.

    The row must have a `programme_id`. It cannot be filtered by: keep a blind index beside it.
    `QuerySet.update` is refused, because it does not know the row's programme.
    """

    if TYPE_CHECKING:  # for the stubs of the framework: it holds text, though it stores bytes
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

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
        return rules.seal(str(value).encode(), key=key, key_id=key_id, label=self.label)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.label} is encrypted: save the row, do not update or filter by it")
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        sealed = bytes(value)
        key = queries.key_by_id(rules.key_id_of(sealed))
        return None if key is None else rules.unseal(sealed, key=key, label=self.label).decode()

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.label} is encrypted and is not serialised")


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of every table, in the order of the apps."""
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if isinstance(column, EncryptedTextField):
                yield model, column
