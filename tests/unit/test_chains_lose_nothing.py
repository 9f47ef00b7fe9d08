"""Chains from links: generations and clusters, and what cannot be right is flagged and stays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.chains.graph import CIRCLE, DANGLING, EARLIER, SELF, SEVERAL, UNDIRECTED, Link, chains


def links(*pairs):
    return [Link(f"{a}>{b}", a, b) for a, b in pairs]


def test_a_tree_has_generations_from_its_root():
    found = chains("abcde", links(("a", "b"), ("a", "c"), ("c", "d")))
    assert {case: found.generation[case] for case in "abcde"} == {"a": 0, "b": 1, "c": 1, "d": 2, "e": 0}
    first, alone = found.clusters
    assert (first.members, first.roots, first.depth) == (("a", "b", "c", "d"), ("a",), 2)
    assert (alone.members, alone.links) == (("e",), ()) and found.flags == {}


def test_a_case_linked_to_itself_is_flagged_and_no_circle():
    found = chains("ab", links(("a", "a"), ("a", "b")))
    assert found.flags == {"a>a": (SELF,)} and found.generation["b"] == 1


def test_a_circle_is_flagged_shares_a_generation_and_infects_on():
    found = chains("abcd", links(("a", "b"), ("b", "a"), ("b", "c"), ("c", "d")))
    assert found.flagged(CIRCLE) == ["a>b", "b>a"]
    assert [found.generation[case] for case in "abcd"] == [0, 0, 1, 2]
    assert found.clusters[0].roots == ("a", "b")


def test_an_end_on_no_record_stays_as_a_stranger():
    found = chains("b", links(("x", "b")))
    assert found.strangers == {"x"} and found.flags == {"x>b": (DANGLING,)}
    assert found.clusters[0].members == ("x", "b") and found.generation["b"] == 1


def test_two_infectors_of_one_case_are_flagged_and_the_nearest_counts():
    found = chains("abcd", links(("a", "b"), ("b", "c"), ("d", "c")))
    assert found.flagged(SEVERAL) == ["b>c", "d>c"] and found.generation["c"] == 1


def test_whoever_only_met_is_in_one_cluster_and_infects_nobody():
    found = chains("ab", [Link("m", "a", "b", is_directed=False)])
    assert found.flags == {"m": (UNDIRECTED,)} and len(found.clusters) == 1 and found.generation["b"] == 0


def test_an_infectee_who_fell_ill_first_is_flagged():
    onsets = {"a": date(2020, 2, 5), "b": date(2020, 2, 3), "c": None}
    assert chains("abc", links(("a", "b"), ("a", "c")), onsets=onsets).flags == {"a>b": (EARLIER,)}


def test_two_links_need_two_keys():
    with pytest.raises(ValueError, match="key of its own"):
        chains("ab", [Link("k", "a", "b"), Link("k", "b", "a")])


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=20))
def test_every_case_and_link_is_in_exactly_one_cluster(pairs):
    given_links = [Link(str(number), a, b) for number, (a, b) in enumerate(pairs)]
    found = chains("abcdef", given_links)
    members = [case for cluster in found.clusters for case in cluster.members]
    kept = [key for cluster in found.clusters for key in cluster.links]
    assert sorted(members) == sorted(set("abcdef") | {end for pair in pairs for end in pair})
    assert sorted(kept) == sorted(link.key for link in given_links)
    assert set(found.generation) == set(members)
