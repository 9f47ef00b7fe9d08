"""Hours of duty are entered and withdrawn, leaders are named, and a morning sheet is drawn up and dealt out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.models import Post, Unit
from fangxian.engine.identity import normalise_phone

from . import queries, rules
from .models import ChatGroup, LiaisonDuty, MorningSheet, SheetLine, UnitLeader

# What a unit has to do: (its posts, programme, moment) -> pieces. The registry lists them all.
Work = Callable[..., Sequence[rules.Piece]]


@transaction.atomic
def enter_duty(
    *, unit: Unit, function: str, phone: str, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime
) -> LiaisonDuty:
    """Say who can be called for a unit over some hours, as function and work phone."""
    _still_runs(unit, at=at)
    refuse(rules.why_not_enter(unit_id=unit.id, area_code=unit.area_code, function=function, phone=phone,
                               starts_at=starts_at, ends_at=ends_at, by=by, at=at))  # fmt: skip
    reached = normalise_phone(phone)
    assert reached is not None
    made = LiaisonDuty.objects.create(
        programme_id=unit.programme_id, unit=unit, area_code=unit.area_code, function=function.strip(),
        phone=reached.e164, starts_at=starts_at, ends_at=ends_at, entered_at=at, entered_by_id=by.post_id,
    )  # fmt: skip
    audit.record("readiness.duty_entered", on=made, by=by, at=at, detail={"unit": str(unit.id)})
    return made


@transaction.atomic
def withdraw_duty(*, duty: LiaisonDuty, by: Actor, at: datetime) -> LiaisonDuty:
    """It no longer holds from now on; the row stays on record."""
    duty = LiaisonDuty.objects.select_for_update(of=("self",)).get(id=duty.id)
    refuse(rules.why_not_keep_roster(unit_id=duty.unit_id, area_code=duty.area_code, by=by))
    if duty.withdrawn_at is None:
        duty.withdrawn_at, duty.withdrawn_by_id = at, by.post_id
        duty.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.record("readiness.duty_withdrawn", on=duty, by=by, at=at, detail={"unit": str(duty.unit_id)})
    return duty


@transaction.atomic
def name_leader(*, unit: Unit, post: Post, by: Actor, at: datetime) -> UnitLeader:
    """Name who leads a unit from now on; whoever led it until now is relieved."""
    unit = Unit.objects.select_for_update().get(id=unit.id)
    _still_runs(unit, at=at)
    refuse(rules.why_not_name_leader(area_code=unit.area_code, unit_id=unit.id, post_unit_id=post.unit_id, by=by))
    led = UnitLeader.objects.filter(unit=unit, ends_at=None).first()
    if led is not None and led.post_id == post.id:
        return led
    if led is not None:
        led.ends_at = max(at, led.starts_at + led.starts_at.resolution)
        led.save(update_fields=["ends_at"])
    named = UnitLeader.objects.create(
        programme_id=unit.programme_id, unit=unit, post=post, starts_at=at, named_by_id=by.post_id
    )
    audit.record("readiness.leader_named", on=named, by=by, at=at, detail={"unit": str(unit.id)})
    return named


@transaction.atomic
def draw_sheet(*, unit: Unit, day: date, works: Iterable[Work], by: Actor, at: datetime) -> MorningSheet:
    """Put today's work of a unit on its sheet, as it stands now; what was dealt already stays with whom it was."""
    _still_runs(unit, at=at)
    _may_deal(unit, by=by, at=at)
    sheet, is_new = MorningSheet.objects.get_or_create(
        unit=unit, sheet_on=day,
        defaults={"programme_id": unit.programme_id, "area_code": unit.area_code, "drawn_at": at,
                  "drawn_by_id": by.post_id},
    )  # fmt: skip
    sheet = _locked(sheet)
    refuse(rules.why_not_change(dealt_at=sheet.dealt_at))
    members = queries.members_of(unit, at=at)
    fresh = [piece for work in works for piece in work(members, programme_id=unit.programme_id, at=at)]
    kept = [] if is_new else [line.piece for line in sheet.lines.order_by("id")]
    present = {post.id for post in members}
    drawn = rules.redrawn(fresh, [piece for piece in kept if piece.post_id in present])
    _write_lines(sheet, drawn)
    sheet.drawn_at, sheet.drawn_by_id = at, by.post_id  # type: ignore[assignment]
    sheet.save(update_fields=["drawn_at", "drawn_by"])
    audit.record("readiness.sheet_drawn", on=sheet, by=by, at=at, count=len(drawn))
    return sheet


@transaction.atomic
def write_sheet(
    *, sheet: MorningSheet, notes: str, dealt: Mapping[UUID, UUID | None], by: Actor, at: datetime
) -> MorningSheet:
    """Keep the notes of the meeting and who does what. `dealt`: line -> post; lines that it lacks stay as they are."""
    sheet = _to_change(sheet, by=by, at=at)
    refuse(rules.why_not_write(notes=notes))
    present = {post.id for post in queries.members_of(sheet.unit, at=at)}
    lines = list(sheet.lines.filter(id__in=dealt))
    for line in lines:
        wanted = dealt[line.id]
        line.post_id = wanted if wanted in present else None
    SheetLine.objects.bulk_update(lines, ["post"])
    sheet.notes = notes.strip() or None
    sheet.save(update_fields=["notes"])
    audit.record("readiness.sheet_written", on=sheet, by=by, at=at, count=len(lines))
    return sheet


