"""Questions are received and put to claims; answers are proposed by one and made public by another."""

from .answering import confirm_answer, decline_answer, propose_answer, why_not_decide
from .asking import Asked, add_questions, ask, begin, research, set_aside
from .spreading import log_campaign, strike_campaign

__all__ = [
    "Asked", "add_questions", "ask", "begin", "confirm_answer", "decline_answer", "log_campaign", "propose_answer",
    "research", "set_aside", "strike_campaign", "why_not_decide",
]  # fmt: skip
