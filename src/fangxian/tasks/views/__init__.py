"""The screens of whoever works on tasks, deals them out and watches the clock."""

from .ageing import ageing
from .asking import ask_again
from .board import assign, board, late, vacant
from .care import care, care_file
from .checking import join, look_back, look_backs, make_serious, part, reopen
from .hand_over import hand_over
from .paper import enter_slip, nights, withdraw_night
from .photos import photo
from .task import accept, close, first_report, notices, pause, report, resume, slip, task
from .today import today

__all__ = [
    "accept",
    "ageing",
    "ask_again",
    "assign",
    "board",
    "care",
    "care_file",
    "close",
    "enter_slip",
    "first_report",
    "hand_over",
    "join",
    "late",
    "look_back",
    "look_backs",
    "make_serious",
    "nights",
    "notices",
    "part",
    "pause",
    "photo",
    "reopen",
    "report",
    "resume",
    "slip",
    "task",
    "today",
    "vacant",
    "withdraw_night",
]
