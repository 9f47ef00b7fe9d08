"""What a resident does at the door besides declaring: opening her file, answering, objecting; and how often."""

from .desk import read_to_her
from .erasing import OptionalPart, delete_optional, optional_parts
from .helping import (
    Help,
    confirm_form,
    name_helper,
    record_form,
    saw_form,
    take_back,
    why_not_confirm,
    why_not_record_help,
)
from .limits import why_not_now
from .objecting import answer_objection, lodge_objection, read_objection
from .opening import Opened, end_letters, issue_letter, open_own_file, own_actor, why_not_issue
from .texting import ask_for_code, open_by_text, why_not_text

__all__ = [
    "Help",
    "Opened",
    "OptionalPart",
    "answer_objection",
    "ask_for_code",
    "confirm_form",
    "delete_optional",
    "end_letters",
    "issue_letter",
    "lodge_objection",
    "name_helper",
    "open_by_text",
    "open_own_file",
    "optional_parts",
    "own_actor",
    "read_objection",
    "read_to_her",
    "record_form",
    "saw_form",
    "take_back",
    "why_not_confirm",
    "why_not_issue",
    "why_not_now",
    "why_not_record_help",
    "why_not_text",
]
