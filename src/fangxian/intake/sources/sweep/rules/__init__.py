"""What a sweep is: words, doors, lists, rounds, and visits that were made with no network."""

from . import doors, rounds, rows, visits, words
from .words import SOURCE

__all__ = ["SOURCE", "doors", "rounds", "rows", "visits", "words"]
