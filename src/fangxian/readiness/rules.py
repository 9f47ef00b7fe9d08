"""Our own force on one day: who of each agency can be called, who leads a unit, and what its members do today (F41).

A morning sheet holds places and numbers of doors, calls and posts, and never a person or anybody's health: it lies on
tables and is folded into pockets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, forbidden, said
from fangxian.engine.identity import normalise_phone

# A week's roster is entered at once; what reaches further goes stale before anybody looks at it again.
LONGEST_DUTY = timedelta(days=7)
LONGEST_NOTES = 2000
LONGEST_PLACE = 200

DOORS, CALLS, VISITS, NEEDS, CHECKS, NOTICES, POSTS, GATES, DISPUTES = (
    "doors", "calls", "visits", "needs", "checks", "notices", "posts", "gates", "disputes",
)  # fmt: skip
WORK_WORDS = {
    DOORS: said("Doors to sweep"),
    CALLS: said("Calls due"),
    VISITS: said("Visits"),
    NEEDS: said("Households to help"),
    CHECKS: said("Leads, requests and findings to see to"),
    NOTICES: said("Notices to hand over"),
    POSTS: said("Posts to staff"),
    GATES: said("Gates to find a keeper for"),
    DISPUTES: said("Disputed arrivals"),
}
# Hours of duty, and the sheet of a unit's day; both are computed from their times.
TO_COME, ON_DUTY, OVER, WITHDRAWN = "to_come", "on_duty", "over", "withdrawn"
DUTY_STATES = {
    TO_COME: (said("To come"), "draft"),
    ON_DUTY: (said("On duty"), "live"),
    OVER: (said("Shift over"), "ended"),
    WITHDRAWN: (said("Withdrawn"), "ended"),
}
DUTY_MOVES = {
    TO_COME: {ON_DUTY, WITHDRAWN},
    ON_DUTY: {OVER, WITHDRAWN},
    OVER: set[str](),
    WITHDRAWN: set[str](),
}
DRAWN, DEALT = "drawn", "dealt"
SHEET_STATES = {
    DRAWN: (said("Being dealt out"), "wait"),
    DEALT: (said("Dealt out"), "good"),
}
SHEET_MOVES = {DRAWN: {DEALT}, DEALT: {DRAWN}}
# Chat groups through which residents are told things and tell things: who keeps each, where, what for. Never who is in
# it and never what is said in it.
KEPT, ENDED = "kept", "ended"
GROUP_STATES = {KEPT: (said("Kept"), "live"), ENDED: (said("No longer used"), "ended")}
GROUP_MOVES = {KEPT: {ENDED}, ENDED: set[str]()}
PLATFORMS = {"wechat": said("WeChat"), "qq": said("QQ"), "dingtalk": said("DingTalk"), "other": said("Another service")}
PURPOSES = {
    "tell": said("Telling residents what applies"),
    "ask": said("Questions, written down by an operator"),
    "tips": said("Reports of places, written down by an operator"),
    "help": said("Help among neighbours"),
}
# One thing that nobody can share; everything else can be split between two members.
WHOLE = frozenset({POSTS, GATES})
_LONG_NUMBER = re.compile(r"\d(?:[\s\-]?\d){6,}")


@dataclass(frozen=True)
class Piece:
    """Some of a unit's work of a day. Row grain: kind × place × member.

    count     doors, calls, visits ...; at least 1
    post_id   who holds it already; None: nobody yet
    """

    work: str
    area_code: str
    place: str
    count: int
    post_id: UUID | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.work, self.area_code, self.place)


def dealt_evenly(pieces: Sequence[Piece], members: Mapping[UUID, str]) -> list[Piece]:
    """Give what nobody holds to whoever has least, nearest first; what somebody holds stays with her.

    members  post -> its area. Whoever answers for the very place of a piece is asked before the others. What can be
    split goes in equal parts to all of them.
    """
    load = dict.fromkeys(members, 0)
    for piece in pieces:
        if piece.post_id in load:
            load[piece.post_id] += piece.count
    dealt = [piece for piece in pieces if piece.post_id is not None]
    for piece in (piece for piece in pieces if piece.post_id is None):
        near = _nearest(piece.area_code, members)
        if not near:
            dealt.append(piece)
            continue
        for post_id, count in _shares(piece, near, load):
            load[post_id] += count
            dealt.append(replace(piece, post_id=post_id, count=count))
    return dealt


def _nearest(area_code: str, members: Mapping[UUID, str]) -> list[UUID]:
    """Members whose area is the place's or holds it, the finest only; else everybody."""
    holding = {post_id: len(area) for post_id, area in members.items() if area_code.startswith(area)}
    finest = max(holding.values(), default=0)
    return [post_id for post_id, size in holding.items() if size == finest] or list(members)


