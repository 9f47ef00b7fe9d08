"""A refusal as the terminal says it: in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from fangxian.core.problems.rules import Refused


def as_click_error(refused: Refused) -> click.ClickException:
    """The refusal as an error of the command line, Chinese first."""
    from django.utils import translation

    from fangxian.core.screens.views import problem_text

    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append(problem_text(refused.problem))
    return click.ClickException(" / ".join(dict.fromkeys(texts)))


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refusal inside becomes an error of the command line."""
    try:
        yield
    except Refused as refused:
        raise as_click_error(refused) from None
