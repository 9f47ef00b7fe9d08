"""The screens of whoever works on tasks, deals them out and watches the clock."""

from .asking import ask_again
from .board import assign, board, late, vacant
from .care import care, care_file
from .hand_over import hand_over
from .task import accept, close, first_report, look_back, notices, pause, report, resume, slip, task
from .today import today

__all__ = [
    "accept",
    "ask_again",
    "assign",
    "board",
    "care",
    "care_file",
    "close",
    "first_report",
    "hand_over",
    "late",
    "look_back",
    "notices",
    "pause",
    "report",
    "resume",
    "slip",
    "task",
    "today",
    "vacant",
]