def _shares(piece: Piece, near: Sequence[UUID], load: Mapping[UUID, int]) -> list[tuple[UUID, int]]:
    by_load = sorted(near, key=lambda post_id: (load[post_id], str(post_id)))
    if piece.work in WHOLE:
        return [(by_load[0], piece.count)]
    share, rest = divmod(piece.count, len(by_load))
    parts = [(post_id, share + (place < rest)) for place, post_id in enumerate(by_load)]
    return [(post_id, count) for post_id, count in parts if count]


def redrawn(fresh: Sequence[Piece], kept: Sequence[Piece]) -> list[Piece]:
    """Today's work as it stands now, each piece with whoever it was dealt to before, as far as there is still so much.

    fresh  the work of now; kept  the lines as they were dealt
    """
    held: dict[tuple[tuple[str, str, str], UUID | None], int] = {}
    for piece in fresh:
        held[piece.key, piece.post_id] = held.get((piece.key, piece.post_id), 0) + piece.count
    dealt = {key: count for key, count in held.items() if key[1] is not None}
    left = {key: count for (key, post_id), count in held.items() if post_id is None}
    for piece in kept:
        count = min(piece.count - held.get((piece.key, piece.post_id), 0), left.get(piece.key, 0))
        if piece.post_id is not None and count > 0:
            left[piece.key] -= count
            dealt[piece.key, piece.post_id] = dealt.get((piece.key, piece.post_id), 0) + count
    drawn = [Piece(*key, count=count, post_id=post_id) for (key, post_id), count in dealt.items()]
    drawn += [Piece(*key, count=count) for key, count in left.items() if count]
    order = {work: place for place, work in enumerate(WORK_WORDS)}
    return sorted(drawn, key=lambda piece: (order[piece.work], piece.area_code, piece.place, str(piece.post_id or "")))


def duty_state(*, starts_at: datetime, ends_at: datetime, withdrawn_at: datetime | None, at: datetime) -> str:
    """The state of some hours of duty at `at`: they begin and end by themselves."""
    if withdrawn_at is not None and withdrawn_at <= at and withdrawn_at < ends_at:
        return WITHDRAWN
    if at < starts_at:
        return TO_COME
    return ON_DUTY if at < ends_at else OVER


def sheet_state(*, dealt_at: datetime | None) -> str:
    """Whether each member sees her part; a sheet that is taken back is being dealt out once more."""
    return DRAWN if dealt_at is None else DEALT


def why_not_enter(
    *, unit_id: UUID, area_code: str, function: str, phone: str, starts_at: datetime, ends_at: datetime, by: Actor,
    at: datetime,
) -> Problem | None:  # fmt: skip
    """Why these hours of duty may not be entered."""
    if problem := why_not_keep_roster(unit_id=unit_id, area_code=area_code, by=by):
        return problem
    if not function.strip() or _LONG_NUMBER.search(function):
        return Problem(
            "readiness.no_function", said("Say which function is on duty, without a name or number."),
            field="function", status=422,
        )  # fmt: skip
    if normalise_phone(phone) is None:
        return Problem(
            "readiness.no_phone", said("Give the work phone: a mobile, or a landline with its area code."),
            field="phone", status=422,
        )  # fmt: skip
    if ends_at <= max(starts_at, at):
        return Problem("readiness.ends_before", said("It ends after it begins, and not in the past."), field="ends_at")
    if ends_at - starts_at > LONGEST_DUTY:
        return Problem(
            "readiness.too_long", said("Enter at most a week at once: a longer list is not true for long."),
            field="ends_at",
        )  # fmt: skip
    return None


