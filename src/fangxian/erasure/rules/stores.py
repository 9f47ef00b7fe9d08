"""What is erased with a programme, what stays without people, and in which order rows go: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# What stays: it holds nobody. A keyed reference in it speaks of nobody once its key is destroyed.
KEPT_CLASSES = frozenset({"programme", "reference", "audit"})
# Posts, units and bodies stay, for the orders and signatures name them; whoever held a post is forgotten.
WITHOUT_NAMES = frozenset({"staff.User", "staff.Body", "staff.Unit", "staff.Post"})
PROBE_LABEL = "erasure.probe"
PROBE = "试验字样 probe"  # an invented word that is sealed before the keys go, and must not be readable after


def is_erased(label: str, retention: str) -> bool:
    """Whether the rows of a table of ours go with their programme."""
    return retention not in KEPT_CLASSES and label not in WITHOUT_NAMES


def children_first(tables: Iterable[str], points_to: Mapping[str, Iterable[str]]) -> list[str]:
    """The tables in an order in which each goes before those that it points to.

    points_to  per table the tables that its foreign keys name
    Errors: ValueError if tables point to each other in a circle.
    """
    left = {table: {other for other in points_to.get(table, ()) if other != table} for table in sorted(tables)}
    order: list[str] = []
    while left:
        named = {other for others in left.values() for other in others}
        free = [table for table in left if table not in named]
        if not free:
            raise ValueError(f"tables point to each other in a circle: {', '.join(left)}")
        order += free
        left = {table: others for table, others in left.items() if table not in free}
    return order
