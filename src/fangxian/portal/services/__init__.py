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
from .passing import (
    Shown,
    cards_of_household,
    code_on_receipt,
    end_cards,
    end_token,
    own_card,
    token_on_phone,
    why_not_make_cards,
)
from .texting import ask_for_code, open_by_text, why_not_text

__all__ = [
    "Help",
    "Opened",
    "OptionalPart",
    "Shown",
    "answer_objection",
    "ask_for_code",
    "cards_of_household",
    "code_on_receipt",
    "confirm_form",
    "delete_optional",
    "end_cards",
    "end_letters",
    "end_token",
    "issue_letter",
    "lodge_objection",
    "name_helper",
    "open_by_text",
    "open_own_file",
    "optional_parts",
    "own_actor",
    "own_card",
    "read_objection",
    "read_to_her",
    "record_form",
    "saw_form",
    "take_back",
    "token_on_phone",
    "why_not_confirm",
    "why_not_issue",
    "why_not_make_cards",
    "why_not_now",
    "why_not_record_help",
    "why_not_text",
]
