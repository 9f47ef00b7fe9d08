"""The only reads of our own force on duty: who can be called, who leads, what a unit does today."""

from .calling import Agency, agencies_for, duties_kept, duty_of, reachable, state_of, unreachable
from .units import (
    leader_of,
    leaders_of,
    member_of,
    members_of,
    my_part,
    sheet_of,
    sheets_of,
    unit_of,
    units_led,
    units_run,
)
from .work import at_posts, disputes, doors, gates_without_keeper, tasks_open

__all__ = [
    "Agency",
    "agencies_for",
    "at_posts",
    "disputes",
    "doors",
    "duties_kept",
    "duty_of",
    "gates_without_keeper",
    "leader_of",
    "leaders_of",
    "member_of",
    "members_of",
    "my_part",
    "reachable",
    "sheet_of",
    "sheets_of",
    "state_of",
    "tasks_open",
    "unit_of",
    "units_led",
    "units_run",
    "unreachable",
]
