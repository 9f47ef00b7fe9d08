"""A file that is not taken in at all, told to whoever brought it."""

from __future__ import annotations

from django.utils.translation import get_language

from fangxian.core.problems.rules import Problem, said
from fangxian.engine.tables import Finding


def problem_of_file(finding: Finding, *, source: str) -> Problem:
    """A finding about a whole file as a problem, said in the language of whoever reads it.

    source  key of the way in which it came, the first part of the problem's code
    """
    sentence = finding.sentence()
    return Problem(
        f"{source}.{finding.code}",
        said("The file was not taken in: %(reason)s"),
        {"reason": _InLanguage(sentence.zh, sentence.en)},
        "file",
        status=422,
    )


class _InLanguage:
    """A sentence in both languages that is read in one of them, when it is shown."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return self.zh if (get_language() or "en").startswith("zh") else self.en
