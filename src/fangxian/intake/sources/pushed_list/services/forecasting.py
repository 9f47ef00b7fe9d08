"""What the rule would say of a row, asked before anything is written.

Judging stands downstream of intake, so it is not imported here: the installation's settings name the
function that answers (INTAKE_FORECAST). Without one a dry run shows where rows go, not what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from fangxian.core.programmes.models import Programme
from fangxian.intake.sources.pushed_list.rules.rows import RowReading


@dataclass(frozen=True)
class Forecast:
    """result: follow_up, no_action or undecidable, as a verdict would say; rule_id: id@version."""

    result: str
    rule_id: str = ""


Answers = Callable[..., Sequence[tuple[str, str]]]


def forecasts(readings: Sequence[RowReading], *, programme: Programme, at: datetime) -> list[Forecast | None]:
    """The forecast of each row, in order; None where nobody answers.

    The function is called as f(cases, programme=, at=) with one (area_code, content) per row and
    returns one (result, rule id) per row. It must write nothing.
    """
    answer: Answers | None = import_string(settings.INTAKE_FORECAST) if settings.INTAKE_FORECAST else None
    if answer is None or not readings:
        return [None] * len(readings)
    cases: list[tuple[str, Mapping[str, Any]]] = [(reading.area_code, reading.content) for reading in readings]
    return [Forecast(*found) for found in answer(cases, programme=programme, at=at)]
