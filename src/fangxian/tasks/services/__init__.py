"""Everything that happens to a task."""

from .asking import ask_again, told_to_check
from .carrying import newest, rows_for_tasks
from .checking import draw_look_backs, look_back_task, reopen_task
from .escalating import escalate_overdue, ladder_posts
from .fixing import settle_fix
from .helping import help_households
from .joining import join_task, part_task, raise_severity
from .leaving import follow_person, leave_abolished_areas
from .opening import (
    Opening,
    close_overtaken,
    open_task,
    open_tasks,
    open_tasks_for_verdicts,
)
from .owning import Duty, Owner, desk_of, duty_at
from .paper import enter_slip, put_on_nights, withdraw_night
from .phones import land_steps
from .reaching import close_needless, reach_contacts, read_notices
from .requested import act_on_request, tell_request
from .working import (
    accept_task,
    assign_tasks,
    close_task,
    first_report_task,
    hand_over_task,
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
    "draw_look_backs",
    "duty_at",
    "enter_slip",
    "escalate_overdue",
    "first_report_task",
    "follow_person",
    "hand_over_task",
    "help_households",
    "join_task",
    "ladder_posts",
    "land_steps",
    "leave_abolished_areas",
    "look_back_task",
    "newest",
    "open_task",
    "open_tasks",
    "open_tasks_for_verdicts",
    "part_task",
    "pause_task",
    "put_on_nights",
    "raise_severity",
    "reach_contacts",
    "read_contact",
    "read_notices",
    "reopen_task",
    "report_task",
    "resume_task",
    "rows_for_tasks",
    "send_back_task",
    "settle_fix",
    "tell_request",
    "told_to_check",
    "withdraw_night",
]
