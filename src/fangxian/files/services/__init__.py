"""The only writes: lookups, readings across areas with their second person and review, and the watch over them."""

from .canaries import Invented, seed_canaries
from .glass import ask_to_read, decide_glass, give_back, record_reading
from .lookups import Found, look_up
from .reviews import alarm_unseconded, review_alarm, review_glass, saw_for_review, watch_canaries

__all__ = [
    "Found",
    "Invented",
    "alarm_unseconded",
    "ask_to_read",
    "decide_glass",
    "give_back",
    "look_up",
    "record_reading",
    "review_alarm",
    "review_glass",
    "saw_for_review",
    "seed_canaries",
    "watch_canaries",
]
