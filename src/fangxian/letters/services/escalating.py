"""Late replies are told upwards by themselves: to the unit that an order names, else to the edition's roles."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.staff.models import Post
from fangxian.core.staff.services import tell_posts
from fangxian.letters import queries

from .steps import stepped

CHUNK = 200


def escalate_late(at: datetime) -> int:
    """Tell of each late reply once in its round; returns how many letters. Run every hour; run again it does nothing.

    Lateness itself never waits for this: it is computed wherever it is read.
    """
    return sum(_escalate(programme, at=at) for programme in live_programmes(at=at))


def _escalate(programme: Programme, *, at: datetime) -> int:
    if not queries.due_unescalated(programme.id, at=at).exists():
        return 0
    count = 0
    while chunk := _escalate_chunk(programme, at=at):
        count += chunk
    return count


@transaction.atomic
def _escalate_chunk(programme: Programme, *, at: datetime) -> int:
    terms = queries.terms_of(programme, at=at)
    by = system(programme.id, Purpose.KEEP_TIME)
    letters = list(queries.due_unescalated(programme.id, at=at).select_for_update(skip_locked=True)[:CHUNK])
    people: dict[object, Post] = {}
    counts: Counter[object] = Counter()
    for letter in letters:
        told = queries.told_of_late(letter, terms, at=at)
        letter.escalated_at = at
        letter.save(update_fields=["escalated_at"])
        stepped(letter, "escalated", by=by, at=at, detail={"told": len(told)})
        people |= {post.id: post for post in told}
        counts.update(post.id for post in told)
    for post_id, count in counts.items():
        tell_posts(
            [people[post_id]], kind="letters.late", programme_id=programme.id, at=at,
            text_zh=f"防线：新增 {count} 份提示函逾期未答复，请登录查看。",
            text_en=f"Fangxian: {count} more letters without a reply in time. Please sign in.",
            once_key=f"letters.late:{letters[0].id}:{letters[0].reopen_count}",
        )  # fmt: skip
    return len(letters)
