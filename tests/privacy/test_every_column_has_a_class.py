"""Each column says whether it holds data of people, and how long it is kept."""

import pytest

from fangxian.core.privacy import registry, rules
from fangxian.core.privacy.fields import EncryptedTextField

OURS = [m for m in registry.models_with_tables() if registry.is_ours(m) and not m._meta.auto_created]
LABELS = [model._meta.label for model in OURS]


@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_each_column_is_in_exactly_one_class(model):
    classed = [column for columns in registry.classes_of(model).values() for column in columns]
    assert sorted(classed) == sorted(registry.columns_of(model))


@pytest.mark.invariant("INV-24")
@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_each_table_has_a_known_retention_class(model):
    assert model.Privacy.retention in rules.RETENTION_CLASSES


@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_privacy_is_said_in_the_model_itself_and_not_inherited(model):
    assert "Privacy" in vars(model)


@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_an_encrypted_column_is_personal_or_sensitive(model):
    encrypted = {f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)}
    assert not encrypted & registry.classes_of(model)["operational"]


@pytest.mark.parametrize("model", OURS, ids=LABELS)
def test_an_encrypted_column_stands_in_a_row_that_belongs_to_a_programme(model):
    encrypted = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
    assert not encrypted or "programme" in registry.columns_of(model)


def test_each_table_of_a_library_is_classed():
    theirs = {m._meta.label for m in registry.models_with_tables() if not registry.is_ours(m)}
    assert theirs - {m._meta.label for m in registry.models_with_tables() if m._meta.auto_created} == set(
        registry.LIBRARIES
    )


@pytest.mark.parametrize("label", registry.LIBRARIES)
def test_what_is_said_of_a_library_names_columns_that_it_has(label):
    from django.apps import apps

    assert registry.LIBRARIES[label][1] <= registry.columns_of(apps.get_model(label))


def test_the_registry_names_every_kind_of_store():
    stores = registry.stores()
    assert {store.kind for store in stores} == {"table", "files", "backup", "lake", "devices"}
    assert {store.kind for store in stores if not store.is_built} == {"devices"}
    assert all(store.retention in rules.RETENTION_CLASSES for store in stores)


@pytest.mark.invariant("INV-24")
@pytest.mark.django_db
def test_the_registry_names_every_table_of_the_database():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND NOT relispartition"
        )
        tables = {name for (name,) in cursor.fetchall()} - {"django_migrations"}
    assert tables == {store.name for store in registry.stores() if store.kind == "table"}
