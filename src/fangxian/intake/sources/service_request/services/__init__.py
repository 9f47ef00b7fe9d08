"""Everything that happens to a request."""

from .answering import answer, call_back, close, note_on_site, propose_answer, rate, reopen
from .receiving import Received, Told, is_placed, receive
from .sending import classify, dispatch, link, note_task, separate

__all__ = [
    "Received",
    "Told",
    "answer",
    "call_back",
    "classify",
    "close",
    "dispatch",
    "is_placed",
    "link",
    "note_on_site",
    "note_task",
    "propose_answer",
    "rate",
    "receive",
    "reopen",
    "separate",
]
