"""Chains and clusters from links between cases. Nothing is dropped: what cannot be right is flagged and stays.

A case linked to itself, a circle, an end that is on no record and a second infector are mistakes of a record or open
questions of an investigation; a graph that leaves them out shows a tidy chain that nobody found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SELF, CIRCLE, DANGLING, SEVERAL, UNDIRECTED, EARLIER = (
    "self", "circle", "dangling", "several", "undirected", "earlier",
)  # fmt: skip
FLAGS = (SELF, CIRCLE, DANGLING, SEVERAL, UNDIRECTED, EARLIER)


@dataclass(frozen=True, slots=True)
class Link:
    """One statement that `infector` gave it to `infectee`.

    infector, infectee  keys of cases, or of what a source calls somebody who is none
    is_directed         false where it is said only that the two met
    """

    key: str
    infector: str
    infectee: str
    is_directed: bool = True


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases that links join. Row grain: one connected part; a case without a link is a cluster of one.

    members  in order of generation and key
    roots    the members with which chains begin; a circle that nobody infected begins with all of its members
    depth    the highest generation; 0 where nobody infected anybody
    """

    members: tuple[str, ...]
    roots: tuple[str, ...]
    links: tuple[str, ...]
    depth: int


@dataclass(frozen=True)
class Chains:
    """Every case and link that was given, sorted into clusters, with what is odd about each link.

    generation  0 for a root, else one more than the nearest infector; all members of a circle share one
    strangers   ends of links that are on no record
    flags       link -> flags, in the order of FLAGS; a link with nothing odd is not in it
    """

    clusters: tuple[Cluster, ...]
    generation: Mapping[str, int]
    strangers: frozenset[str]
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def flagged(self, flag: str) -> list[str]:
        """The links that carry a flag, in order."""
        return sorted(key for key, found in self.flags.items() if flag in found)


def chains(cases: Iterable[str], links: Sequence[Link], *, onsets: Mapping[str, date | None] | None = None) -> Chains:
    """The chains that these links make of these cases, the largest cluster first.

    onsets  first day of illness of a case, if known: an infectee who fell ill before her infector is flagged, which
            happens in truth too (infection before symptoms)
    Errors: ValueError if two links have one key.
    """
    import networkx as nx  # few ask for it, and it takes a moment to read

    known = set(cases)
    if len({link.key for link in links}) != len(links):
        raise ValueError("every link needs a key of its own")
    every: Any = nx.MultiGraph()
    every.add_nodes_from(known)
    directed: Any = nx.DiGraph()
    for link in links:
        every.add_edge(link.infector, link.infectee)
        if link.is_directed:
            directed.add_edge(link.infector, link.infectee)
    directed.add_nodes_from(every.nodes)
    generation = _generations(nx, directed)
    circles = _circles(nx, directed)
    return Chains(
        clusters=_clusters(nx, every, directed, links, generation),
        generation=generation,
        strangers=frozenset(set(every.nodes) - known),
        flags=_flags(links, known, directed, circles, onsets or {}),
    )


def _generations(nx: Any, directed: Any) -> dict[str, int]:
    """The distance of each case from the nearest beginning, where a circle counts as one."""
    whole = nx.condensation(directed)
    starts = [part for part in whole if whole.in_degree(part) == 0]
    far = nx.multi_source_dijkstra_path_length(whole, starts, weight=None) if starts else {}
    return {case: int(far[part]) for part in whole for case in whole.nodes[part]["members"]}


def _circles(nx: Any, directed: Any) -> dict[str, int]:
    """The number of the circle in which a case lies, for those that lie in one; a case linked to itself is none."""
    found: dict[str, int] = {}
    for number, part in enumerate(nx.strongly_connected_components(directed)):
        if len(part) > 1:
            found |= dict.fromkeys(part, number)
    return found


def _clusters(
    nx: Any, every: Any, directed: Any, links: Sequence[Link], generation: Mapping[str, int]
) -> tuple[Cluster, ...]:
    of_node = {node: number for number, part in enumerate(nx.connected_components(every)) for node in part}
    members: dict[int, list[str]] = {}
    for node, number in of_node.items():
        members.setdefault(number, []).append(node)
    inside: dict[int, list[str]] = {}
    for link in links:
        inside.setdefault(of_node[link.infector], []).append(link.key)
    made = [
        Cluster(
            members=tuple(sorted(nodes, key=lambda node: (generation[node], node))),
            roots=tuple(sorted(node for node in nodes if generation[node] == 0)),
            links=tuple(sorted(inside.get(number, ()))),
            depth=max(generation[node] for node in nodes),
        )
        for number, nodes in members.items()
    ]
    return tuple(sorted(made, key=lambda cluster: (-len(cluster.members), cluster.members)))


def _flags(
    links: Sequence[Link],
    known: set[str],
    directed: Any,
    circles: Mapping[str, int],
    onsets: Mapping[str, date | None],
) -> dict[str, tuple[str, ...]]:
    flags = {}
    for link in links:
        odd = {
            SELF: link.infector == link.infectee,
            CIRCLE: link.is_directed and link.infector != link.infectee and _in_one(circles, link),
            DANGLING: link.infector not in known or link.infectee not in known,
            SEVERAL: link.is_directed and _infector_count(directed, link.infectee) > 1,
            UNDIRECTED: not link.is_directed,
            EARLIER: link.is_directed and _is_earlier(onsets, link),
        }
        if any(odd.values()):
            flags[link.key] = tuple(flag for flag in FLAGS if odd[flag])
    return flags


def _in_one(circles: Mapping[str, int], link: Link) -> bool:
    return link.infector in circles and circles[link.infector] == circles.get(link.infectee)


def _infector_count(directed: Any, infectee: str) -> int:
    return sum(1 for infector in directed.predecessors(infectee) if infector != infectee)


def _is_earlier(onsets: Mapping[str, date | None], link: Link) -> bool:
    first, second = onsets.get(link.infector), onsets.get(link.infectee)
    return first is not None and second is not None and second < first