@transaction.atomic
def deal_evenly(*, sheet: MorningSheet, by: Actor, at: datetime) -> MorningSheet:
    """Deal what nobody has yet to the members, the nearest first, in equal parts."""
    sheet = _to_change(sheet, by=by, at=at)
    members = {post.id: post.area_code for post in queries.members_of(sheet.unit, at=at)}
    pieces = [line.piece for line in sheet.lines.order_by("id")]
    dealt = rules.dealt_evenly(pieces, members)
    _write_lines(sheet, rules.redrawn(dealt, []))
    audit.record("readiness.sheet_written", on=sheet, by=by, at=at, count=len(dealt))
    return sheet


@transaction.atomic
def split_line(*, sheet: MorningSheet, line_id: UUID, by: Actor, at: datetime) -> None:
    """Make two of one line, so that two members share it."""
    sheet = _to_change(sheet, by=by, at=at)
    line = sheet.lines.filter(id=line_id).first()
    if line is None:
        return
    refuse(rules.why_not_split(work=line.work, count=line.count))
    half = line.count // 2
    SheetLine.objects.create(
        programme_id=sheet.programme_id, sheet=sheet, work=line.work, area_code=line.area_code, place=line.place,
        count=half,
    )  # fmt: skip
    line.count -= half
    line.save(update_fields=["count"])
    audit.record("readiness.sheet_written", on=sheet, by=by, at=at, count=2)


@transaction.atomic
def hand_out(*, sheet: MorningSheet, by: Actor, at: datetime) -> MorningSheet:
    """From now on each member sees her own part on her first page."""
    sheet = _locked(sheet)
    _may_deal(sheet.unit, by=by, at=at)
    lines = list(sheet.lines.all())
    undealt = sum(line.post_id is None for line in lines)
    refuse(rules.why_not_hand_out(undealt_count=undealt, line_count=len(lines), dealt_at=sheet.dealt_at))
    sheet.dealt_at, sheet.dealt_by_id = at, by.post_id
    sheet.save(update_fields=["dealt_at", "dealt_by"])
    audit.record("readiness.sheet_dealt", on=sheet, by=by, at=at, count=len(lines))
    return sheet


@transaction.atomic
def take_back(*, sheet: MorningSheet, by: Actor, at: datetime) -> MorningSheet:
    """Change what was dealt out: the members see nothing until it is dealt out again."""
    sheet = _locked(sheet)
    _may_deal(sheet.unit, by=by, at=at)
    if sheet.dealt_at is not None:
        sheet.dealt_at = sheet.dealt_by = None
        sheet.save(update_fields=["dealt_at", "dealt_by"])
        audit.record("readiness.sheet_taken_back", on=sheet, by=by, at=at)
    return sheet


def _still_runs(unit: Unit, *, at: datetime) -> None:
    programme = Programme.objects.get(id=unit.programme_id)
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))


def _may_deal(unit: Unit, *, by: Actor, at: datetime) -> None:
    refuse(why_not_use("readiness.unit", by=by))
    leader = queries.leader_of(unit, at=at)
    refuse(
        rules.why_not_deal(
            unit_id=unit.id, area_code=unit.area_code, leader_post_id=leader.post_id if leader else None, by=by
        )
    )


def _locked(sheet: MorningSheet) -> MorningSheet:
    return MorningSheet.objects.select_for_update(of=("self",)).select_related("unit").get(id=sheet.id)


def _to_change(sheet: MorningSheet, *, by: Actor, at: datetime) -> MorningSheet:
    sheet = _locked(sheet)
    _may_deal(sheet.unit, by=by, at=at)
    refuse(rules.why_not_change(dealt_at=sheet.dealt_at))
    return sheet


def _write_lines(sheet: MorningSheet, pieces: Sequence[rules.Piece]) -> None:
    sheet.lines.all().delete()
    SheetLine.objects.bulk_create(
        SheetLine(
            programme_id=sheet.programme_id, sheet=sheet, work=piece.work, area_code=piece.area_code,
            place=piece.place[: rules.LONGEST_PLACE], count=piece.count, post_id=piece.post_id,
        )
        for piece in pieces
    )  # fmt: skip


@transaction.atomic
def register_group(
    *, programme: Programme, unit: Unit, area_code: str, platform: str, name: str, purpose: str, function: str,
    by: Actor, at: datetime,
) -> ChatGroup:  # fmt: skip
    """Put a chat group on the register. Errors: Refused."""
    _still_runs(unit, at=at)
    refuse(
        rules.why_not_register_group(
            unit_id=unit.id, unit_area_code=unit.area_code, area_code=area_code, name=name, function=function,
            platform=platform, purpose=purpose, is_outside=not programme.covers(area_code), by=by,
        )
    )  # fmt: skip
    if queries.is_registered(programme.id, area_code=area_code, name=name.strip()):
        refuse(Problem("readiness.group_twice", said("A group of this name is on the register there."), field="name"))
    made = ChatGroup.objects.create(
        programme=programme, unit=unit, area_code=area_code, platform=platform, name=name.strip(), purpose=purpose,
        function=function.strip(), registered_at=at, registered_by_id=by.post_id,
    )  # fmt: skip
    audit.record("readiness.group_registered", on=made, by=by, at=at, detail={"purpose": purpose})
    return made


@transaction.atomic
def end_group(*, group: ChatGroup, by: Actor, at: datetime) -> ChatGroup:
    """It is no longer kept; the row stays on record. Errors: Refused."""
    group = ChatGroup.objects.select_for_update(of=("self",)).select_related("unit").get(id=group.id)
    refuse(rules.why_not_keep_roster(unit_id=group.unit_id, area_code=group.unit.area_code, by=by))
    if group.ended_at is None:
        group.ended_at = at
        group.save(update_fields=["ended_at"])
        audit.record("readiness.group_ended", on=group, by=by, at=at)
    return group
