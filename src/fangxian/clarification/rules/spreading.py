"""What was made public by hand: notices, loudspeakers, screens, groups, doorsteps (F30). Pure.

A line counts what went out and, where somebody knows it, how many it reached. A drone is a loudspeaker with a slot; it
brings back no picture, so nothing of the kind can be written here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.anonymity import without_identity

POWER = "publicity.log"
MATERIALS = {
    "notice": said("Public notice"),
    "leaflet": said("Leaflet or open letter"),
    "poster": said("Poster or banner"),
    "article": said("Article or post"),
    "video": said("Video"),
    "announcement": said("Spoken announcement"),
    "clarification": said("Clarification"),
}
CHANNELS = {
    "paper": said("On paper, at places"),
    "doorstep": said("From door to door"),
    "loudspeaker": said("Fixed loudspeaker"),
    "loudspeaker_car": said("Loudspeaker car"),
    "drone_speaker": said("Drone as a loudspeaker, without a camera"),
    "screen": said("Screen in the street"),
    "board": said("Notice board"),
    "chat_group": said("Chat group of the community"),
    "text_message": said("Text message"),
    "official_account": said("Official account or website"),
    "press": said("Newspaper, radio, television"),
}
LANGUAGES = {
    "zh": said("Chinese"),
    "dialect": said("Local dialect"),
    "en": said("English"),
    "sign": said("Sign language"),
    "other": said("Another language"),
}
REACHED_HOW = {
    "counted": said("Counted"),
    "told_by_platform": said("Told by the platform"),
    "estimated": said("Estimated"),
}
LONGEST_TITLE, MOST_ITEMS, MOST_REACHED = 120, 10_000_000, 2_000_000_000
LONGEST_SLOT, ENTERED_WITHIN = timedelta(days=31), timedelta(days=90)


def why_not_log(
    *, material: str, channel: str, language: str, title: str, area_code: str, item_count: int,
    reach_count: int | None, reach_how: str, starts_at: datetime, ends_at: datetime | None, by: Actor, at: datetime,
) -> Problem | None:  # fmt: skip
    """Why a line is not written down."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    for field, value, known in (
        ("material", material, MATERIALS), ("channel", channel, CHANNELS), ("language", language, LANGUAGES),
    ):  # fmt: skip
        if value not in known:
            return Problem("publicity.unknown", said("Choose one of the list."), field=field, status=422)
    if not title.strip() or len(title) > LONGEST_TITLE or without_identity(title).left_out:
        return Problem("publicity.title", said("Say in 1 to %(most)s characters what it was about, without names and "
                       "numbers of people."), {"most": LONGEST_TITLE}, "title", status=422)  # fmt: skip
    if not 1 <= item_count <= MOST_ITEMS:
        return Problem("publicity.items", said("How many went out? 1 to %(most)s."), {"most": MOST_ITEMS},
                       "item_count", status=422)  # fmt: skip
    return _why_not_reach(reach_count, reach_how) or _why_not_slot(starts_at, ends_at, at=at)


def _why_not_reach(reach_count: int | None, reach_how: str) -> Problem | None:
    if reach_count is None:
        return None if not reach_how else Problem(
            "publicity.reach_unknown", said("Say how many it reached, or leave both empty: unknown is not zero."),
            field="reach_count", status=422,
        )  # fmt: skip
    if not 0 <= reach_count <= MOST_REACHED or reach_how not in REACHED_HOW:
        return Problem("publicity.reach_how", said("Say also how that is known."), field="reach_how", status=422)
    return None


def _why_not_slot(starts_at: datetime, ends_at: datetime | None, *, at: datetime) -> Problem | None:
    if starts_at > at or starts_at < at - ENTERED_WITHIN:
        return Problem("publicity.when", said("It went out before now, and at most 90 days ago."), field="starts_at",
                       status=422)  # fmt: skip
    if ends_at is not None and not starts_at < ends_at <= starts_at + LONGEST_SLOT:
        return Problem("publicity.until", said("A slot ends after it begins, within 31 days."), field="ends_at",
                       status=422)  # fmt: skip
    return None


def why_not_strike(*, is_struck: bool, area_code: str, by: Actor) -> Problem | None:
    """Why a wrong line is not struck; it stays readable, and is counted no more."""
    if problem := why_not_use(POWER, by=by, area_code=area_code):
        return problem
    return Problem("publicity.struck", said("This line is already struck.")) if is_struck else None
