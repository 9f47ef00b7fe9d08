"""What a department replied comes back to the caller whose request the letter was begun from: as a proposed answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.intake.sources.service_request import services as requests
from fangxian.letters import rules
from fangxian.letters.models import Letter


@transaction.atomic
def tell_caller(event: Any, by: Actor, at: datetime) -> None:
    """Reaction to "letters.replied": an operator finds the reply put up as an answer; nothing is sent by this.

    A dispute is no answer to anybody: the writer of the letter goes on with it.
    """
    letter = Letter.objects.filter(id=event.on_id, programme_id=event.programme_id, origin=rules.REQUEST).first()
    if letter is None or letter.origin_id is None or letter.reply not in (rules.DONE, rules.PLAN):
        return
    requests.propose_reply(
        request_id=letter.origin_id, programme_id=letter.programme_id, letter_id=letter.id,
        round_=letter.reopen_count, words=_words(letter), by=by, at=at,
    )  # fmt: skip


def _words(letter: Letter) -> str:
    """The reply; of a plan with its day, as people of both languages read it."""
    if letter.done_on is None:
        return letter.reply_words
    return f"{letter.reply_words}\n→ {letter.done_on.isoformat()}"
