"""What a fact's stays come to under a dated rule and the area lists in effect, and when a list has effect.

Pure: the packs, the lists and the moment are passed in. The matching is the engine's, the same as the shell's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import Problem, said
from fangxian.engine.clocks.days import day_end
from fangxian.engine.gazetteer import canonical, divisions
from fangxian.engine.rules.evaluation import hash_of
from fangxian.engine.screening import REASONS as STAY_REASONS
from fangxian.engine.screening import Arrival, Judge
from fangxian.engine.screening import Verdict as StayVerdict
from fangxian.engine.texts import Bilingual

FOLLOW_UP, NO_ACTION, UNDECIDABLE = "follow_up", "no_action", "undecidable"
RESULTS = {
    FOLLOW_UP: said("Follow up"),
    NO_ACTION: said("No action"),
    UNDECIDABLE: said("Cannot be decided"),
}
# Why, in a word. What the engine says of one stay, and what keeps a stay from being judged at all.
REASONS = {
    "matched": said("Stayed in a listed area"),
    "no_stay": said("No stay was told"),
    "follow_up_over": said("The follow-up would already be over"),
    "not_listed": said("The area is not on the list"),
    "not_listed_then": said("The area was not listed at the time"),
    "level_not_followed": said("The level is not followed up"),
    "outside_look_back": said("The stay lies before the look-back"),
    "transit_only": said("Passed through without getting off"),
    "coarser_than_list": said("The place is named too coarsely"),
    "place_unknown": said("The place is not known"),
    "dates_missing": said("A date is missing"),
    "dates_contradict": said("The dates contradict"),
    "no_list": said("No area list is in effect"),
}
UNDECIDED = ("no_list", "place_unknown", "dates_missing", "dates_contradict", "coarser_than_list")
# Of several stays, the reason that says most is the reason of the fact.
_TELLING = (
    *UNDECIDED, "follow_up_over", "level_not_followed", "not_listed_then", "outside_look_back", "transit_only",
    "not_listed", "no_stay",
)  # fmt: skip
_OWN_WORDS = {
    "no_stay": Bilingual("没有填报旅居地", "no stay was told"),
    "follow_up_over": Bilingual("到达后的随访期已过", "the follow-up after the arrival is already over"),
    "place_unknown": Bilingual("停留地无法识别，请核实地点", "the place of the stay is not known; ask where it was"),
    "dates_missing": Bilingual("停留或到达日期缺失，请核实", "the dates of the stay are missing; ask for them"),
    "dates_contradict": Bilingual("日期前后矛盾，请核实", "the dates contradict one another; ask for them"),
    "no_list": Bilingual("目前没有生效的地区名单", "no area list is in effect"),
}


@dataclass(frozen=True)
class Judgement:
    """What the rule says about one fact.

    inputs        all that it saw and found, stay by stay; judging them again gives the same
    follow_until  the end of the follow-up, for a match
    """

    result: str
    reason: str
    inputs: Mapping[str, Any]
    explain: Bilingual
    follow_until: datetime | None

    @property
    def inputs_sha256(self) -> str:
        return hash_of(self.inputs)


@dataclass(frozen=True)
class Basis:
    """What a batch of facts is judged by: the rule with its lists, made ready once.

    list_ids      the lists in effect, in order; none: nothing can be decided
    listed_as_of  the day whose listings count, or None for those of each day of a stay
    """

    judge: Judge
    zone: ZoneInfo
    list_ids: tuple[str, ...]
    listed_as_of: date | None


def judge_fact(content: Mapping[str, Any], basis: Basis, *, at: datetime) -> Judgement | None:
    """What the rule says about a fact; None for a fact that says nothing of stays (a gate's, a check's)."""
    if "stays" not in content:
        return None
    told = content["stays"] or []
    stays = [_judge_stay(stay, content.get("arrives_on"), basis, at=at) for stay in told]
    matched = [stay for stay in stays if stay["reason"] == "matched"]
    reasons = [stay["reason"] for stay in stays] or ["no_stay"]
    reason = "matched" if matched else min(reasons, key=_TELLING.index)
    result = FOLLOW_UP if matched else UNDECIDABLE if reason in UNDECIDED else NO_ACTION
    inputs = {
        "arrives_on": content.get("arrives_on"),
        "listed_as_of": basis.listed_as_of.isoformat() if basis.listed_as_of else None,
        "area_lists": list(basis.list_ids),
        "judged_on": at.astimezone(basis.zone).date().isoformat(),
        "stays": stays,
    }
    ends = max((day for day in (_follow_until_on(stay, basis) for stay in matched) if day), default=None)
    return Judgement(
        result, reason, inputs, _explained(reason, stays, basis), day_end(ends, basis.zone) if ends else None
    )


def stays_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The content that a verdict judged, out of its snapshot: what is needed to judge it again."""
    told = ("area_code", "from_on", "until_on", "transit_only")
    return {
        "arrives_on": inputs["arrives_on"],
        "stays": [{key: stay[key] for key in told} for stay in inputs["stays"]],
    }


