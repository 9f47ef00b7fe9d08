"""What is seen at a post, which word follows, and when a post may exist at all (F15, O1b, INV-12 to 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.core.orders.rules import IN_FORCE
from fangxian.core.problems.rules import Problem, said
from fangxian.engine import temperature
from fangxian.engine.lines import Line
from fangxian.engine.rules.packs import Pack
from fangxian.engine.temperature import Reading
from fangxian.intake.rules import Source

SOURCE = Source(
    key="checkpoint",
    label=said("Checkpoint"),
    line=Line.CHECKPOINTS,
    legal_basis=said("Emergency Regulations 2011, article 40, and the order of the post"),
)

PASS, PASS_WITH_ADVICE, RECHECK_TEMP, TO_HEALTH_POST, CONTROLLED_ENTRY, EMERGENCY_PASS = (
    "PASS", "PASS_WITH_ADVICE", "RECHECK_TEMP", "TO_HEALTH_POST", "CONTROLLED_ENTRY", "EMERGENCY_PASS",
)  # fmt: skip
# There is no other word, and none of them turns anybody back (INV-14).
VERDICTS = (PASS, PASS_WITH_ADVICE, RECHECK_TEMP, TO_HEALTH_POST, CONTROLLED_ENTRY, EMERGENCY_PASS)

# What a receipt says at a post: the word of the verdict on what was declared, never a reason.
NOT_DECLARED, NOT_JUDGED, NO_ACTION, UNDECIDABLE, FOLLOW_UP = "", "not_judged", "no_action", "undecidable", "follow_up"
DECLARATIONS = (NOT_DECLARED, NOT_JUDGED, NO_ACTION, UNDECIDABLE, FOLLOW_UP)

APPROVED, OPEN, SUSPENDED, CLOSED = "approved", "open", "suspended", "closed"

# The words that the officer reads, each with the tone of its badge.
VERDICT_WORDS = {
    PASS: (said("Pass"), "good"),
    PASS_WITH_ADVICE: (said("Pass, with advice"), "good"),
    RECHECK_TEMP: (said("Rest, then measure again"), "wait"),
    TO_HEALTH_POST: (said("To the health post"), "live"),
    CONTROLLED_ENTRY: (said("Goes on; destination is told"), "live"),
    EMERGENCY_PASS: (said("Emergency: pass at once"), "good"),
}
DECLARATION_WORDS = {
    NOT_JUDGED: (said("Declared"), "good"),
    NO_ACTION: (said("Declared"), "good"),
    UNDECIDABLE: (said("Declared, a question is open"), "wait"),
    FOLLOW_UP: (said("Declared, destination is to be told"), "live"),
}
# What comes next at a post, where the edition on temperatures does not say it.
NEXT_STEPS = {
    CONTROLLED_ENTRY: said(
        "The journey goes on. Tell the community there, so that it expects and helps; it is advice, not isolation."
    ),
}
STATE_WORDS = {
    APPROVED: (said("Approved, not open yet"), "draft"),
    OPEN: (said("In operation"), "live"),
    SUSPENDED: (said("Suspended"), "wait"),
    CLOSED: (said("Closed"), "ended"),
}

MOVES = {APPROVED: {OPEN, CLOSED}, OPEN: {SUSPENDED, CLOSED}, SUSPENDED: {OPEN, CLOSED}, CLOSED: set[str]()}

# Which of them may stand where and by whose approval is the edition's (cn.posts); a service station stops nobody.
SERVICE_STATION = "service_station"
KINDS = (
    ("province_road", said("Road at the border of the province")),
    ("city_road", said("Road at the border of the city")),
    ("county_road", said("Road at the border of the county")),
    ("village_road", said("Road of a village")),
    ("motorway_exit", said("Motorway exit")),
    ("motorway_main", said("Main line of a motorway")),
    ("service_area", said("Service area of a motorway")),
    ("rail", said("Railway station")),
    ("coach", said("Coach station")),
    ("water", said("Landing or port")),
    (SERVICE_STATION, said("Service station: help, no checks")),
)
RINGS = (("outer", said("Outer ring")), ("inner", said("Inner ring")), ("core", said("Core ring")))
FUNCTIONS = {"head": said("Head of the post"), "deputy": said("Deputy head of the post")}
DIRECTIONS = (("in", said("Into the city")), ("out", said("Out of the city")))
EMERGENCIES = (
    ("illness", said("Illness or injury")),
    ("birth", said("Childbirth")),
    ("dialysis", said("Dialysis or other treatment")),
    ("violence", said("Flight from violence")),
    ("fire", said("Fire or rescue")),
    ("other", said("Another emergency")),
)
METHOD_WORDS = {"forehead": said("Forehead"), "ear": said("Ear"), "axillary": said("Armpit")}
REVIEW_WITHIN = timedelta(days=14)  # domain.md F01: what an order allows is reviewed at least every 14 days
UNDO_WITHIN = timedelta(seconds=10)
MOST_IN_ONE_VEHICLE = 60  # a full coach; more people are more passages


@dataclass(frozen=True)
class Look:
    """What counts at a post about one person. Origin is not here: no plate, phone, document or accent (INV-14).

    readings      in the order they were taken; empty if none was
    symptoms      the person said so
    emergency     birth, dialysis, violence, fire, illness
    declaration   one of DECLARATIONS: what her receipt says
    """

    readings: Sequence[Reading] = ()
    symptoms: bool = False
    emergency: bool = False
    declaration: str = NOT_DECLARED


@dataclass(frozen=True)
class FirstLook:
    """The word, and the moment from which the next reading counts if one is asked for."""

    verdict: str
    recheck_from: datetime | None = None


def first_look(pack: Pack, look: Look) -> FirstLook:
    """Which word follows from a look at one person.

    pack    an edition of cn.temperature: threshold, operator, wait and number of readings are its data
    Emergency goes before everything; health before papers; whoever was not measured passes with advice.
    Errors: temperature.ReadingRefused for a number that is nobody's temperature.
    Source: domain.md F15, 3.4. Cases: spec/first-look-at-a-post.md
    """
    if look.emergency:
        return FirstLook(EMERGENCY_PASS)
    advised = not look.readings or look.declaration == UNDECIDABLE
    if look.readings:
        judged = temperature.judge(pack, look.readings, symptoms=look.symptoms)
        if judged.word in (RECHECK_TEMP, TO_HEALTH_POST):
            return FirstLook(judged.word, judged.recheck_from)
        advised = advised or judged.word == PASS_WITH_ADVICE
    if look.declaration == FOLLOW_UP:
        return FirstLook(CONTROLLED_ENTRY)
    return FirstLook(PASS_WITH_ADVICE if advised or look.symptoms else PASS)


def is_raised(pack: Pack, readings: Sequence[Reading]) -> bool:
    """Whether any reading reached the pack's threshold, for the figures."""
    return any(temperature.is_raised(pack, reading.celsius) for reading in readings)


