"""The screens of staff: signing in and posts, people, lists, coverage, responsibility, programmes."""

from fangxian.core.screens.views import screen

from .coverage import coverage, relieve, responsibility
from .lists import add_person, commit, discard, rehearsal, template, upload
from .people import end_post, leave, person, reset_password, staff_list
from .programmes import new_programme
from .session import PostMiddleware, StaffAccountAdapter, choose_post, own_account

__all__ = [
    "PostMiddleware",
    "StaffAccountAdapter",
    "add_person",
    "choose_post",
    "commit",
    "coverage",
    "discard",
    "end_post",
    "leave",
    "new_programme",
    "own_account",
    "person",
    "rehearsal",
    "relieve",
    "reset_password",
    "responsibility",
    "screen",
    "staff_list",
    "template",
    "upload",
]
