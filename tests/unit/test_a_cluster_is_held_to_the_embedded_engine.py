"""What the proof of a cluster counts as a difference, and which addresses it takes for one."""

import ibis
import pyarrow as pa
import pytest

from fangxian.engine.cluster import ClusterRefused, sample
from fangxian.engine.cluster.checking import as_text, compared
from fangxian.engine.cluster.session import refuse_address, shown
from fangxian.engine.contacts import close_contacts


def against(expected: dict, given: dict):
    return compared("contacts", pa.table(expected), pa.table(given), embedded_seconds=0, cluster_seconds=0)


def test_the_same_rows_in_another_order_are_identical():
    assert against({"a": [1, 2], "b": ["x", None]}, {"a": [2, 1], "b": [None, "x"]}).identical


def test_a_row_that_is_lost_changed_or_doubled_is_a_difference():
    lost = against({"a": [1, 2]}, {"a": [1]})
    changed = against({"a": [1.5]}, {"a": [1.5000000001]})
    doubled = against({"a": [1]}, {"a": [1, 1]})
    assert [(one.missing, one.extra) for one in (lost, changed, doubled)] == [(1, 0), (1, 1), (0, 1)]
    assert changed.examples == (("embedded", (1.5,)), ("cluster", (1.5000000001,)))


def test_other_columns_are_a_difference_even_without_rows():
    assert not against({"a": pa.array([], pa.int64())}, {"b": pa.array([], pa.int64())}).identical


def test_a_sample_is_the_same_for_one_seed_and_holds_the_odd_cases():
    one, again, other = sample(2000, seed=1), sample(2000, seed=1), sample(2000, seed=2)
    assert one == again and one.stays != other.stays
    stays = one.stays.to_pylist()
    assert any(row["t_in"] == row["t_out"] for row in stays)
    assert len({tuple(row.values()) for row in stays}) < len(stays)
    assert one.cases["t_from"].null_count and one.legs["number"].null_count and one.legs["date"].null_count


@pytest.mark.parametrize(("kind", "address"), [("sail", "spark://h:1"), ("sail", "h:1"), ("spark", "http://h:1")])
def test_what_is_no_address_is_refused_before_anything_is_tried(kind, address):
    with pytest.raises(ClusterRefused, match="no address"):
        refuse_address(kind, address)


def test_a_token_in_an_address_is_not_repeated():
    assert shown("sc://host:443/;use_ssl=true;token=abc") == "sc://host:443/"


def test_a_stay_that_stands_there_several_times_is_lived_once():
    # equal rows have no order among themselves: an engine may line them up another way in each of its windows
    drawn = sample(8000, seed=7)
    once = pa.concat_tables([drawn.stays.group_by(drawn.stays.column_names).aggregate([])])
    listed = [
        close_contacts(*(as_text(ibis.memtable(table)) for table in (stays, drawn.cases)), min_minutes=15).to_pyarrow()
        for stays in (once, drawn.stays, pa.concat_tables([drawn.stays] * 3))
    ]
    assert compared("once, as drawn", listed[0], listed[1], embedded_seconds=0, cluster_seconds=0).examples == ()
    assert compared("once, three times", listed[0], listed[2], embedded_seconds=0, cluster_seconds=0).examples == ()
