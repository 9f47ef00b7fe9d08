"""Figures of supervision: what was visited, what was found, and what a look back made of it (F35)."""

from datetime import UTC, date, datetime, timedelta

from tests import inspecting

from fangxian.briefing.boards.inspections.queries import BOARD
from fangxian.briefing.rules import scope_of_days
from fangxian.core.actors.rules import Purpose
from fangxian.supervision.rules import words

DAY = date(2020, 3, 10)


def counted(city, *, hours=0.0, area_code=""):
    by = city.actor("commander", Purpose.COMMAND)
    at = city.at + timedelta(hours=hours)
    scope = scope_of_days(by=by, area_code=area_code, first_on=DAY, last_on=date(2020, 3, 14),
                          zone=city.programme.zone, at=at)  # fmt: skip
    return {figure.key: count for figure in BOARD.figures if (count := figure.count(scope))}


def test_visits_are_counted_when_they_end_announced_and_unannounced_apart(city):
    gate, team = inspecting.a_gate(city), inspecting.team(city)
    open_visit = inspecting.begun(city, inspecting.planned(city, gate, team_=team, is_announced=True))
    assert counted(city, hours=1) == {}
    inspecting.ended(city, open_visit)
    unannounced = inspecting.planned(city, gate, team_=team, subject=words.RIGHTS)
    inspecting.ended(city, inspecting.begun(city, unannounced, minutes=40), minutes=50)
    assert counted(city, hours=1) == {
        "visits_announced": 1, "visits_unannounced": 1, "visits_rights": 1, "places_visited": 1,
    }  # fmt: skip
    assert counted(city, hours=1, area_code="330521") == {}


def test_findings_are_counted_by_severity_and_by_what_became_of_them(city):
    finding = inspecting.assigned(city)
    assert {key: counted(city, hours=1)[key] for key in ("findings_serious", "findings_open")} == {
        "findings_serious": 1, "findings_open": 1,
    }  # fmt: skip
    assert "findings_late" not in counted(city, hours=24) and counted(city, hours=25)["findings_late"] == 1
    inspecting.claimed(city, finding, minutes=60 * 26)
    claimed = counted(city, hours=27)
    assert claimed["findings_claimed"] == 1 and "findings_late" not in claimed
    inspecting.looked_back(city, finding, words.FALSE, minutes=60 * 28)
    after = counted(city, hours=29)
    assert (after["claims_false"], after["findings_late"]) == (1, 1) and "findings_claimed" not in after
    inspecting.claimed(city, finding, minutes=60 * 30)
    inspecting.looked_back(city, finding, words.HOLDS, minutes=60 * 31)
    last = counted(city, hours=32)
    assert (last["claims_confirmed"], last["claims_false"]) == (1, 1) and "findings_open" not in last


def test_an_urgent_one_and_one_beside_the_checklist_stand_apart(city):
    visit = inspecting.begun(city)
    inspecting.found(city, visit, code="exits_open", severity=words.URGENT)
    inspecting.found(city, visit, code="other", severity=words.ORDINARY)
    found = counted(city, hours=1)
    assert (found["findings_urgent"], found["findings_ordinary"], found["findings_open"]) == (1, 1, 2)
    assert datetime(2020, 3, 10, 1, tzinfo=UTC) == city.at
