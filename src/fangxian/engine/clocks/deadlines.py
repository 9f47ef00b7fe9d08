"""When something must be done: deadlines computed from CLOCK rules, and whether one has passed.

A deadline is a fact of the rule and the moment it counts from. It does not move with a shift change or
a new owner. Hours are real hours, also where the clocks change.
Source: the pack `cn.clock.seeds` (Liaocheng and Shen County 2020; Emergency Regulations art. 20).
Cases: spec/clocks.md
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import city_day, day_end
from fangxian.engine.rules.packs import Pack, Rule

LATE_EVENING = "late_evening"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, half-open: a shift, a pause, a turn of duty. `ends_at` None = not ended yet."""

    starts_at: datetime
    ends_at: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether the moment lies in it; its last moment does not."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Counted from `counted_from_at`, due at `due_at`; `flags` may hold `late_evening`."""

    rule_id: str
    counted_from_at: datetime
    due_at: datetime
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadClocks:
    """The three clocks of a lead: accept it, report first, finish the check in the field."""

    accept: Deadline
    report: Deadline
    finding: Deadline


@dataclass(frozen=True, slots=True)
class HandedOver:
    """After a hand-over both are reported: the receiver's own clocks and the total from first receipt."""

    own: LeadClocks
    total: LeadClocks


@dataclass(frozen=True, slots=True)
class LinkDue:
    """One link of the reporting chain: who received, when, and by when it must pass it on."""

    link: str
    deadline: Deadline


def deadline(rule: Rule, counted_from_at: datetime, zone: ZoneInfo, *, shifts: Sequence[Span] = ()) -> Deadline:
    """When a CLOCK rule falls due, counted from a moment.

    elapsed    so many real minutes later
    same_day   before local 24:00 ("not overnight"); in `default` mode what comes in late in the evening
               gets its grace minutes, flagged `late_evening`
    shift      at the end of the shift in which it came, or of the next one; never during the night between
    days       at the end of that many city days after the day counted from
    Errors: ValueError for a moment without zone, a rule that sets no deadline, or no shift to come.
    """
    if counted_from_at.tzinfo is None:
        raise ValueError("a deadline is counted from a moment with a zone")
    start = counted_from_at.astimezone(UTC)
    params = rule.params
    counts = params.get("counts")
    if counts == "elapsed":
        return Deadline(rule.id, start, start + timedelta(minutes=params["minutes"]))
    if counts == "same_day":
        return _same_day(rule, start, zone)
    if counts == "shift":
        return Deadline(rule.id, start, _end_of_shift(start, shifts))
    if counts == "days":
        last_day = city_day(start, zone) + timedelta(days=params["days"])
        return Deadline(rule.id, start, day_end(last_day, zone))
    raise ValueError(f"{rule.id} sets no deadline")


def _same_day(rule: Rule, start: datetime, zone: ZoneInfo) -> Deadline:
    midnight = day_end(city_day(start, zone), zone)
    with_grace = start + timedelta(minutes=rule.params["grace_minutes"])
    if rule.params["mode"] == "default" and with_grace > midnight:
        return Deadline(rule.id, start, with_grace, (LATE_EVENING,))
    return Deadline(rule.id, start, midnight)


def _end_of_shift(start: datetime, shifts: Sequence[Span]) -> datetime:
    ends = [shift.ends_at for shift in shifts if shift.ends_at is not None and shift.ends_at > start]
    if not ends:
        raise ValueError("there is no shift in which the list could be worked on")
    return min(ends)


def lead_clocks(
    pack: Pack,
    *,
    received_at: datetime,
    serious: bool,
    zone: ZoneInfo,
    as_list: bool = False,
    strict: bool = False,
    shifts: Sequence[Span] = (),
) -> LeadClocks:
    """The clocks of one lead, all counted from its receipt.

    as_list   the lead came in a bulk list: everything is due within the shift, nothing overnight, so that
              ten thousand rows do not raise ten thousand alarms; a serious row keeps its two hours
    strict    an ordinary lead is due at local 24:00 however late it came
    """

    def due(name: str) -> Deadline:
        return deadline(pack.rule(name), received_at, zone, shifts=shifts)

    ordinary = "lead/ordinary-strict" if strict else "lead/ordinary"
    if as_list:
        whole = due("lead/list")
        return LeadClocks(whole, whole, due("lead/serious") if serious else whole)
    return LeadClocks(due("lead/accept"), due("lead/report"), due("lead/serious" if serious else ordinary))


def after_hand_over(
    pack: Pack, *, received_at: datetime, handed_over_at: datetime, serious: bool, zone: ZoneInfo
) -> HandedOver:
    """The clocks of a lead that went to the right county: its own from the hand-over, the total running on.

    Errors: ValueError if it was handed over before it was received.
    """
    if handed_over_at < received_at:
        raise ValueError("a lead cannot be handed over before it was received")
    return HandedOver(
        own=lead_clocks(pack, received_at=handed_over_at, serious=serious, zone=zone),
        total=lead_clocks(pack, received_at=received_at, serious=serious, zone=zone),
    )


def event_chain(pack: Pack, receipts: Sequence[tuple[str, datetime]], zone: ZoneInfo) -> tuple[LinkDue, ...]:
    """By when each link of the emergency reporting chain must report, each from its own receipt.

    receipts   in order: name of the link, moment it learnt of the event
    Errors: ValueError if a link learnt of it before the one below.
    """
    moments = [at for _, at in receipts]
    if moments != sorted(moments):
        raise ValueError("a link cannot learn of an event before the link below it")
    rule = pack.rule("event/chain")
    return tuple(LinkDue(link, deadline(rule, at, zone)) for link, at in receipts)


def due_with_pauses(due_at: datetime, pauses: Iterable[Span], *, at: datetime) -> datetime:
    """The due time moved on by the pauses that began before it, an open pause counting up to `at`.

    Pauses may overlap; time is added once. A pause that begins when the work was already late adds nothing.
    """
    due = due_at
    counted_to: datetime | None = None
    for pause in sorted(pauses, key=lambda span: span.starts_at):
        starts = pause.starts_at if counted_to is None else max(pause.starts_at, counted_to)
        ends = min(pause.ends_at or at, at)
        if starts > due or ends <= starts:
            continue
        due += ends - starts
        counted_to = ends
    return due


def is_overdue(due_at: datetime, *, closed_at: datetime | None, at: datetime) -> bool:
    """Whether work was closed after it was due or, still open, is past it. Due this very moment is not late."""
    return (at if closed_at is None or closed_at > at else closed_at) > due_at


def owner_at(turns: Sequence[tuple[str, Span]], at: datetime) -> str | None:
    """Who holds the work at a moment, by turns of duty; None if nobody does. The clock does not care."""
    for owner, span in turns:
        if span.covers(at):
            return owner
    return None
