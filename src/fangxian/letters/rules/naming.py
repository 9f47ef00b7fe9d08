"""Why a text may not stand in a letter: it names a person, or tells where somebody comes from or how she is. Pure.

What is said of health and origin is found as in reports to the hotline; names are found by a surname with a title. A
full name without a title cannot be told from other words: whoever approves the letter reads it for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fangxian.core.problems.rules import Problem, said
from fangxian.intake.sources.service_request.rules import stripping

NAME = "name"
ADVICE = {
    NAME: said(
        "A letter names nobody. Say which place or service it is about; who works or lives there is not needed."
    ),
    stripping.NUMBER: said(
        "A letter holds no number of anybody's: no phone, document or number plate. Name the place instead."
    ),
    stripping.ORIGIN: said("Where somebody comes from is no reason for a letter. Say what is wrong at the place."),
    stripping.HEALTH: said(
        "How somebody's health is has no place in a letter. If she needs help, take it down as a request for help."
    ),
}
_ENGLISH_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss)\b\.? ?[A-Z]")


def why_not_say(texts: Mapping[str, str], *, people: Mapping[str, Any], words: Mapping[str, Any]) -> Problem | None:
    """Why these texts may not stand so. texts: field -> text; people: params of `not-about-people` of letters; words:
    those of requests."""
    for field, text in texts.items():
        if (found := what_names(text, people=people, words=words)) is not None:
            return Problem(f"letters.names_{found}", ADVICE[found], field=field, status=422)
    return None


def what_names(text: str, *, people: Mapping[str, Any], words: Mapping[str, Any]) -> str | None:
    """The kind of thing in this text that is about a person; None if there is none."""
    titles = "|".join(re.escape(title) for title in people["titles"])
    if re.search(f"[{people['surnames']}](?:{titles})", text) or _ENGLISH_NAME.search(text):
        return NAME
    if any(word in text for word in people["words"]):
        return NAME
    left_out = stripping.strip(text, group="ask", words=words).left_out
    return left_out[0] if left_out else None
