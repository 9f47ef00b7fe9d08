"""Where a unit's work of the day comes from. An app that stands above this one adds its own in its `apps.py`."""

from __future__ import annotations

from . import queries
from .services import Work

WORKS: dict[str, Work] = {
    "doors": queries.doors,
    "tasks": queries.tasks_open,
    "posts": queries.at_posts,
    "gates": queries.gates_without_keeper,
    "disputes": queries.disputes,
}


def add_work(name: str, work: Work) -> None:
    """Add a source of work under a name; the same name again takes the earlier one's place."""
    WORKS[name] = work
