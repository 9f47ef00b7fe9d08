"""What the desks of a county deal with: a call, a notice, a quarrel, a letter, inspectors; each with its tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from fangxian.clarification import services as publicity
from fangxian.core.actors.rules import Purpose, Role
from fangxian.intake.sources.service_request import services as hotline
from fangxian.intake.sources.service_request.models import OtherDesk
from fangxian.letters import services as letters
from fangxian.mediation import services as mediation
from fangxian.supervision import services as inspections
from fangxian.supervision.queries.targets import target_of
from tests import filed
from tests.city import City
from tests.photos import request_with

if TYPE_CHECKING:
    from .places import Place


def fill(city: City, place: Place) -> None:
    for deal in (_a_call, _a_photo_sent, _a_file_of_another_desk, _a_notice_put_up, _a_quarrel, _a_letter,
                 _a_visit_of_inspectors):  # fmt: skip
        deal(city, place)


def _a_call(city: City, place: Place) -> None:
    """Somebody called this county's desk, and wants to be called back."""
    said, phone = f"{place.mark}路没有菜卖", f"0572-{place.number:07d}"
    told = hotline.Told(said, "help_supplies", place.grid, f"{place.mark}路口", phone, wants_callback=True)
    made = hotline.receive(
        told=told, channel="phone", client_id=uuid4(), programme=city.programme,
        by=place.by(city, Role.DUTY_OFFICER, Purpose.RECEIVE_FACTS), at=city.at,
    )  # fmt: skip
    place.tokens |= {said, phone}
    place.shown |= {said, phone}
    place.ids["requests:request_id"] = made.request.id


def _a_photo_sent(city: City, place: Place) -> None:
    """Somebody told this county of a place, with a photo that waits for its look."""
    said = f"{place.mark}市场人挤人"
    made = request_with(city, text=said, area_code=place.grid, place=f"{place.mark}市场")
    place.tokens.add(said)
    place.shown.add(said)
    place.ids["photo_id"] = made.request.photos.get().id


def _a_file_of_another_desk(city: City, place: Place) -> None:
    """What another desk of this county took and handed over; tried, and not recorded yet."""
    words = f"{place.mark}棋牌室还在营业"
    rows = [filed.row(place.number, 诉求内容=words, 所属区域=place.grid, 地点=f"{place.mark}口")]
    of = OtherDesk.objects.get(programme=city.programme)  # the whole city's
    file = filed.tried(city, rows, of=of, by=place.by(city, Role.DUTY_OFFICER, Purpose.RECEIVE_FACTS))
    place.tokens.add(words)
    place.ids["desk_file_id"] = file.id


def _a_notice_put_up(city: City, place: Place) -> None:
    """A line of this county's publicity ledger."""
    notice = f"{place.mark}防控通告"
    line = publicity.log_campaign(
        programme=city.programme, material="notice", channel="paper", language="zh", title=notice,
        area_code=place.grid, item_count=30, starts_at=city.at - timedelta(hours=1),
        by=place.by(city, Role.DUTY_OFFICER, Purpose.COMMAND), at=city.at,
    )  # fmt: skip
    place.tokens.add(notice)
    place.shown.add(notice)
    place.ids["campaign_id"] = line.id


def _a_quarrel(city: City, place: Place) -> None:
    """An incident at a gate of this county."""
    words = f"{place.mark}小区门口争执"
    quarrel = mediation.record_incident(
        programme=city.programme, kind="stigma", target="recovered", done_to="barred", area_code=place.grid,
        place=f"{place.mark}小区", words=words, action="talked_down", occurred_at=city.at,
        by=place.by(city, Role.DUTY_OFFICER, Purpose.VERIFY_LEAD), at=city.at,
    )  # fmt: skip
    place.tokens.add(words)
    place.shown.add(words)
    place.ids["incident_id"] = quarrel.id


def _a_letter(city: City, place: Place) -> None:
    """This county told a unit of its own of a place, and says which unit answers for markets."""
    duty = place.by(city, Role.DUTY_OFFICER, Purpose.COMMAND)
    unit = city.posts[f"{place.key}_{Role.DUTY_OFFICER}"].unit
    named = letters.name_unit(
        programme=city.programme, topic="market", area_code=place.county, unit=unit, order=None, by=duty, at=city.at
    )
    where = f"{place.mark}夜市"
    written = letters.Written("market", place.grid, where, f"{where}排队拥挤", "请分流")
    made = letters.draft(written=written, programme=city.programme, by=duty, at=city.at)
    letters.approve(letter=made, by=place.by(city, Role.COMMANDER, Purpose.COMMAND), at=city.at)
    letters.issue(letter=made, by=duty, at=city.at)
    place.tokens |= {where}
    place.shown |= {where}
    text = letters.Text("hint", "staff", place.grid, title_zh=where, text_zh=f"{where}注意分流")
    told = letters.draft_document(text=text, is_public=False, programme=city.programme, by=duty, at=city.at)
    place.ids |= {"letter_id": made.id, "naming_id": named.id, "document_id": told.id}


def _a_visit_of_inspectors(city: City, place: Place) -> None:
    """This county's own inspectors found something at a unit of it, which says that it is put right."""
    post = city.posts[f"{place.key}_{Role.SUPERVISOR}"]
    by = place.by(city, Role.SUPERVISOR, Purpose.SUPERVISE)
    team = inspections.set_up_team(
        name=f"{place.mark}督导组", area_code=place.county, is_resident=True, leader=post, members=[], by=by, at=city.at
    )
    owner = city.posts[place.grid_worker].unit
    target = target_of("unit", str(owner.id), programme=city.programme, area_code=place.county, at=city.at)
    assert target is not None
    plan = inspections.Plan(team=team, planned_on=city.at.date())
    visit = inspections.plan_visit(target=target, plan=plan, by=by, at=city.at)
    visit = inspections.begin_visit(inspection=visit, by=by, at=city.at)
    told = inspections.Found("lists_locked", "urgent", f"{place.mark}名单上墙", owner)
    found = inspections.write_finding(inspection=visit, told=told, by=by, at=city.at)
    drawn = inspections.draw_targets(
        programme=city.programme, area_code=place.county, kinds=["unit"], count=1, by=by, at=city.at
    )
    place.tokens |= {f"{place.mark}名单上墙", f"{place.mark}督导组"}
    place.shown |= {f"{place.mark}名单上墙", f"{place.mark}督导组"}
    place.ids |= {"inspection_id": visit.id, "finding_id": found.id, "team_id": team.id, "draw_id": drawn.id}