def why_not_keep_roster(*, unit_id: UUID, area_code: str, by: Actor) -> Problem | None:
    """A unit keeps its own roster; the duty officer keeps that of any unit of her area."""
    if by.can("readiness.run"):
        return why_not_use("readiness.run", by=by, area_code=area_code)
    if problem := why_not_use("readiness.unit", by=by):
        return problem
    if unit_id != by.unit_id:
        return forbidden("readiness.other_unit", said("You keep the roster of your own unit only."))
    return None


def why_not_register_group(
    *, unit_id: UUID, unit_area_code: str, area_code: str, name: str, function: str, platform: str, purpose: str,
    is_outside: bool, by: Actor,
) -> Problem | None:  # fmt: skip
    """Why this chat group may not stand in the register; it is kept by a function, never by a named person."""
    if problem := why_not_keep_roster(unit_id=unit_id, area_code=unit_area_code, by=by):
        return problem
    if is_outside:
        return Problem("readiness.group_area", said("Choose an area of the programme."), field="area_code", status=422)
    if platform not in PLATFORMS or purpose not in PURPOSES:
        return Problem("readiness.group_kind", said("Choose which service it uses and what it is for."), status=422)
    for field, text in (("name", name), ("function", function)):
        if not text.strip() or _LONG_NUMBER.search(text):
            return Problem(
                "readiness.group_words", said("Say it in words: no phone and no account of anybody's."), field=field,
                status=422,
            )  # fmt: skip
    return None


def why_not_name_leader(*, area_code: str, unit_id: UUID, post_unit_id: UUID, by: Actor) -> Problem | None:
    if problem := why_not_use("readiness.run", by=by, area_code=area_code):
        return problem
    if post_unit_id != unit_id:
        return Problem(
            "readiness.not_a_member", said("The leader is somebody in post in this unit."), field="post", status=422
        )
    return None


def why_not_deal(*, unit_id: UUID, area_code: str, leader_post_id: UUID | None, by: Actor) -> Problem | None:
    """A unit's leader deals its work out; where nobody leads, the duty officer of its area does."""
    if by.post_id is not None and by.post_id == leader_post_id:
        return why_not_use("readiness.unit", by=by)
    if by.can("readiness.run") and by.covers(area_code):
        return None
    if by.can("readiness.unit") and unit_id == by.unit_id:
        return forbidden("readiness.not_leader", said("The leader of your unit deals the work out."))
    return forbidden("readiness.other_sheet", said("This is the sheet of another unit."))


def why_not_write(*, notes: str) -> Problem | None:
    """Why these notes may not stand on a sheet that lies on tables."""
    if _LONG_NUMBER.search(notes):
        return Problem(
            "readiness.long_number",
            said("No phone, document or other long number of anybody's stands on the sheet."),
            field="notes",
            status=422,
        )
    return None


def why_not_hand_out(*, undealt_count: int, line_count: int, dealt_at: datetime | None) -> Problem | None:
    if sheet_state(dealt_at=dealt_at) == DEALT:
        return Problem("readiness.handed_out", said("This sheet has been dealt out already."))
    if not line_count:
        return Problem("readiness.empty", said("There is no work on this sheet."))
    if undealt_count:
        return Problem("readiness.undealt", said("Lines that nobody has yet: %(n)d."), {"n": undealt_count}, status=422)
    return None


def why_not_change(*, dealt_at: datetime | None) -> Problem | None:
    if sheet_state(dealt_at=dealt_at) == DEALT:
        return Problem("readiness.is_dealt", said("The sheet is dealt out. Take it back before changing it."))
    return None


def why_not_split(*, work: str, count: int) -> Problem | None:
    if work in WHOLE or count < 2:
        return Problem("readiness.one_piece", said("This cannot be split."))
    return None
