"""The screens of staff: signing in and posts, people, lists, coverage, responsibility, programmes."""

from fangxian.core.screens.views import screen

from .session import PostMiddleware, StaffAccountAdapter, choose_post, own_account

__all__ = ["PostMiddleware", "StaffAccountAdapter", "choose_post", "own_account", "screen"]