def differs(result: str, reason: str, inputs: Mapping[str, Any], new: Judgement) -> bool:
    """Whether judging again said something else; the mere names of the lists that were looked at do not count."""
    return (result, reason) != (new.result, new.reason) or inputs["stays"] != new.inputs["stays"]


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _judge_stay(stay: Mapping[str, Any], arrives_on: str | None, basis: Basis, *, at: datetime) -> dict[str, Any]:
    """One stay with what was found about it, as JSON."""
    told = {
        "area_code": stay.get("area_code") or "",
        "from_on": stay.get("from_on") or None,
        "until_on": stay.get("until_on") or None,
        "transit_only": bool(stay.get("transit_only")),
    }
    read = _read(told, arrives_on)
    if isinstance(read, str):
        return {**told, "reason": read}
    if not basis.list_ids:
        return {**told, "reason": "no_list"}
    found = basis.judge.judge(read)
    reason = "matched" if found.follow_up else str(found.reason)
    if reason == "matched" and _is_over(read.arrives_on, basis, at=at):
        reason = "follow_up_over"
    return {**told, "reason": reason, "arrives_on": read.arrives_on.isoformat(), **_listing(found)}


def _read(told: Mapping[str, Any], arrives_text: str | None) -> Arrival | str:
    """The stay with its days, or why it cannot be judged. A missing end is the arrival, as the shell takes it."""
    code = canonical(told["area_code"]) if told["area_code"] else None
    if code is None:
        return "place_unknown"
    try:
        arrives_on, until_on, from_on = (
            date.fromisoformat(text) if text else None for text in (arrives_text, told["until_on"], told["from_on"])
        )
    except ValueError:
        return "dates_missing"
    arrives_on = arrives_on or until_on or from_on
    if arrives_on is None:
        return "dates_missing"
    until_on = until_on or arrives_on
    from_on = from_on or until_on
    if not from_on <= until_on <= arrives_on:
        return "dates_contradict"
    return Arrival(
        row=0,
        person_key=b"",
        code=code,
        stayed_from=from_on,
        left_on=until_on,
        arrives_on=arrives_on,
        transit_only=told["transit_only"],
        service="",
        notes=(),
    )


def _listing(found: StayVerdict) -> dict[str, Any]:
    listing = found.listing
    return {
        "counted_on": found.counted_on.isoformat() if found.counted_on else None,
        "days_before_arrival": found.days_before,
        "listing": listing and {
            "area_code": listing.code,
            "level": listing.level,
            "listed_from": listing.listed_from.isoformat(),
            "listed_until": listing.listed_until.isoformat() if listing.listed_until else None,
            "list": listing.list_name,
        },
    }  # fmt: skip


def _follow_until_on(stay: Mapping[str, Any], basis: Basis) -> date | None:
    """The last day of the follow-up: so many days after the day of arrival, which is day 0."""
    days = int(basis.judge.rule.params["follow_up"]["days"])
    return date.fromisoformat(stay["arrives_on"]) + timedelta(days=days)


def _is_over(arrives_on: date, basis: Basis, *, at: datetime) -> bool:
    last_day = arrives_on + timedelta(days=int(basis.judge.rule.params["follow_up"]["days"]))
    return day_end(last_day, basis.zone) <= at


def _explained(reason: str, stays: Sequence[Mapping[str, Any]], basis: Basis) -> Bilingual:
    """Plain words for the person and the officer: the rule's own, and the stay that decided."""
    stay = next((stay for stay in stays if stay["reason"] == reason), None)
    general = basis.judge.rule.explain if reason == "matched" else _OWN_WORDS.get(reason) or STAY_REASONS[reason]
    if stay is None:
        return general
    zh, en = _stay_in_words(stay)
    return Bilingual(f"{general.zh}（{zh}）", f"{general.en} ({en})")


