"""No table holds people for ever: each has a clock, goes with one that has, or is kept to stand-down (INV-24)."""

import pytest
from django.apps import apps

from fangxian.core.privacy import registry
from fangxian.core.privacy.rules import RETENTION_CLASSES
from fangxian.engine.rules.packs import read_pack
from fangxian.erasure.queries.retention import HOLDS, term_of
from fangxian.erasure.rules import clocks

PEOPLE = [store for store in registry.stores() if store.kind == registry.TABLE and store.holds_people]
COUNTED = {clock.table: clock for clock in (*clocks.CLOCKS, *clocks.SHARED_CLOCKS)}
KNOWN = {*COUNTED, *clocks.GOES_WITH, *clocks.KEPT_WITH_DECISIONS}
PACK = read_pack("cn.retention")


def label_of(store: registry.Store) -> str:
    return next(m._meta.label for m in registry.models_with_tables() if m._meta.db_table == store.name)


@pytest.mark.invariant("INV-24")
@pytest.mark.parametrize("store", PEOPLE, ids=lambda store: store.name)
def test_a_table_that_holds_people_is_counted_or_kept_to_stand_down(store):
    assert label_of(store) in KNOWN or store.retention in clocks.KEPT_TO_STAND_DOWN


@pytest.mark.parametrize("retention_class", sorted(RETENTION_CLASSES))
def test_the_edition_says_of_every_class_how_long_what_then_and_on_which_evidence(retention_class):
    term = term_of(PACK, retention_class)
    assert term.then and term.evidence in "VSMD" and term.sources and term.explain_zh and term.explain_en


@pytest.mark.parametrize("label", sorted(KNOWN))
def test_every_table_of_the_clocks_exists_with_its_columns(label):
    model = apps.get_model(label)
    columns = COUNTED[label].counted_from if label in COUNTED else ()
    assert all(column.split("__")[0] in {field.name for field in model._meta.fields} for column in columns)


@pytest.mark.parametrize("label", sorted(COUNTED))
def test_every_counted_table_has_a_class_with_days_and_known_reasons_to_keep(label):
    clock = COUNTED[label]
    retention_class = clock.of_class or apps.get_model(label).Privacy.retention
    assert term_of(PACK, retention_class).days
    assert set(clock.held_by) <= set(HOLDS) == set(clocks.HOLD_WORDS)
