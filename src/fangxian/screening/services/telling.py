"""What came of a verdict is told: its word on the receipt, and the outcome of a correction to the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.core.actors.rules import Actor
from fangxian.core.messages.rules import SMS, why_not_send
from fangxian.core.messages.services import send_on_commit
from fangxian.core.people.queries import people_by_id
from fangxian.core.programmes.models import Programme
from fangxian.engine.clocks.days import city_day
from fangxian.engine.texts import Bilingual
from fangxian.intake.queries import facts_by_id
from fangxian.intake.services import Result, note_results
from fangxian.intake.sources.declaration.rules import SOURCE
from fangxian.screening import queries, rules
from fangxian.screening.models import Verdict


def tell_receipts(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "screening.verdicts_reached": a post then reads a word and no reason (INV-13)."""
    words = queries.words_of_batch(UUID(event.on_id), programme_id=event.programme_id, source=SOURCE.key)
    if words:
        results = {fact_id: Result(word, rule) for fact_id, word, rule in words}
        note_results(results, programme_id=event.programme_id, at=at)


CORRECTED = "screening.corrected"


def tell_corrected(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "screening.verdicts_reached": whoever had something corrected learns what came of it.

    By a text to her own phone, without place or reason; all of it stands on her page. Running it again sends nothing.
    """
    overtaken = queries.overtaken_by_batch(UUID(event.on_id), programme_id=event.programme_id)
    fresh = {verdict.fact_id: verdict for verdict in overtaken.values() if verdict.person_id}
    facts = facts_by_id(list(fresh), programme_id=event.programme_id)
    people = people_by_id([v.person_id for v in fresh.values() if v.person_id], programme_id=event.programme_id)
    for fact_id, verdict in fresh.items():
        person = people.get(verdict.person_id) if verdict.person_id else None
        phone = person.phone if person else None
        if facts[fact_id].supersedes is None or person is None or not phone:
            continue  # judged again because a list changed, or nobody to write to: her page says it
        text = _outcome_text(person.programme, verdict)
        if why_not_send(channel=SMS, to=phone, text_zh=text.zh, text_en=text.en) is None:
            send_on_commit(
                kind=CORRECTED, channel=SMS, to=phone, text_zh=text.zh, text_en=text.en, person_id=person.id,
                programme_id=person.programme_id, language=person.language, once_key=f"{CORRECTED}:{verdict.id}",
                by=by, at=at,
            )  # fmt: skip


def _outcome_text(programme: Programme, verdict: Verdict) -> Bilingual:
    """What came of it, in words that say nothing of health to whoever else reads the phone."""
    if verdict.result == rules.FOLLOW_UP and verdict.follow_until:
        day = city_day(verdict.follow_until, programme.zone).isoformat()
        zh, en = f"仍会有人问候您，至 {day}", f"you will be asked how you are until {day}"
    elif verdict.result == rules.UNDECIDABLE:
        zh, en = "还有一处需要向您核对", "one thing is still to be asked of you"
    else:
        zh, en = "此事到此为止", "nothing more follows from it"
    return Bilingual(
        zh=f"【{programme.city_name}联防联控】您的更正已办理：{zh}。更正随时可以提出，不受任何处罚；详情见您本人的页面。",
        en=f"[{programme.city_name} joint command] Your correction is done: {en}. Correcting is free of any penalty, "
        "at any time; all of it stands on your own page.",
    )