def _stay_in_words(stay: Mapping[str, Any]) -> tuple[str, str]:
    code = canonical(stay["area_code"]) if stay["area_code"] else None
    name = divisions().name_of(code) if code else "?"
    days = " – ".join(day for day in (stay["from_on"], stay["until_on"]) if day) or "?"
    zh, en = f"停留：{name}，{days}", f"stay: {name}, {days}"
    listing = stay.get("listing")
    if listing:
        listed = divisions().name_of(listing["area_code"])
        until_zh, until_en = listing["listed_until"] or "仍在列", listing["listed_until"] or "still listed"
        zh += f"；名单：{listed}，{_LEVEL_WORDS[listing['level']][0]}，{listing['listed_from']} – {until_zh}"
        en += f"; listed: {listed}, {_LEVEL_WORDS[listing['level']][1]}, {listing['listed_from']} – {until_en}"
    if stay.get("days_before_arrival") is not None:
        zh += f"；到达前{stay['days_before_arrival']}天"
        days = stay["days_before_arrival"]
        en += f"; {days} {'day' if days == 1 else 'days'} before the arrival"
    return zh, en


_LEVEL_WORDS = {"high": ("高风险", "high risk"), "medium": ("中风险", "medium risk"), "low": ("低风险", "low risk")}
LEVELS = {"high": said("High risk"), "medium": said("Medium risk"), "low": said("Low risk")}


# --- when an area list has effect (O8)
SIGN_OFFS_NEEDED = 2
WAITING, IN_EFFECT, WITHDRAWN = "waiting", "in_effect", "withdrawn"
LIST_STATES = {
    WAITING: said("Waiting for its authority"),
    IN_EFFECT: said("In effect"),
    WITHDRAWN: said("Withdrawn"),
}


def list_state(*, order_is_live: bool, body_ids: Iterable[object], withdrawn_at: datetime | None, at: datetime) -> str:
    """Whether a list has effect at `at`: under a live order that enables area lists, or two bodies' sign-offs."""
    if withdrawn_at is not None and withdrawn_at <= at:
        return WITHDRAWN
    return IN_EFFECT if order_is_live or len(set(body_ids)) >= SIGN_OFFS_NEEDED else WAITING


def why_not_load(*, accepted_count: int, order_enables: bool | None, by: Actor) -> Problem | None:
    """Why a list may not be loaded. `order_enables`: None if it names no order."""
    if problem := why_not_use("screening.load_list", by=by):
        return problem
    if order_enables is False:
        return Problem("screening.order_does_not_enable", said("This order does not allow area lists."), field="order")
    if accepted_count == 0:
        return Problem("screening.nothing_to_list", said("No row of this file could be taken as a listing."),
                       field="file", status=422)  # fmt: skip
    return None


def why_not_sign_off(*, state: str, signed: Sequence[tuple[int, object]], by: Actor) -> Problem | None:
    """Why `by` may not sign a list off. `signed`: user and body of each sign-off so far."""
    if problem := why_not_use("screening.sign_list", by=by):
        return problem
    if state == WITHDRAWN:
        return Problem("screening.list_withdrawn", said("This list has been withdrawn."))
    if by.user_id in [user_id for user_id, _ in signed]:
        return Problem("screening.already_signed", said("You have already signed this list."))
    if by.body_id in [body_id for _, body_id in signed]:
        return Problem(
            "screening.same_body", said("Your body has already signed this list; another body must."), status=403
        )
    if by.body_id is None:
        return Problem("screening.no_body", said("Only somebody employed by a body signs off."), status=403)
    return None


def why_not_withdraw(*, state: str, reason: str | None = None, by: Actor) -> Problem | None:
    if problem := why_not_use("screening.sign_list", by=by):
        return problem
    if state == WITHDRAWN:
        return Problem("screening.list_withdrawn", said("This list has been withdrawn."))
    if reason is not None and not reason.strip():
        return Problem("screening.no_reason", said("Say why the list is withdrawn."), field="reason", status=422)
    return None


def why_not_correct(*, superseded: bool, in_area: bool, by: Actor) -> Problem | None:
    """Why the fact behind a verdict may not be corrected by `by`."""
    if problem := why_not_use("screening.correct", by=by):
        return problem
    if superseded:
        return Problem("screening.superseded", said("A later verdict has taken the place of this one."))
    if not in_area:
        return Problem("screening.out_of_area", said("This record belongs to an area outside your post."), status=403)
    return None
