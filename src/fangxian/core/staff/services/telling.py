"""People in a post are told something by a message to their duty phone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.messages.rules import why_not_send
from fangxian.core.messages.services import send_on_commit
from fangxian.core.staff.models import Post


def tell_posts(
    posts: Iterable[Post], *, kind: str, text_zh: str, text_en: str, once_key: str, programme_id: UUID, at: datetime
) -> None:
    """A message to each duty phone, once for each `once_key`; somebody without a phone sees it on her page."""
    for post in posts:
        if why_not_send(channel="sms", to=post.user.phone, text_zh=text_zh, text_en=text_en) is not None:
            continue
        send_on_commit(
            kind=kind, channel="sms", to=post.user.phone, text_zh=text_zh, text_en=text_en,
            programme_id=programme_id, language=post.user.language, once_key=f"{once_key}:{post.id}",
            by=system(programme_id, Purpose.KEEP_TIME), at=at,
        )  # fmt: skip
