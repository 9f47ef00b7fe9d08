"""Who is told of an entry by a message to the duty phone. No message names anybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fangxian.core.actors.rules import Role
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from fangxian.tasks.services import desk_of

ASKED, SILENT, CONTESTED = "tasks.entry_asked", "tasks.entry_unanswered", "tasks.entry_disputed"


def tell_receiver(entry: ControlledEntry, *, programme: Programme, at: datetime) -> None:
    """Those who answer for the destination are asked; there is one tap to answer with."""
    due = entry.answer_due_at or entry.eta_at
    tell_posts(
        _workers(entry.owner_area_code, programme=programme, at=at),
        kind=ASKED,
        text_zh=f"防线：有人预计{_clock(entry.eta_at, programme)}到达您的区域（编号{entry.number}），"
        f"请于{_clock(due, programme)}前确认接收，有困难可说明。",
        text_en=f"Fangxian: somebody arrives in your area about {_clock(entry.eta_at, programme)} "
        f"({entry.number}). Please accept by {_clock(due, programme)}, or say what is difficult.",
        once_key=f"{ASKED}:{entry.id}:{entry.owner_area_code}",
        programme_id=programme.id,
        at=at,
    )


def tell_superior(entry: ControlledEntry, posts: Sequence[Post], *, programme: Programme, at: datetime) -> None:
    """Silence counts as acceptance, and the level above is told of it."""
    tell_posts(
        posts,
        kind=SILENT,
        text_zh=f"防线：下级未答复受控进入{entry.number}，已视为接收，"
        f"预计{_clock(entry.eta_at, programme)}到达，请督促落实。",
        text_en=f"Fangxian: no answer below you on controlled entry {entry.number}. It counts as accepted; arrival "
        f"about {_clock(entry.eta_at, programme)}. Please see that somebody is there.",
        once_key=f"{SILENT}:{entry.id}:{entry.owner_area_code}",
        programme_id=programme.id,
        at=at,
    )


def tell_command(entry: ControlledEntry, *, programme: Programme, at: datetime) -> None:
    """The command decides who receives her, and lodges her meanwhile."""
    tell_posts(
        list(posts_held(at=at).filter(programme_id=programme.id, role=Role.DUTY_OFFICER, area_code="")),
        kind=CONTESTED,
        text_zh=f"防线：受控进入{entry.number}的接收方提出困难，请安排临时住处并作出决定。",
        text_en=f"Fangxian: the receiver of controlled entry {entry.number} has a difficulty. Please lodge the person "
        "and decide.",
        once_key=f"{CONTESTED}:{entry.id}:{entry.owner_area_code}",
        programme_id=programme.id,
        at=at,
    )


def _workers(area_code: str, *, programme: Programme, at: datetime) -> list[Post]:
    """Those in post in exactly this area; at the city's desk, its duty officers."""
    held = posts_held(at=at).filter(programme_id=programme.id)
    if area_code == desk_of(programme):
        return list(held.filter(role=Role.DUTY_OFFICER, area_code__in=["", area_code]))
    return list(held.filter(role=Role.GRID_WORKER, area_code=area_code))


def _clock(moment: datetime, programme: Programme) -> str:
    return moment.astimezone(programme.zone).strftime("%H:%M")
