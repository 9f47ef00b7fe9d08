"""The only writes of letters."""

from .answering import close, look_back, receive, reply, why_not_answer
from .escalating import escalate_late
from .naming import end_naming, name_unit
from .writing import Written, approve, change, draft, issue, send_back, withdraw

__all__ = [
    "Written",
    "approve",
    "change",
    "close",
    "draft",
    "end_naming",
    "escalate_late",
    "issue",
    "look_back",
    "name_unit",
    "receive",
    "reply",
    "send_back",
    "why_not_answer",
    "withdraw",
]
