"""The only writes: lookups, readings across areas with their second person and review, and the watch over them."""

from .canaries import Invented, seed_canaries
from .glass import ask_to_read, decide_glass, give_back, record_reading
from .lookups import Found, look_up
from .matching import decide_pair, propose_pairs, saw_pair, second_pair, unmerge_pair, why_not_merge
from .proposing import find_pairs, look_for_pairs
from .reviews import alarm_unseconded, review_alarm, review_glass, saw_for_review, watch_canaries

__all__ = [
    "Found",
    "Invented",
    "alarm_unseconded",
    "ask_to_read",
    "decide_glass",
    "decide_pair",
    "find_pairs",
    "give_back",
    "look_for_pairs",
    "look_up",
    "propose_pairs",
    "record_reading",
    "review_alarm",
    "review_glass",
    "saw_for_review",
    "saw_pair",
    "second_pair",
    "seed_canaries",
    "unmerge_pair",
    "watch_canaries",
    "why_not_merge",
]
