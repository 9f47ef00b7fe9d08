"""What happens at a post: it opens, somebody comes on duty, passages are counted, people are looked at."""

from .lane import (
    Onward,
    Shown,
    Tap,
    begin_shift,
    count_pass,
    end_shift,
    hand_over_entry,
    leave_waiting,
    look_at_person,
    note_emergency,
    pass_emergency,
    undo,
)
from .offline import check_now, land_checks
from .posts import PostTerms, close_post, open_post, resume_post, review_post, suspend_post

__all__ = [
    "Onward",
    "PostTerms",
    "Shown",
    "Tap",
    "begin_shift",
    "check_now",
    "close_post",
    "count_pass",
    "end_shift",
    "hand_over_entry",
    "land_checks",
    "leave_waiting",
    "look_at_person",
    "note_emergency",
    "open_post",
    "pass_emergency",
    "resume_post",
    "review_post",
    "suspend_post",
    "undo",
]
