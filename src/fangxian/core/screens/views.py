"""What every page shares: the context of the frame, refusals in words, the first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from fangxian.core.problems.rules import Problem, Refused


def problem_text(problem: Problem) -> str:
    """A problem in the reader's language."""
    text = gettext(problem.text)
    return text % dict(problem.values) if problem.values else text


class RefusalMiddleware:
    """Turns a `Refused` that no view caught into a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"problem": exception.problem, "text": problem_text(exception.problem)}
        return render(request, "screens/refused.html", context, status=exception.problem.status)


def page_context(request: Any) -> dict[str, Any]:
    """The programme, the post, the moment and the menu of the reader."""
    post = getattr(request, "post", None)
    return {
        "post": post,
        "programme": getattr(request, "programme", None),
        "at": getattr(request, "at", None),
        "is_demonstration": bool(post and post.programme.is_demonstration),
    }
