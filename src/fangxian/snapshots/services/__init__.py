"""The only writes of the lake and of what its numbers stand for. The functions that other apps call stand here."""

from .asking import Asked, Asking, Shared, asking
from .keeping import count_files, erase_lake, keep_lakes
from .taking import Taken, take_day, why_not_take

__all__ = [
    "Asked", "Asking", "Shared", "Taken", "asking", "count_files", "erase_lake", "keep_lakes", "take_day",
    "why_not_take",
]  # fmt: skip
