"""What was disinfected is written down, and put right by another entry."""

from .landing import land_disinfections
from .logging_by_hand import Entry, correct_disinfection, log_disinfection

__all__ = ["Entry", "correct_disinfection", "land_disinfections", "log_disinfection"]
