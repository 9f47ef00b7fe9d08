"""Everything that happens in a follow-up. Nothing here restricts anybody."""

from .helping import open_health_checks, open_unreached_visits, record_return, refer
from .offline import land_readings
from .reading import Answer, record_reading, saw_followup, saw_list
from .told import take_in_told
from .visiting import land_visits

__all__ = [
    "Answer",
    "land_readings",
    "land_visits",
    "open_health_checks",
    "open_unreached_visits",
    "record_reading",
    "record_return",
    "refer",
    "saw_followup",
    "saw_list",
    "take_in_told",
]
