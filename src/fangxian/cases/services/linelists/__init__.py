"""Lists of other systems become cases, contacts and links; whatever cannot is told, row by row, with the reason."""

from .answering import answer_line, look_again
from .committing import commit_line_list, confirm_line_list, go_on, resume_line_lists, second_needed
from .receiving import Terms, discard_line_list, receive_line_list, record_refusal, saw_line_list
from .settling import followups_told, settle_followup

__all__ = [
    "Terms",
    "answer_line",
    "commit_line_list",
    "confirm_line_list",
    "discard_line_list",
    "followups_told",
    "go_on",
    "look_again",
    "receive_line_list",
    "record_refusal",
    "resume_line_lists",
    "saw_line_list",
    "second_needed",
    "settle_followup",
]
