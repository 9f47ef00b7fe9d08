"""The word of a verdict is written on the receipt that the person may show at a post."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.intake.services import Result, note_results
from fangxian.intake.sources.declaration.rules import SOURCE
from fangxian.screening import queries


def tell_receipts(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "screening.verdicts_reached": a post then reads a word and no reason (INV-13)."""
    words = queries.words_of_batch(UUID(event.on_id), programme_id=event.programme_id, source=SOURCE.key)
    if words:
        results = {fact_id: Result(word, rule) for fact_id, word, rule in words}
        note_results(results, programme_id=event.programme_id, at=at)
