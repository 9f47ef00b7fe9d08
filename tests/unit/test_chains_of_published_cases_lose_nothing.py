"""Chains of the public data sets: every case and link is kept, and what is flagged is what their authors counted."""

import sys
from pathlib import Path

import pytest
from tests.public_data import data_set

from fangxian.engine.chains.graph import CIRCLE, DANGLING, EARLIER, SELF, SEVERAL, UNDIRECTED
from fangxian.engine.chains.serial import serial_interval

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import chains as published

sys.path.pop(0)


def lost(read):
    """Links and cases that stand in no cluster, or in two."""
    kept = [key for cluster in read.chains.clusters for key in cluster.links]
    members = [case for cluster in read.chains.clusters for case in cluster.members]
    return len(read.links) - len(kept), read.case_count + len(read.chains.strangers) - len(set(members)), (
        len(members) - len(set(members)) + len(kept) - len(set(kept))
    )  # fmt: skip


def test_chinese_pairs_are_trees_of_at_most_five_generations():
    read, _ = published.china(data_set("cn_transmission_pairs").parent)
    linked = [cluster for cluster in read.chains.clusters if cluster.links]
    assert (read.case_count, len(read.links), lost(read)) == (1915, 1302, (0, 0, 0))
    assert (len(linked), max(cluster.depth for cluster in linked)) == (613, 5)
    assert all(len(cluster.links) == len(cluster.members) - 1 for cluster in linked)
    assert [read.chains.flagged(flag) for flag in (SELF, CIRCLE, DANGLING, SEVERAL)] == [[], [], [], []]


def test_the_serial_interval_of_chinese_pairs_is_their_authors_with_an_interval():
    data = data_set("cn_transmission_pairs").parent
    _, days = published.china(data)
    column = [int(row["serial_interval_days"]) for row in published.rows(data / "cn_transmission_pairs" / "pairs.csv")
              if row["serial_interval_days"]]  # fmt: skip
    found = serial_interval(days)
    assert sorted(days) == sorted(column) and (found.pair_count, found.negative_count) == (613, 45)
    assert found.mean.value == pytest.approx(5.27, abs=0.01)
    assert (found.mean.low, found.mean.high) == (pytest.approx(4.86, abs=0.02), pytest.approx(5.73, abs=0.02))


def test_korean_circles_self_links_and_dangling_links_stay():
    read = published.korea(data_set("korea_ds4c").parent)
    by_key = {link.key: link for link in read.links}
    circling = [by_key[key] for key in (*read.chains.flagged(CIRCLE), *read.chains.flagged(SELF))]
    assert (read.case_count, len(read.links), lost(read)) == (3388, 822, (0, 0, 0))
    assert len({end for link in circling for end in (link.infector, link.infectee)}) == 14
    assert [len(read.chains.flagged(flag)) for flag in (SELF, DANGLING, EARLIER)] == [2, 5, 24]


def test_taiwanese_contacts_stay_though_they_are_no_cases():
    read = published.taiwan(data_set("taiwan_contacts").parent)
    assert (read.case_count, len(read.links), lost(read)) == (578, 46010, (0, 0, 0))
    assert len(read.chains.strangers) == 8485 and len(read.chains.flagged(SELF)) == 1
    assert len(read.links) - len(read.chains.flagged(UNDIRECTED)) == 37


def test_recall_of_true_pairs_among_suggested_contacts_is_what_the_page_of_benchmarks_says():
    found = published.recall(data_set("cn_case_trajectories").parent)
    page = (Path(__file__).parents[2] / "docs" / "reference" / "benchmarks.md").read_text()
    ways = found.found
    assert (found.pair_count, ways["any"]) == (112, 24)
    assert f"Of {found.pair_count} published pairs of whom both" in page and f"{ways['place']} (12 %) share" in page
    assert f"{ways['any']} (21 %) any of them, among {found.suggested_count:,} suggested pairs" in page
