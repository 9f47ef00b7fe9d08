"""Everything that happens to a task."""

from .asking import ask_again, told_to_check
from .escalating import escalate_overdue, ladder_posts
from .helping import help_households
from .opening import (
    Opening,
    close_overtaken,
    open_task,
    open_tasks,
    open_tasks_for_verdicts,
)
from .owning import Duty, Owner, desk_of, duty_at
from .reaching import close_needless, reach_contacts, read_notices
from .requested import act_on_request, tell_request
from .working import (
    accept_task,
    assign_tasks,
    close_task,
    first_report_task,
    hand_over_task,
    look_back_task,
    pause_task,
    read_contact,
    report_task,
    resume_task,
    send_back_task,
)

__all__ = [
    "Duty",
    "Opening",
    "Owner",
    "accept_task",
    "act_on_request",
    "ask_again",
    "assign_tasks",
    "close_needless",
    "close_overtaken",
    "close_task",
    "desk_of",
    "duty_at",
    "escalate_overdue",
    "first_report_task",
    "hand_over_task",
    "help_households",
    "ladder_posts",
    "look_back_task",
    "open_task",
    "open_tasks",
    "open_tasks_for_verdicts",
    "pause_task",
    "reach_contacts",
    "read_contact",
    "read_notices",
    "report_task",
    "resume_task",
    "send_back_task",
    "tell_request",
    "told_to_check",
]
