"""Everything that happens to area lists and verdicts."""

from .correcting import correct_stays, note_field_finding, replay
from .forecasting import forecast
from .judging import judge_again, judge_batch, judge_facts
from .lists import load_area_list, sign_off_area_list, withdraw_area_list
from .telling import tell_corrected, tell_receipts

__all__ = [
    "correct_stays",
    "forecast",
    "judge_again",
    "judge_batch",
    "judge_facts",
    "load_area_list",
    "note_field_finding",
    "replay",
    "sign_off_area_list",
    "tell_corrected",
    "tell_receipts",
    "withdraw_area_list",
]
