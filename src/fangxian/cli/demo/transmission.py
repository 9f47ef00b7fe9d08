"""Who caught it from whom (F09): three generations, an interview day by day, places put forward for the public.

The first generation was investigated on paper before the command had this programme; it is entered on the second day.
The second is the earlier household's; the third is found on the story's first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from fangxian.cases.models import Case, InterviewLine
from fangxian.cases.rules.links import CONTACT_LIST, INTERVIEW
from fangxian.cases.services import Laboratory, Link, link_cases, open_case, put_up, record_step, say_origin
from fangxian.cases.services.exposing import put_forward
from fangxian.cases.services.interviewing import Told, add_line, complete
from fangxian.core.people.models import Person

from .city import TOUR_GRID
from .force import TOUR_COUNTY, TOUR_TOWN
from .investigating import (
    LABORATORY,
    approve_measure,
    claim_of,
    investigator,
    met,
    propose_at_home,
    serve_notice,
    sign_batch,
    tell_contact,
)
from .stage import FIRST_DAY, SECOND_DAY, Stage, moment

_ENTERED_AT = moment(date(2020, 2, 25), "09:00")
_FIRST_ON = date(2020, 2, 9)  # onset of the first of them, who had come back from elsewhere
_THIRD_ON = date(2020, 3, 5)
_MEAL: dict[str, Any] = {"setting": "meal", "minutes": 60.0, "metres": 0.8, "evidence_reference": "访谈表第2页（演练）"}


@dataclass(frozen=True)
class _Line:
    """A line of the third case's timeline. `is_told`: put forward for the public list."""

    on: date
    begins: str
    ends: str
    kind: str
    place: str = ""
    all_contacts_known: bool = False
    is_told: bool = False


_TIMELINE = (
    _Line(date(2020, 3, 3), "07:40", "17:10", "workplace", "月河木业打包车间（演练）", all_contacts_known=True),
    _Line(date(2020, 3, 4), "07:40", "17:10", "workplace", "月河木业打包车间（演练）", all_contacts_known=True),
    _Line(date(2020, 3, 5), "08:00", "20:00", "home"),
    _Line(date(2020, 3, 6), "08:00", "20:00", "home"),
    _Line(date(2020, 3, 7), "08:30", "09:10", "market", "浮星桥菜市场（演练）", is_told=True),
    _Line(date(2020, 3, 8), "17:20", "17:50", "bus", "城区102路公交（演练）", is_told=True),
    _Line(date(2020, 3, 8), "18:10", "20:30", "home"),
    _Line(date(2020, 3, 9), "09:20", "11:00", "hospital", "市一院发热门诊（演练）", all_contacts_known=True),
)


def first_generation(stage: Stage) -> Case:
    """A case and, in his household, a second one; both were told of by the county's paper records."""
    by, grid = investigator(stage), _grids(stage)[1]
    index = _open(stage, "YL-2020-0212-001", grid, onset_on=_FIRST_ON, isolated_at=moment(date(2020, 2, 11), "15:00"),
                  sampled_on=date(2020, 2, 11), learned_at=_ENTERED_AT, at=_ENTERED_AT)  # fmt: skip
    say_origin(case=index, origin="imported", by=by, at=_ENTERED_AT)
    at = _ENTERED_AT + timedelta(minutes=20)
    last_at = moment(date(2020, 2, 11), "08:00")
    spouse = stage.people.one()
    claim = claim_of(spouse.name, grid, spouse.document_number)
    met(stage, index, claim, relation="family", last_at=last_at, at=at)
    colleague = stage.people.one()
    met(stage, index, claim_of(colleague.name, grid, colleague.document_number), relation="colleague",
        last_at=moment(date(2020, 2, 10), "12:30"), at=at, **_MEAL)  # fmt: skip
    second = _open(stage, "YL-2020-0215-002", grid, onset_on=date(2020, 2, 14), sampled_on=date(2020, 2, 15),
                   isolated_at=index.isolated_at, learned_at=at, at=at,
                   who=(spouse.name, spouse.document_number))  # fmt: skip
    for case in (index, second):
        for step in ("reported", "investigated"):
            record_step(case=case, step=step, by=by, at=at)
    _link(stage, index, second, INTERVIEW, setting="household", met_on=last_at.date(), at=at)
    return index


def ate_together(stage: Stage, infector: Case, case: Case, *, on_at: datetime, at: datetime) -> None:
    """The earlier household's case tells with whom he had eaten: that is how the chain goes on."""
    met(stage, infector, case.person, relation="colleague", last_at=on_at, at=at, evidence="interview_contact", **_MEAL)
    _link(stage, infector, case, INTERVIEW, setting="meal", met_on=on_at.date(), at=at)


def third_generation(stage: Stage) -> None:
    """On the first day somebody who had eaten with the earlier case is found ill, from the result to the places."""
    add = stage.agenda.add
    add(moment(FIRST_DAY, "14:00"), partial(_found_ill, stage))
    add(moment(FIRST_DAY, "14:25"), partial(_interview, stage))
    add(moment(FIRST_DAY, "14:40"), partial(_put_up, stage))
    add(moment(FIRST_DAY, "17:30"), partial(_put_forward, stage, 0))
    add(moment(SECOND_DAY, "15:05"), partial(_put_forward, stage, 1))


