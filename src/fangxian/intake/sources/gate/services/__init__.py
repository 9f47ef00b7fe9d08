"""What happens at a gate: it opens under an order, keepers come and go, passages are counted, asks are answered."""

from .answering import answer_ask, report_wrong_refusal, settle_refusal
from .gates import GateTerms, close_gate, edit_gate, open_gate, resume_gate, review_gate, suspend_gate
from .landing import land_notes, land_passages, land_shifts

__all__ = [
    "GateTerms",
    "answer_ask",
    "close_gate",
    "edit_gate",
    "land_notes",
    "land_passages",
    "land_shifts",
    "open_gate",
    "report_wrong_refusal",
    "resume_gate",
    "review_gate",
    "settle_refusal",
    "suspend_gate",
]
