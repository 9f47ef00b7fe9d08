"""The signed stub of the first post: later posts let its bearer pass without a second full check."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import refuse
from fangxian.core.tokens.queries import issued_of, text_of
from fangxian.core.tokens.services import issue_stub
from fangxian.engine.tokens.gate import Word
from fangxian.tasks.kinds.controlled_entry import rules
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry

from .receiving import locked


@transaction.atomic
def stub_of(*, entry: ControlledEntry, by: Actor, at: datetime) -> str:
    """The text of the stub's code; the same stub as long as it counts, a new one after that.

    Who may is the caller's question: the officers of the post that let her go on. It says a word and an hour.
    """
    refuse(why_not_use("intake.check", by=by))
    refuse(rules.why_not_stub(entry, at=at))
    entry = locked(entry)
    if entry.stub_token_id is not None and entry.stub_ends_at is not None and entry.stub_ends_at > at:
        token_id = bytes(entry.stub_token_id)
        known = issued_of([token_id], programme_id=entry.programme_id).get(token_id)
        if known is not None:
            return text_of(known, word=Word.PASS, at=at)
    until = entry.closes_at or entry.overdue_at
    issued = issue_stub(
        programme=entry.programme, entry_id=entry.id, until=until, person_id=entry.person_id, by=by, at=at
    )
    entry.stub_token_id, entry.stub_ends_at = issued.row.token_id, issued.expires_at
    entry.save(update_fields=["stub_token_id", "stub_ends_at"])
    return issued.text
