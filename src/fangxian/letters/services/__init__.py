"""The only writes of letters."""

from .answering import close, look_back, receive, reply, why_not_answer
from .callers import tell_caller
from .documents import Text, approve_document, draft_document, serve_document, withdraw_document
from .escalating import escalate_late
from .naming import end_naming, name_unit
from .writing import Written, approve, change, draft, issue, send_back, withdraw

__all__ = [
    "Text",
    "Written",
    "approve",
    "approve_document",
    "change",
    "close",
    "draft",
    "draft_document",
    "end_naming",
    "escalate_late",
    "issue",
    "look_back",
    "name_unit",
    "receive",
    "reply",
    "send_back",
    "serve_document",
    "tell_caller",
    "why_not_answer",
    "withdraw",
    "withdraw_document",
]
