"""The only reads of follow-ups, limited to the reader's area or to those whose care team she is on."""

from .calling import Counts, Due, counts_of, due_of, found_by_number, next_due, unreached
from .figures import done_in, expected_at, heard_in, missed_in, unwell_at, visits_done_in, with_clinic_at
from .files import (
    Shown,
    followed,
    followup_of,
    needs_told,
    newest_readings,
    pack_of_clocks,
    pack_of_temperature,
    readings_of_person,
    referral_open,
    referrals_of_person,
    shown_of,
    unwell_recorded,
    visits_of_person,
)
from .sheets import calls_of_unit
from .visits import Stop, rows_for_visits, visits_of

__all__ = [
    "Counts",
    "Due",
    "Shown",
    "Stop",
    "calls_of_unit",
    "counts_of",
    "done_in",
    "due_of",
    "expected_at",
    "followed",
    "followup_of",
    "found_by_number",
    "heard_in",
    "missed_in",
    "needs_told",
    "newest_readings",
    "next_due",
    "pack_of_clocks",
    "pack_of_temperature",
    "readings_of_person",
    "referral_open",
    "referrals_of_person",
    "rows_for_visits",
    "shown_of",
    "unreached",
    "unwell_at",
    "unwell_recorded",
    "visits_done_in",
    "visits_of",
    "visits_of_person",
    "with_clinic_at",
]
