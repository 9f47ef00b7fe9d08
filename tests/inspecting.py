"""Teams, visits and findings for tests, made through the real services."""

from __future__ import annotations

from datetime import date, timedelta

from fangxian.core.actors.rules import Purpose, Role
from fangxian.intake.sources.gate.models import Gate
from fangxian.supervision import services
from fangxian.supervision.models import Finding, Inspection, Team
from fangxian.supervision.queries import editions, targets
from fangxian.supervision.rules import words
from fangxian.supervision.rules.drawing import Target
from fangxian.supervision.services import Found, Plan
from tests import gates
from tests.city import City

TODAY = date(2020, 3, 10)


def by(city: City, name: str = "supervisor"):
    return city.actor(name, Purpose.SUPERVISE)


def team(city: City, *members: str, name: str = "第一督导组", area_code: str = "330502", resident: bool = True) -> Team:
    return services.set_up_team(
        name=name, area_code=area_code, is_resident=resident, leader=city.posts["supervisor"],
        members=[city.posts[one] for one in members], by=by(city), at=city.at,
    )  # fmt: skip


def a_gate(city: City, **changes) -> Gate:
    """An open gate that its keeper keeps; the liaison of the same unit answers for it."""
    from fangxian.intake.sources.gate.models import KeeperShift

    made = gates.gate(city, **changes)
    KeeperShift.objects.create(programme=city.programme, gate=made, post=city.posts["keeper"], started_at=city.at)
    return made


def target(city: City, kind: str, ref: object) -> Target:
    found = targets.target_of(kind, str(ref), programme=city.programme, area_code="", at=city.at)
    assert found is not None
    return found


def planned(city: City, at_gate: Gate | None = None, *, of: Target | None = None, team_: Team | None = None,
            on: date = TODAY, **plan) -> Inspection:  # fmt: skip
    """A visit, unannounced unless it is said otherwise."""
    of = of or target(city, words.GATE, (at_gate or a_gate(city)).id)
    return services.plan_visit(
        target=of, plan=Plan(team=team_ or team(city), planned_on=on, **plan), by=by(city), at=city.at
    )  # fmt: skip


def begun(city: City, visit: Inspection | None = None, *, minutes: float = 10) -> Inspection:
    return services.begin_visit(
        inspection=visit or planned(city), by=by(city), at=city.at + timedelta(minutes=minutes)
    )  # fmt: skip


def found(
    city: City, visit: Inspection | None = None, *, code: str = "staffed", severity: str = words.SERIOUS,
    text: str = "试验：无人值守。", minutes: float = 20, **told,
) -> Finding:  # fmt: skip
    """A finding of a visit that has begun."""
    visit = visit or begun(city)
    told = {"owner": visit.owner_unit, **told}
    return services.write_finding(
        inspection=visit, told=Found(code, severity, text, **told), by=by(city), at=city.at + timedelta(minutes=minutes)
    )  # fmt: skip


def ended(city: City, visit: Inspection, *, wrong: tuple[str, ...] = (), minutes: float = 30) -> Inspection:
    """Every line answered; those of `wrong` are not in order."""
    at = city.at + timedelta(minutes=minutes)
    lines = editions.checklist_of(visit.pack_id, kind=visit.kind, subject=visit.subject)
    answers = {line.code: words.NOT_IN_ORDER if line.code in wrong else words.IN_ORDER for line in lines}
    services.answer_lines(inspection=visit, answers=answers, by=by(city), at=at)
    return services.end_visit(inspection=visit, by=by(city), at=at)


def assigned(city: City, **told) -> Finding:
    """A finding that its owner has: the visit is over."""
    made = found(city, **told)
    ended(city, made.inspection, wrong=(made.code,))
    made.refresh_from_db()
    return made


def claimed(city: City, finding: Finding | None = None, *, name: str = "liaison_of_place", minutes: float = 60):
    finding = finding or assigned(city)
    return services.claim(
        finding=finding, claimed="试验：已安排人值守。", by=by(city, name), at=city.at + timedelta(minutes=minutes)
    )  # fmt: skip


def looked_back(city: City, finding: Finding, result: str, *, name: str = "supervisor", minutes: float = 90):
    return services.look_back(
        finding=finding, result=result, said="试验：到场查看。", by=by(city, name),
        at=city.at + timedelta(minutes=minutes),
    )  # fmt: skip


def second_inspector(city: City) -> None:
    """Another inspector, of another body."""
    if "supervisor2" not in city.posts:
        city.post("supervisor2", Role.SUPERVISOR, "", "市纪委", "oversight")
