"""Answers the tables about isolation with the engine."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from fangxian.engine.isolation import releases
from fangxian.engine.isolation.courses import Course, course, governing, measure_rule
from fangxian.engine.isolation.editions import under_new_edition
from fangxian.engine.isolation.proposals import propose
from fangxian.engine.rules.packs import Pack, read_pack
from tests.spec.cells import day_or_moment, listed, moment, number, said, several, written
from tests.spec.tables import Row


def _course(pack: Pack, contact_class: str, anchor: str, counting: str = "next_day_end") -> Course | None:
    rule = measure_rule(pack, contact_class)
    if rule is None:
        return None
    return course(pack, replace(rule, params={**rule.params, "counting": counting}), day_or_moment(anchor))


def _phases(item: Course | None) -> str:
    return listed(f"{phase.type} {written(phase.ends_at)}" for phase in item.phases) if item else ""


def end(row: Row) -> dict[str, str]:
    pack, contact_class, counting = read_pack(row["pack"]), row["class"], row["counting"]
    courses = [_course(pack, contact_class, anchor, counting) for anchor in several(row["anchors"])]
    last = governing([item for item in courses if item]) if any(courses) else None
    return {"phases": _phases(last), "ends": written(last.ends_at if last else None)}


def tests(row: Row) -> dict[str, str]:
    return {"tests": listed(_course(read_pack(row["pack"]), row["class"], row["anchor"]).tests_on)}


def found(row: Row) -> dict[str, str]:
    found_at = moment(row["found"])
    proposal = propose(
        read_pack(row["pack"]),
        row["class"],
        day_or_moment(row["anchor"]),
        found_at=found_at,
        at=found_at,
        no_more_than=row["no_more_than"] or None,
    )
    planned = proposal.planned
    return {
        "proposal": proposal.evaluation.result,
        "type": planned.phases[0].type if planned else "",
        "ends": written(planned.ends_at if planned else None),
    }


def new_edition(row: Row) -> dict[str, str]:
    contact_class, anchor, edition = row["class"], row["anchor"], read_pack(row["to_pack"])
    running = _course(read_pack(row["from_pack"]), contact_class, anchor)
    changed = under_new_edition(running, _course(edition, contact_class, anchor), edition)
    return {"phases": _phases(changed), "ends": written(changed.ends_at), "tests": listed(changed.tests_on)}


def ruled_out(row: Row) -> dict[str, str]:
    courses = [_course(read_pack(row["pack"]), "close", anchor) for anchor in several(row["anchors"])]
    ended = releases.ruled_out(courses, at=moment(row["ruled_out"]))
    return {"ends": listed(written(item.ends_at) for item in ended), "reasons": listed(item.reason for item in ended)}


def contact_of_contact(row: Row) -> dict[str, str]:
    pack, anchor = read_pack(row["pack"]), date.fromisoformat(row["anchor"])
    offered = zip((1, 4, 7), row["own_tests"].split(), strict=True)
    own = {anchor + timedelta(days=number): result == "+" for number, result in offered if result != "?"}
    contact = [result == "+" for result in row["contact_tests"].split()]
    planned = releases.secondary_course(pack, anchor, contact_positive_at=moment(row["contact_positive"]))
    may_leave = releases.secondary_may_leave(pack, anchor, contact_tests=contact, own_tests=own)
    return {"may_leave": said(may_leave), "ends": written(planned.ends_at)}


def mild_case(row: Row) -> dict[str, str]:
    values = {6: number(row["ct_day_6"]), 7: number(row["ct_day_7"])}
    known = {day: value for day, value in values.items() if value is not None}
    return {"may_leave": said(releases.case_may_leave(read_pack(row["pack"]), known))}


def asymptomatic_case(row: Row) -> dict[str, str]:
    samples = [datetime.fromisoformat(text) for text in several(row["negative_samples"])]
    return {"may_leave": said(releases.asymptomatic_case_may_leave(read_pack(row["pack"]), samples))}


def not_offered(row: Row) -> dict[str, str]:
    planned = _course(read_pack(row["pack"]), row["class"], row["anchor"])
    ended = releases.release(planned, tested_on=[date.fromisoformat(text) for text in several(row["tested"])])
    return {"ends": written(ended.ends_at), "not_offered": listed(ended.tests_not_offered)}


RUNNERS = {
    "isolation/end": end,
    "isolation/tests": tests,
    "isolation/found": found,
    "isolation/new-edition": new_edition,
    "isolation/ruled-out": ruled_out,
    "isolation/contact-of-a-contact": contact_of_contact,
    "isolation/mild-case": mild_case,
    "isolation/early-asymptomatic-case": asymptomatic_case,
    "isolation/tests-not-offered": not_offered,
}
