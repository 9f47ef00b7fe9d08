"""Every store that holds data of people, so that erasure can name them all (INV-24, domain.md 4.6).

Tables are found from the classes of their columns (`class Privacy`); those of libraries are classed
here. A test fails for a table that is in neither, and for a column that is in no class or in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from fangxian.core.problems.rules import said

# Tables of libraries: retention class, and the columns that name or describe a person.
LIBRARIES: dict[str, tuple[str, frozenset[str]]] = {
    "auth.Group": ("staff", frozenset()),
    "auth.Permission": ("staff", frozenset()),
    "contenttypes.ContentType": ("reference", frozenset()),
    "sessions.Session": ("staff", frozenset({"session_key", "session_data"})),
    "account.EmailAddress": ("staff", frozenset({"user", "email"})),
    "account.EmailConfirmation": ("staff", frozenset({"email_address", "key"})),
    "mfa.Authenticator": ("staff", frozenset({"user", "data"})),
    "axes.AccessAttempt": ("staff", frozenset({"username", "ip_address", "user_agent", "get_data", "post_data"})),
    "axes.AccessLog": ("staff", frozenset({"username", "ip_address", "user_agent", "session_hash"})),
    "axes.AccessFailureLog": ("staff", frozenset({"username", "ip_address", "user_agent"})),
    "axes.AccessAttemptExpiration": ("staff", frozenset({"access_attempt"})),
    # the worker's periodic jobs carry a moment and nothing else
    "procrastinate.ProcrastinateJob": ("audit", frozenset()),
    "procrastinate.ProcrastinateEvent": ("audit", frozenset()),
    "procrastinate.ProcrastinateWorker": ("audit", frozenset()),
    "procrastinate.ProcrastinatePeriodicDefer": ("audit", frozenset()),
}

TABLE, FILES, BACKUP, LAKE, DEVICES = "table", "files", "backup", "lake", "devices"


@dataclass(frozen=True)
class Store:
    """One place where data of people may lie.

    kind       table, files, backup, lake or devices
    retention  its retention class (rules.RETENTION_CLASSES)
    personal, sensitive   its columns of each class; empty for what is not a table
    is_built   False: the store does not exist yet, and nothing can lie there
    erased_by  how its contents are made unreadable or removed, in English, marked for translation
    """

    name: str
    kind: str
    retention: str
    erased_by: str
    personal: frozenset[str] = field(default_factory=frozenset)
    sensitive: frozenset[str] = field(default_factory=frozenset)
    is_built: bool = True

    @property
    def holds_people(self) -> bool:
        return bool(self.personal or self.sensitive) or self.kind != TABLE


ROWS = said("Rows are deleted when their retention ends; encrypted columns are unreadable once the key is destroyed.")
FILES_GO = said("Files are deleted with the record that they belong to.")
BACKUPS_GO = said(
    "Backups are deleted; none holds a key, so that any other copy stays unreadable once the key is destroyed."
)
LAKE_GOES = said(
    "It holds numbers, no names: whole days are dropped with their retention, and all of it with the programme."
)
NOT_YET = said("This store does not exist yet.")


def stores() -> list[Store]:
    """Every store, tables first, by name."""
    tables = [_store_of(model) for model in models_with_tables()]
    return [
        *sorted(tables, key=lambda store: store.name),
        Store(str(settings.MEDIA_ROOT.name), FILES, "import", FILES_GO),
        Store("backups", BACKUP, "case", BACKUPS_GO),
        Store("lake", LAKE, "passage", LAKE_GOES),
        Store("lake-index", LAKE, "passage", LAKE_GOES),
        Store("phones", DEVICES, "task", NOT_YET, is_built=False),
    ]


def models_with_tables() -> Iterator[type[Model]]:
    """Every model that has a table of its own, libraries' included."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model


def is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("fangxian.")


def classes_of(model: type[Model]) -> dict[str, set[str]]:
    """The columns of one of our models by class; a class that it does not name is empty."""
    privacy: Any = getattr(model, "Privacy", None)
    return {name: set(getattr(privacy, name, ())) for name in ("personal", "sensitive", "operational")}


def columns_of(model: type[Model]) -> set[str]:
    """The names of a model's own columns and many-to-many links."""
    meta = model._meta
    return {f.name for f in meta.concrete_fields if f.column} | {f.name for f in meta.local_many_to_many}


def _store_of(model: type[Model]) -> Store:
    table = model._meta.db_table
    if is_ours(model) and not model._meta.auto_created:
        classes = classes_of(model)
        return Store(
            table,
            TABLE,
            model.Privacy.retention,  # type: ignore[attr-defined]
            ROWS,
            frozenset(classes["personal"]),
            frozenset(classes["sensitive"]),
        )
    if model._meta.auto_created:
        return Store(table, TABLE, "staff", ROWS, frozenset(columns_of(model) - {"id"}))
    retention, personal = LIBRARIES[model._meta.label]
    return Store(table, TABLE, retention, ROWS, personal)
