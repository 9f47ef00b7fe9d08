"""A visit is planned, is a secret from the unit until it begins if it is unannounced, and ends complete (F35)."""

from datetime import timedelta

import pytest
from tests import inspecting
from tests.city import GRID, NEXT_COUNTY_GRID

from fangxian.core.actors.rules import Role
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.supervision import services
from fangxian.supervision.queries import targets, visits
from fangxian.supervision.rules import inspections, words


def codes(refused):
    return refused.value.problem.code.removeprefix("supervision.")


def test_the_unit_learns_of_an_unannounced_visit_when_it_begins(city):
    visit = inspecting.planned(city)
    unit = inspecting.by(city, "liaison_of_place")
    assert visits.announced_to(unit) == []
    inspecting.begun(city, visit)
    assert visits.announced_to(unit) == [visit]


def test_an_announced_visit_is_told_to_the_unit(city):
    gate = inspecting.a_gate(city)
    city.posts["liaison_of_place"].user.phone = "+8616900010002"
    city.posts["liaison_of_place"].user.save()
    visit = inspecting.planned(city, gate, is_announced=True)
    assert visits.announced_to(inspecting.by(city, "liaison_of_place")) == [visit]
    assert Message.objects.get(kind="supervision.announced").to == "+8616900010002"


def test_only_the_team_and_who_plans_see_it_before(city):
    visit = inspecting.planned(city)
    owner = city.posts["liaison_of_place"].unit
    planner_there = city.post("own_planner", Role.SUPERVISOR, "330502", "浮星物业", "firm")
    assert planner_there.unit.body_id == owner.body_id
    seen = {
        name: visits.inspection_of(inspecting.by(city, name), visit.id) is not None
        for name in ("supervisor", "own_planner", "commander", "auditor", "duty", "epi")
    }
    assert seen == {
        "supervisor": True, "own_planner": False, "commander": False, "auditor": False, "duty": False, "epi": False,
    }  # fmt: skip
    inspecting.begun(city, visit)
    assert visits.inspection_of(inspecting.by(city, "commander"), visit.id) is not None


def test_who_inspects_another_county_knows_nothing_of_it(city):
    visit = inspecting.begun(city)
    city.post("far_supervisor", Role.SUPERVISOR, "330521", "德清督导组", "oversight")
    assert visits.inspection_of(inspecting.by(city, "far_supervisor"), visit.id) is None


def test_nobody_inspects_the_body_that_employs_her(city):
    inspecting.a_gate(city)
    city.post("inside", Role.DUTY_OFFICER, "330502", "浮星物业", "firm")
    with pytest.raises(Refused) as refused:
        inspecting.planned(city, inspecting.Gate.objects.get(), team_=inspecting.team(city, "inside"))
    assert codes(refused) == "own_body"


def test_members_of_several_bodies_make_a_visit_joint(city):
    visit = inspecting.planned(city, team_=inspecting.team(city, "epi", "duty2"))
    assert visits.inspection_of(inspecting.by(city), visit.id).is_joint
    assert visits.mine(inspecting.by(city, "epi")).get() == visit


def test_only_the_team_begins_it_and_only_once(city):
    visit = inspecting.planned(city)
    with pytest.raises(Refused) as refused:
        services.begin_visit(inspection=visit, by=inspecting.by(city, "auditor"), at=city.at)
    assert codes(refused) == "not_in_team"
    inspecting.begun(city, visit)
    with pytest.raises(Refused) as refused:
        inspecting.begun(city, visit)
    assert codes(refused) == "begun"


def test_a_visit_ends_with_every_line_answered_and_every_fault_written_down(city):
    visit = inspecting.begun(city)
    with pytest.raises(Refused) as refused:
        services.end_visit(inspection=visit, by=inspecting.by(city), at=city.at + timedelta(minutes=20))
    assert codes(refused) == "lines_left"
    with pytest.raises(Refused) as refused:
        inspecting.ended(city, visit, wrong=("staffed",))
    assert codes(refused) == "no_finding"
    inspecting.found(city, visit)
    assert inspecting.ended(city, visit, wrong=("staffed",)).ended_at is not None


def test_a_visit_that_has_begun_is_not_called_off(city):
    visit = inspecting.begun(city)
    with pytest.raises(Refused) as refused:
        services.call_off(inspection=visit, reason="team", by=inspecting.by(city), at=city.at + timedelta(hours=1))
    assert codes(refused) == "begun"


def test_a_visit_is_not_planned_into_the_past_nor_by_a_team_that_is_no_more(city):
    gate, team = inspecting.a_gate(city), inspecting.team(city)
    with pytest.raises(Refused) as refused:
        inspecting.planned(city, gate, team_=team, on=inspecting.TODAY - timedelta(days=1))
    assert codes(refused) == "in_the_past"
    services.dissolve_team(team=team, by=inspecting.by(city), at=city.at)
    with pytest.raises(Refused) as refused:
        inspecting.planned(city, gate, team_=team)
    assert codes(refused) == "team_ended"


def test_a_team_that_stays_in_a_county_goes_to_no_other(city):
    gate = inspecting.a_gate(city)
    with pytest.raises(Refused) as refused:
        inspecting.planned(city, gate, team_=inspecting.team(city, area_code="330521"))
    assert codes(refused) == "other_area"


def test_coverage_puts_first_what_nobody_has_visited(city):
    visit = inspecting.begun(city)
    inspecting.ended(city, visit)
    seen = visits.coverage(city.programme, area_code="330502", at=city.at + timedelta(hours=1))
    assert seen[0].last_at is None and (seen[-1].target.ref, seen[-1].last_at) == (visit.target_ref, visit.begun_at
                                                                                   + timedelta(minutes=20))  # fmt: skip
    assert {one.target.kind for one in seen} == {words.GATE, words.UNIT}
    assert all(one.target.area_code.startswith("330502") for one in seen)


def test_each_place_knows_who_answers_for_it(city):
    gate = inspecting.a_gate(city)
    found = inspecting.target(city, words.GATE, gate.id)
    assert found.owner_unit_id == city.posts["keeper"].unit_id
    (grid,) = targets.grids([NEXT_COUNTY_GRID], programme=city.programme, at=city.at)
    assert grid.owner_unit_id == city.posts["next"].unit_id
    assert inspections.state_at(inspections.Times(), city.at) == inspections.PLANNED and gate.area_code == GRID
