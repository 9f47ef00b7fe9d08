"""A cluster as it is drawn and as it is read out: the same cases and links in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from fangxian.cases.models import Case, CaseLink
from fangxian.cases.queries.chains import Standing, infected_here, origin_of
from fangxian.core.screens.templatetags.screens import label
from fangxian.engine.chains.graph import Cluster


@dataclass(frozen=True)
class Node:
    """One end. case is None for whoever is on no record here, or beyond the reader's area.

    row  its place among those of its generation, from 0
    """

    key: str
    label: str
    word: str
    generation: int
    row: int
    case: Case | None
    onset_on: date | None
    origin: str
    is_here: bool


@dataclass(frozen=True)
class Drawn:
    """One link with its two ends and what is odd about it."""

    link: CaseLink
    infector: Node
    infectee: Node
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table: a case, and everything that is said of how it was infected."""

    node: Node
    caught: list[Drawn]
    gave_count: int


@dataclass(frozen=True)
class Drawing:
    """days: from the first onset to the last, without gaps; empty if no onset is known."""

    nodes: list[Node]
    links: list[Drawn]
    rows: list[Row]
    days: list[date]


def drawing_of(standing: Standing, cluster: Cluster, here: Case) -> Drawing:
    infected = infected_here(list(standing.links.values()))
    rows: dict[int, int] = {}
    nodes = {}
    for key in cluster.members:
        generation = standing.chains.generation[key]
        nodes[key] = _node(key, standing, generation, rows.get(generation, 0), infected, here)
        rows[generation] = rows.get(generation, 0) + 1
    links = [
        Drawn(standing.links[key], *_ends(standing.links[key], key, nodes), standing.chains.flags.get(key, ()))
        for key in cluster.links
    ]
    table = [
        Row(node, [one for one in links if one.infectee == node], sum(1 for one in links if one.infector == node))
        for node in nodes.values()
    ]
    return Drawing(list(nodes.values()), links, table, _days(list(nodes.values())))


def _ends(link: CaseLink, key: str, nodes: dict[str, Node]) -> tuple[Node, Node]:
    first = str(link.infector_id) if link.infector_id else f"from:{key}"
    second = str(link.infectee_id) if link.infectee_id else f"to:{key}"
    return nodes[first], nodes[second]


def _node(key: str, standing: Standing, generation: int, row: int, infected: set, here: Case) -> Node:
    case = standing.cases.get(key)
    if case is None:
        is_named = ":" in key
        text = gettext("On no record here") if is_named else gettext("In another area")
        return Node(key, text, text, generation, row, None, None, "unknown", False)
    name = gettext("Case %(serial)s") % {"serial": case.serial}
    origin = origin_of(case, infected)
    state = label("cases.state", "ruled_out") if case.ruled_out_at else label("cases.class", case.case_class)
    onset = case.onset_on.isoformat() if case.onset_on else gettext("no symptoms")
    word = " · ".join([name, state, onset, label("cases.origin", origin)])
    return Node(key, name, word, generation, row, case, case.onset_on, origin, case.id == here.id)


def _days(nodes: list[Node]) -> list[date]:
    known = [node.onset_on for node in nodes if node.onset_on]
    if not known:
        return []
    return [min(known) + timedelta(days=number) for number in range((max(known) - min(known)).days + 1)]
