"""What happens in a sweep: lists are taken over, rounds opened, doors dealt out and visited, rounds closed."""

from .landing import land_door_visits
from .lists import answer_row, discard_list, enter_building, give_up_row, take_over, try_list
from .rounds import Terms, close_round, explain_doors, open_round
from .sending import free_doors, send_worker, split_doors

__all__ = [
    "Terms",
    "answer_row",
    "close_round",
    "discard_list",
    "enter_building",
    "explain_doors",
    "free_doors",
    "give_up_row",
    "land_door_visits",
    "open_round",
    "send_worker",
    "split_doors",
    "take_over",
    "try_list",
]
