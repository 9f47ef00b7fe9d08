"""What happens to a list: received, read, confirmed, committed, answered, closed; or discarded."""

from .answering import answer_row, give_up_row, why_not_answer
from .closing import close_list, discard_list, why_not_close
from .committing import commit_next_chunk, finish_commit, start_commit, why_not_commit
from .confirming import (
    confirm_list,
    return_list,
    second_needed,
    see_alarms,
    submit_list,
    why_not_confirm,
    why_not_submit,
)
from .reading import alone_with, fail_reading, read_list
from .receiving import FILE_LIMIT, correct_manifest, map_columns, receive_list, record_refusal
from .resuming import resume_lists

__all__ = [
    "FILE_LIMIT",
    "alone_with",
    "answer_row",
    "close_list",
    "commit_next_chunk",
    "confirm_list",
    "correct_manifest",
    "discard_list",
    "fail_reading",
    "finish_commit",
    "give_up_row",
    "map_columns",
    "read_list",
    "receive_list",
    "record_refusal",
    "resume_lists",
    "return_list",
    "second_needed",
    "see_alarms",
    "start_commit",
    "submit_list",
    "why_not_answer",
    "why_not_close",
    "why_not_commit",
    "why_not_confirm",
    "why_not_submit",
]