def declaration_of(result: str, *, is_known: bool) -> str:
    """What a receipt says at a post, from the word of its newest verdict ("" while it is not judged)."""
    if not is_known:
        return NOT_DECLARED
    return result if result in (NO_ACTION, UNDECIDABLE, FOLLOW_UP) else NOT_JUDGED


def state_at(
    *,
    order_state: str,
    opens_at: datetime,
    review_at: datetime,
    suspended_from: datetime | None,
    closed_at: datetime | None,
    at: datetime,
) -> str:
    """The state of a post at `at`, computed from its times.

    It closes by itself when its order is no longer in force, and when nobody has reviewed it by its review date.
    """
    if (closed_at is not None and closed_at <= at) or review_at <= at or order_state != IN_FORCE:
        return CLOSED
    if at < opens_at:
        return APPROVED
    return SUSPENDED if suspended_from is not None and suspended_from <= at else OPEN


def why_not_open_post(
    *,
    order_state: str,
    order_enables: Sequence[str],
    order_covers: bool,
    name_is_taken: bool = False,
) -> Problem | None:
    """Why a post may not exist here: it needs a live order for posts in this area, and a road is stopped once."""
    if order_state != IN_FORCE or "checkpoint" not in order_enables:
        return Problem(
            "checkpoint.no_order",
            said("A post needs an order that is in force and allows posts. This one is not, or does not."),
            field="order",
        )
    if not order_covers:
        return Problem("checkpoint.outside_order", said("The order does not cover this area."), field="area_code")
    if name_is_taken:
        return Problem("checkpoint.name_taken", said("There is already a post of this name."), field="name")
    return None


