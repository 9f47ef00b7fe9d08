"""People followed up, one file, lookups, reading across areas, and the auditor's review of it."""

from .across import across, answer, ask, glass, return_glass
from .files import file, followed_up
from .lookups import look_up
from .reviews import alarm, review, trace, watch

__all__ = [
    "across",
    "alarm",
    "answer",
    "ask",
    "file",
    "followed_up",
    "glass",
    "look_up",
    "return_glass",
    "review",
    "trace",
    "watch",
]
