"""Everything that happens to a request."""

from .answering import answer, call_back, close, note_on_site, propose_answer, rate, reopen
from .desks import end_key, issue_key
from .learning import learn_kinds
from .photos import judge_photo, open_photo, record_look, written_anew
from .receiving import Received, SentBy, Told, is_placed, receive
from .sending import classify, dispatch, link, note_task, separate

__all__ = [
    "Received",
    "SentBy",
    "Told",
    "answer",
    "call_back",
    "classify",
    "close",
    "dispatch",
    "end_key",
    "is_placed",
    "issue_key",
    "judge_photo",
    "learn_kinds",
    "link",
    "note_on_site",
    "note_task",
    "open_photo",
    "propose_answer",
    "rate",
    "receive",
    "record_look",
    "reopen",
    "separate",
    "written_anew",
]