def why_not_review_at(review_at: datetime, *, at: datetime, order_ends_at: datetime) -> Problem | None:
    """Why a review date will not do: soon enough, in the future, and not after the order's end."""
    if review_at <= at:
        return Problem("checkpoint.review_past", said("The review date must lie ahead."), field="review_at")
    if review_at > at + REVIEW_WITHIN:
        return Problem(
            "checkpoint.review_far",
            said("A post is reviewed within %(days)s days."),
            {"days": REVIEW_WITHIN.days},
            "review_at",
        )
    if review_at > order_ends_at:
        return Problem(
            "checkpoint.review_after_order", said("The review date is after the end of the order."), field="review_at"
        )
    return None


def why_not_check(*, state: str, emergency: bool, kind: str = "") -> Problem | None:
    """Why nothing may be checked here now. An emergency is always recorded (INV-12); people pass meanwhile (INV-26)."""
    if emergency:
        return None
    if kind == SERVICE_STATION:
        return Problem("checkpoint.no_verdicts", said("A service station helps. It checks nobody and gives no word."))
    if state == OPEN:
        return None
    return Problem(
        "checkpoint.not_open",
        said("This post is not open, so nobody may be checked here: let people pass."),
    )


def why_not_controlled_entry(*, declaration: str) -> Problem | None:
    """Why nobody may be handed over to a destination: only the verdict on a declaration leads there (INV-02)."""
    if declaration != FOLLOW_UP:
        return Problem(
            "checkpoint.no_verdict",
            said("Only a judged declaration that asks for follow-up leads to controlled entry."),
            field="number",
        )
    return None


def why_not_register(*, has_registration_order: bool) -> Problem | None:
    """Why nothing that points to a person or vehicle may be kept here (O1b)."""
    if not has_registration_order:
        return Problem(
            "checkpoint.counts_only",
            said("Without a live registration order this post only counts; no plate, number or name is kept."),
        )
    return None


def why_not_measure_again(
    *, recheck_from: datetime | None, settled_at: datetime | None, at: datetime
) -> Problem | None:
    """Why a waiting person is not measured now: she rests a while longer, or it was done already."""
    if settled_at is not None:
        return Problem("checkpoint.settled", said("This person was already measured again, or has gone on."))
    if recheck_from is not None and at < recheck_from:
        return Problem(
            "checkpoint.rest",
            said("Please let the person rest %(minutes)s minutes longer, in the shade; a reading now would not count."),
            {"minutes": -(-(recheck_from - at) // timedelta(minutes=1))},
        )
    return None


def why_not_undo(*, recorded_at: datetime, undone_at: datetime | None, is_final: bool, at: datetime) -> Problem | None:
    """Why a count cannot be taken back: it is too late, or others have already been told."""
    if undone_at is not None:
        return Problem("checkpoint.undone", said("This was already taken back."))
    if is_final:
        return Problem("checkpoint.told_others", said("Others have been told already; it cannot be taken back."))
    if at - recorded_at > UNDO_WITHIN:
        return Problem(
            "checkpoint.too_late_to_undo",
            said("A count can be taken back for %(seconds)s seconds."),
            {"seconds": int(UNDO_WITHIN.total_seconds())},
        )
    return None


def why_not_raised(*, raised_count: int, person_count: int) -> Problem | None:
    """Why so many persons of a vehicle cannot have a raised reading."""
    if raised_count > person_count:
        return Problem(
            "checkpoint.raised", said("No more persons can have a raised reading than there are."),
            field="raised_count", status=422,
        )  # fmt: skip
    return None


def why_not_group(*, person_count: int, vehicle_count: int) -> Problem | None:
    """Why a number of persons or vehicles cannot be one passage."""
    if not 1 <= person_count <= MOST_IN_ONE_VEHICLE or vehicle_count not in (0, 1):
        return Problem(
            "checkpoint.count",
            said("One passage is 1 to %(most)s persons."),
            {"most": MOST_IN_ONE_VEHICLE},
            "person_count",
            status=422,
        )
    return None
