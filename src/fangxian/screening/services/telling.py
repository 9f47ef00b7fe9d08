"""The word of a verdict is written on the receipt that the person may show at a post."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.intake.services import Result, note_results
from fangxian.screening import queries


def tell_receipts(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "screening.verdicts_reached": a post then reads a word and no reason (INV-13)."""
    verdicts = queries.verdicts_of_batch(UUID(event.on_id), programme_id=event.programme_id)
    note_results(
        {verdict.fact_id: Result(verdict.result, f"{verdict.rule_id}@{verdict.rule_version}") for verdict in verdicts},
        programme_id=event.programme_id,
        at=at,
    )
