"""Refusals as values: what was refused, why, and who could do it.

A function named `why_not_...` returns a `Problem` or None. The view shows it as the reason of a
greyed-out button; the service passes it to `refuse`. So a screen and a service never disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


def said(text: str) -> str:
    """Mark an English text for translation without translating it here (rules know no framework)."""
    return text


@dataclass(frozen=True)
class Problem:
    """Why something may not be done.

    code     dotted, stable, for tests and API clients: "tasks.not_yours"
    text     English, marked with `said`, with %(name)s places; translated where it is shown
    values   what fills the places; never a name, phone or identity number
    field    the form field or column it is about, or None
    row      the row of a file it is about (1 is the first row of data), or None
    status   HTTP status for API clients
    """

    code: str
    text: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    field: str | None = None
    row: int | None = None
    status: int = 409

    def __str__(self) -> str:
        return self.text % dict(self.values) if self.values else self.text


class Refused(Exception):
    """Raised by a service that will not do what it was asked; nothing has been written."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(str(problem))
        noted(problem)


_heard: ContextVar[list[Problem] | None] = ContextVar("heard", default=None)


def noted(problem: Problem | None) -> None:
    """Let whoever hears refusals know of one that is shown without being raised: a form found it first."""
    heard = _heard.get()
    if problem is not None and heard is not None:
        heard.append(problem)


@contextmanager
def hearing_refusals() -> Iterator[list[Problem]]:
    """Hear of every refusal inside, also of those that are caught and shown beside a form.

    What was refused is rolled back and leaves no trace of its own, so whoever stands outside the
    transaction writes the attempt down (core.audit.services.record_refusals).
    """
    heard: list[Problem] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def refuse(problem: Problem | None) -> None:
    """Raise `Refused` if there is a problem; otherwise return."""
    if problem is not None:
        raise Refused(problem)


def forbidden(code: str, text: str, **values: Any) -> Problem:
    """A problem of authority rather than of state."""
    return Problem(code, text, values, status=403)


NO_POWER = said("Your post does not have this power: %(power)s.")
OUT_OF_AREA = said("This record belongs to an area outside your post.")
