"""What happens at a post: it opens, somebody comes on duty, passages are counted, people are looked at."""

from .around import DutyTerms, answer_complaint, complain, give_help, name_duty, report_wait
from .coach import look_at_coach
from .handing_over import Onward, hand_over_entry, hand_over_receipt, keep_shown
from .lane import (
    Shown,
    Tap,
    begin_shift,
    count_pass,
    end_shift,
    leave_waiting,
    look_at_person,
    note_emergency,
    pass_emergency,
    undo,
)
from .offline import check_now, land_checks
from .posts import PostTerms, close_post, open_post, resume_post, review_post, suspend_post
from .transits import begin_transit, end_transit, note_call

__all__ = [
    "DutyTerms",
    "Onward",
    "PostTerms",
    "Shown",
    "Tap",
    "answer_complaint",
    "begin_shift",
    "begin_transit",
    "check_now",
    "close_post",
    "complain",
    "count_pass",
    "end_shift",
    "end_transit",
    "give_help",
    "hand_over_entry",
    "hand_over_receipt",
    "keep_shown",
    "land_checks",
    "leave_waiting",
    "look_at_coach",
    "look_at_person",
    "name_duty",
    "note_call",
    "note_emergency",
    "open_post",
    "pass_emergency",
    "report_wait",
    "resume_post",
    "review_post",
    "suspend_post",
    "undo",
]