def _found_ill(stage: Stage, at: datetime) -> None:
    """Whom she met last was a case; she is recorded as his contact, and the link follows from that."""
    by, grid = investigator(stage), _grids(stage)[2]
    who = stage.people.one()
    case = _open(stage, "YL-2020-0309-008", grid, onset_on=_THIRD_ON, isolated_at=moment(FIRST_DAY, "13:00"),
                 sampled_on=date(2020, 3, 8), learned_at=moment(FIRST_DAY, "13:40"), at=at,
                 who=(who.name, who.document_number))  # fmt: skip
    record_step(case=case, step="reported", by=by, at=at)
    stage.named["third_case"] = str(case.id)
    earlier = Case.objects.select_related("programme", "person").get(id=stage.named["earlier_case"])
    last_at = moment(date(2020, 2, 23), "12:10")
    met(stage, earlier, case.person, relation="friend", last_at=last_at, at=at, evidence="interview_contact", **_MEAL)
    _link(stage, earlier, case, CONTACT_LIST, setting="meal", met_on=last_at.date(), at=at)
    brother, colleague = stage.people.one(), stage.people.one()
    claim = claim_of(brother.name, grid, brother.document_number, phone=f"+86{brother.phone}")
    contacts = [met(stage, case, claim, relation="family", last_at=moment(FIRST_DAY, "08:30"), at=at)]
    claim = claim_of(colleague.name, grid, colleague.document_number, phone=f"+86{colleague.phone}")
    contacts.append(met(stage, case, claim, relation="colleague", last_at=moment(date(2020, 3, 4), "11:50"), at=at,
                        **_MEAL))  # fmt: skip
    for number, contact in enumerate(contacts):
        _plan_for(stage, contact, at + timedelta(minutes=10 * number))


def _plan_for(stage: Stage, contact: Person, at: datetime) -> None:
    """She is told, a measure is proposed, decided by the health commission and served, all on the same day."""
    add = stage.agenda.add
    add(at + timedelta(minutes=60), lambda now: tell_contact(stage, contact.id, at=now))
    add(at + timedelta(minutes=85), partial(_propose_for, stage, contact))


def _propose_for(stage: Stage, contact: Person, at: datetime) -> None:
    measure = propose_at_home(stage, contact, is_child=False, at=at)
    stage.agenda.add(at + timedelta(minutes=35), lambda now: approve_measure(stage, measure, at=now))
    stage.agenda.add(at + timedelta(minutes=95), lambda now: serve_notice(stage, measure, at=now))


def _interview(stage: Stage, at: datetime) -> None:
    """Every day from two before she fell ill is asked about; at home is an answer too."""
    case, by = _third(stage), investigator(stage)
    for line in _TIMELINE:
        add_line(
            case=case, by=by, at=at,
            told=Told(kind=line.kind, from_at=moment(line.on, line.begins), until_at=moment(line.on, line.ends),
                      place=line.place, area_code=TOUR_TOWN, all_contacts_known=line.all_contacts_known),
        )  # fmt: skip
    complete(case=case, by=by, at=at + timedelta(minutes=10))


def _put_up(stage: Stage, at: datetime) -> None:
    batch = put_up(case=_third(stage), by=investigator(stage), at=at)
    stage.agenda.add(at + timedelta(minutes=12), lambda now: sign_batch(stage, batch, at=now))


def _put_forward(stage: Stage, number: int, at: datetime) -> None:
    """A place and a time; who was there that is not known by name should read it."""
    line = [line for line in _TIMELINE if line.is_told][number]
    case = _third(stage)
    kept = InterviewLine.objects.get(interview__case=case, from_at=moment(line.on, line.begins))
    put_forward(case=case, line_id=kept.id, area_code=TOUR_TOWN, by=investigator(stage), at=at)
    stage.counted["places put forward"] += 1


def _third(stage: Stage) -> Case:
    return Case.objects.select_related("programme", "person").get(id=UUID(stage.named["third_case"]))


def _open(
    stage: Stage, sample: str, area_code: str, *, onset_on: date, isolated_at: datetime | None, sampled_on: date,
    learned_at: datetime, at: datetime, who: tuple[str, str] | None = None,
) -> Case:  # fmt: skip
    """Open a case from the laboratory's result, a day after its sample; a synthetic person unless `who` is given."""
    if who is None:
        one = stage.people.one()
        who = (one.name, one.document_number)
    name, document_number = who
    stage.counted["cases"] += 1
    return open_case(
        claim=claim_of(name, area_code, document_number),
        laboratory=Laboratory(LABORATORY, sample, sampled_on, sampled_on + timedelta(days=1)),
        case_class="confirmed", onset_on=onset_on, isolated_at=isolated_at, learned_at=learned_at,
        programme=stage.programme, by=investigator(stage), at=at,
    )  # fmt: skip


def _link(
    stage: Stage, infector: Case, infectee: Case, source: str, *, setting: str, met_on: date, at: datetime
) -> None:
    link = Link(infector, infectee, source=source, certainty="high", setting=setting, met_on=met_on)
    kept = link_cases(links=[link], programme=stage.programme, by=investigator(stage), at=at)
    stage.counted["links"] += len(kept)


def _grids(stage: Stage) -> list[str]:
    """Staffed grids of the tour's county other than its own, in order."""
    staffed = (code for code in stage.force.by_area if code[:6] == TOUR_COUNTY and len(code) == len(TOUR_GRID))
    return sorted(code for code in staffed if code != TOUR_GRID)
