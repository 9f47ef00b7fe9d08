"""What a resident does at the door besides declaring: opening her file, answering, objecting; and how often."""

from .limits import why_not_now
from .objecting import answer_objection, lodge_objection, read_objection
from .opening import issue_letter, open_own_file, why_not_issue

__all__ = [
    "answer_objection",
    "issue_letter",
    "lodge_objection",
    "open_own_file",
    "read_objection",
    "why_not_issue",
    "why_not_now",
]
