"""Two counties with the same life in each, so that what leaks from one to the other can be told apart.

`build` makes, through the real services, one of everything that a page can be opened on: a person under a
measure and one with a proposal, a case, an arrival with its file and task, a list, a post with a check. The
people's names, phones, numbers and addresses occur nowhere else: they are the place's `tokens`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import uuid_utils.compat

from fangxian.assistance import services as assistance
from fangxian.cases.models import Case, ExposedPlace
from fangxian.cases.services import Link, classify_by_hand, linelists, link_cases, put_up
from fangxian.cases.services.interviewing import Told, add_line
from fangxian.core.actors.rules import Actor, Purpose, Role, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.orders.models import Order
from fangxian.core.people.models import PersonFile
from fangxian.core.people.services import Claim, know_people
from fangxian.engine.rules.packs import read_pack
from fangxian.engine.temperature import Reading
from fangxian.files import services as files
from fangxian.files.models import MatchPair
from fangxian.files.queries import work_named
from fangxian.files.services import matching
from fangxian.files.services.alarming import raise_alarm
from fangxian.inquiries import services as inquiries
from fangxian.inquiries.rules import Asked
from fangxian.intake.models import Fact
from fangxian.intake.services import Entry
from fangxian.intake.sources.checkpoint import rules as look_rules
from fangxian.intake.sources.checkpoint import services as posts
from fangxian.intake.sources.checkpoint.queries import shift_of
from fangxian.intake.sources.declaration import rules as declared
from fangxian.intake.sources.declaration import services as declaring
from fangxian.intake.sources.disinfection import services as disinfecting
from fangxian.intake.sources.disinfection.models import Disinfection
from fangxian.intake.sources.gate import services as at_gates
from fangxian.intake.sources.gate.models import GateCount
from fangxian.intake.sources.pushed_list.models import ImportRow
from fangxian.intake.sources.sweep import services as sweeping
from fangxian.measures.services import lodge_appeal
from fangxian.portal import services as portal
from fangxian.tasks import services as tasks
from fangxian.tasks.kinds.controlled_entry import services as entries
from fangxian.tasks.kinds.controlled_entry.queries import entry_of_fact
from fangxian.tasks.models import Task
from tests import household, lists, sweeps, work
from tests.city import AREAS, GRID, NEXT_COUNTY_GRID, City
from tests.gates import gate, passed
from tests.integration.test_a_staff_list_is_rehearsed_first import rehearse, row
from tests.packages import asked_for
from tests.posts import tap, terms
from tests.venues import venue

from . import dealings


@dataclass
class Place:
    """One county with one of everything in it.

    ids       what a URL may name: parameter -> value; "app:parameter" where one word means several things
    tokens    texts that nobody but this county's readers and the city's may ever be sent
    shown     those of them that some page shows to this county's readers
    person    whose own file a resident of this county has opened; receipt the number of her declaration
    """

    key: str
    county: str
    grid: str
    grid_worker: str
    mark: str
    number: int
    ids: dict[str, object] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    person: str = ""
    receipt: str = ""

    def claim(self, index: int) -> Claim:
        """The index-th invented person of this county, with everything that could tell on her."""
        digits = self.number * 1000 + index * 37
        made = Claim(
            name=f"{self.mark}{'甲乙丙丁戊己庚辛'[index]}",
            area_code=self.grid,
            document_kind="id_card",
            document_number=lists.document(70_000 + digits),
            phone=f"+86139{40_000_000 + digits * 1013:08d}",
            address=f"{self.mark}巷{digits}号",
        )
        self.tokens |= {made.name, made.phone[3:], made.document_number, made.address}
        return made

    def by(self, city: City, role: Role, purpose: Purpose) -> Actor:
        """This county's own holder of a role."""
        return city.actor(f"{self.key}_{role}", purpose)


def own_county() -> Place:
    return Place("own", "330502", GRID, "grid", "鼋鼍", 3)


def next_county() -> Place:
    return Place("next", "330521", NEXT_COUNTY_GRID, "next", "貔貅", 5)


def build(city: City, place: Place, *, under: Order) -> Place:
    """Fill the county: through its own staff where they may, through the city's where they must."""
    _a_case_and_its_contacts(city, place)
    _an_arrival(city, place)
    _a_declaration(city, place)
    _a_reading_elsewhere(city, place)
    _a_list(city, place)
    _help_asked(city, place)
    _a_post(city, place, under)
    _an_entry(city, place)
    _a_gate_and_a_market(city, place, under)
    dealings.fill(city, place)
    _a_sweep(city, place)
    _a_list_that_leaves(city, place)
    work.react(city)
    return place


def _a_case_and_its_contacts(city: City, place: Place) -> None:
    laboratory = replace(household.LABORATORY, sample_number=f"HZ-{place.mark}-{place.number}")
    case = household.a_case(city, laboratory=laboratory, claim=place.claim(0))
    held, asked = place.claim(1), place.claim(2)
    place.shown |= {held.name, f"{place.mark}有异议"}
    for claim in (held, asked):
        household.a_contact(city, case, claim=claim)
    measure = household.approved(city, household.a_proposal(city, claim=held))
    measure = household.served(city, measure, username=place.grid_worker)
    serving = city.actor(place.grid_worker, Purpose.SERVE_NOTICE)
    appeal = lodge_appeal(measure=measure, text=f"{place.mark}有异议", channel="in_person", by=serving, at=city.at)
    household.a_proposal(city, claim=asked)
    doubtful = household.a_contact(city, case, claim=place.claim(3))
    by = household.investigator(city)
    waiting = classify_by_hand(
        exposure=doubtful, outcome="general", reason="同在一室但距离两米以上，时间不足十分钟", by=by, at=city.at
    )
    batch = put_up(case=case, by=by, at=city.at)
    told = Told(kind="shop", place=f"{place.mark}超市", from_at=city.at - timedelta(days=2))
    line = add_line(case=case, told=told, by=by, at=city.at)
    place.tokens |= {laboratory.sample_number, f"{place.mark}有异议", f"{place.mark}超市"}
    exposed = _an_exposed_place(city, place, case)
    stranger = Link(None, case, source="imported", infector_named=f"{place.mark}来客")
    (link,) = link_cases(links=[stranger], programme=city.programme, by=by, at=city.at)
    place.tokens.add(f"{place.mark}来客")
    place.ids |= {
        "place_id": exposed.id, "link_id": link.id,
        "case_id": case.id, "exposure_id": doubtful.id, "classification_id": waiting.id, "measure_id": measure.id,
        "batch_id": batch.id, "line_id": line.id,
        "home_isolation:person_id": doubtful.person_id, "appeal_id": appeal.id,
    }  # fmt: skip
    _an_investigators_list(city, place)
    _two_records_of_one_person(city, place)


def _two_records_of_one_person(city: City, place: Place) -> None:
    """Two records that may be one person, put before whoever answers for both."""
    phone, address = f"+86137{50_000_000 + place.number:08d}", f"{place.mark}同名巷1号"
    claims = [Claim(f"{place.mark}同名{n}", place.grid, phone=phone, address=address) for n in "甲乙"]
    people = know_people(claims, programme=city.programme, by=household.investigator(city), at=city.at)
    matching.propose_pairs(programme=city.programme, pairs=[(people[0].id, people[1].id, 0.95)], at=city.at)
    place.tokens |= {claim.name for claim in claims} | {phone[3:], address}
    place.ids["match_id"] = MatchPair.objects.latest("id").id


def _an_investigators_list(city: City, place: Place) -> None:
    """A list of another system: one row that can be recorded, one that lacks its laboratory."""
    content = (
        "姓名,病例分类,发病日期,检测机构,样本编号,采样日期,结果日期\n"
        f"{place.mark}名单甲,确诊,2020-03-05,试验实验室,{place.mark}-1,2020-03-07,2020-03-08\n"
        f"{place.mark}名单乙,确诊,2020-03-05,,,,\n"
    ).encode()
    terms = linelists.Terms("试验疾控", "试验流调", "传染病防治法第四十条", 2, "", place.county)
    line_list = linelists.receive_line_list(
        content=content, file_name="list.csv", terms=terms, programme=city.programme,
        by=household.investigator(city), at=city.at,
    )  # fmt: skip
    place.tokens |= {f"{place.mark}名单甲", f"{place.mark}名单乙"}
    place.ids |= {"line_list_id": line_list.id, "cases:number": 3}


def _an_exposed_place(city: City, place: Place, case: Case) -> ExposedPlace:
    """A market at which the case was, put forward for the public list; its interview stays a draft for the crawl."""
    line = case.interview.lines.get()
    return ExposedPlace.objects.create(
        programme=city.programme, line=line, case=case, area_code=place.grid[:9], kind="market",
        from_at=city.at - timedelta(days=2), until_at=city.at - timedelta(days=2, hours=-1), put_at=city.at,
        put_by_id=household.investigator(city).post_id,
    )  # fmt: skip


def _an_arrival(city: City, place: Place) -> None:
    claim = place.claim(4)
    place.shown |= {claim.name, (claim.phone or "")[3:], claim.address, f"{place.mark}不同意"}
    entry = Entry(
        client_id=uuid_utils.compat.uuid7(), claim=claim, area_code=place.grid, occurred_at=city.at,
        content={"stays": [work.WUHAN_STAY], "arrives_on": "2020-03-06"},
    )  # fmt: skip
    (fact,) = work.record(city, entry)
    work.react(city)
    task = Task.objects.filter(person_id=fact.person_id).earliest("opened_at")
    tasks.accept_task(task=task, by=work.worker(city, place.grid_worker), at=city.at)
    reader = Actor(
        role=Role.RESIDENT, purpose=Purpose.OWN_FILE, programme_id=city.programme.id, subject_id=fact.person_id
    )
    objection = portal.lodge_objection(
        person=fact.person, about="other", text=f"{place.mark}不同意", by=reader, at=city.at
    )
    helper = portal.record_form(
        person=fact.person, help_=portal.Help(f"{place.mark}帮手", "carer", ["read"], 7), asked_how="in_person",
        saw_form=True, asked_at=city.at, by=city.actor(place.grid_worker, Purpose.FOLLOW_UP), at=city.at,
    )  # fmt: skip
    place.person = str(fact.person_id)
    place.tokens |= {f"{place.mark}不同意", f"{place.mark}帮手"}
    place.ids |= {
        "person_id": fact.person_id, "fact_id": fact.id, "task_id": task.id, "objection_id": objection.id,
        "proxy_id": helper.id,
        "verdict_id": work.verdict_on(fact).id, "file_id": PersonFile.objects.get(person=fact.person).id,
    }  # fmt: skip


def _a_declaration(city: City, place: Place) -> None:
    claim = place.claim(5)
    said = declared.Declared(
        name=claim.name, document_kind="id_card", document_number=claim.document_number or "", phone=claim.phone or "",
        arrives_on=date(2020, 3, 9), destination_code=place.grid, destination_in_programme=True,
        stays=[declared.Stay("3301", "杭州", date(2020, 3, 1), date(2020, 3, 8))],
        transport=declared.Transport("train", "G100", date(2020, 3, 9), "5", "12F"), address=claim.address or "",
    )  # fmt: skip
    resident = Actor(role=Role.RESIDENT, purpose=Purpose.RECEIVE_FACTS, programme_id=city.programme.id)
    made = declaring.declare(declared=said, client_id=uuid4(), programme=city.programme, by=resident, at=city.at)
    place.receipt = made.receipt.number
    place.tokens.add(made.receipt.number)
    place.shown |= {claim.name, made.receipt.number}
    place.ids["portal:number"] = made.receipt.number


def _a_reading_elsewhere(city: City, place: Place) -> None:
    """This county's epidemiologist asked to read the file of somebody whom nobody knows; that alarmed."""
    by = place.by(city, Role.EPIDEMIOLOGIST, Purpose.FOLLOW_UP)
    work_here = work_named("task", Task.objects.get(id=place.ids["task_id"]).number, by=by, at=city.at)
    glass = files.ask_to_read(
        sought_by="document", sought=lists.document(99_000 + place.number), work=work_here,
        reason="contact_elsewhere", words=f"{place.mark}的同行人，需核对到达时间与联系方式。",
        purpose="follow_up", is_urgent=False, by=by, at=city.at,
    )  # fmt: skip
    alarm = raise_alarm("unseconded", glass=glass, at=city.at)
    assert alarm is not None
    place.ids |= {"glass_id": glass.id, "alarm_id": alarm.id}


def _help_asked(city: City, place: Place) -> None:
    """This county's desk asked the police for help at a door."""
    claim = place.claim(4)
    asked = assistance.ask_for_help(
        programme=city.programme, area_code=place.grid, address=claim.address or "", help_kind="stand_by",
        words=f"{place.mark}门口见", phone="+8613800138111", needed_at=city.at,
        task=Task.objects.get(id=place.ids["task_id"]), by=place.by(city, Role.DUTY_OFFICER, Purpose.ASSIST),
        at=city.at,
    )  # fmt: skip
    place.tokens |= {f"{place.mark}门口见", asked.number}
    night = tasks.put_on_nights(
        programme=city.programme, area_code=place.grid, post=city.posts[place.grid_worker], starts_at=city.at,
        ends_at=city.at + timedelta(hours=12), by=place.by(city, Role.DUTY_OFFICER, Purpose.COMMAND), at=city.at,
    )  # fmt: skip
    inquiry = inquiries.ask(
        programme=city.programme, task=Task.objects.get(id=place.ids["task_id"]), to_area_code="3301",
        purpose="locate", fields=[Asked("现住址", f"{place.mark}送药")], open_for=timedelta(hours=12),
        by=place.by(city, Role.DUTY_OFFICER, Purpose.HAND_OVER), at=city.at,
    )  # fmt: skip
    place.tokens |= {f"{place.mark}送药", inquiry.number}
    place.ids |= {"request_id": asked.id, "night_id": night.id, "inquiry_id": inquiry.id}


def _a_list(city: City, place: Place) -> None:
    """A list that this county's own desk received: one row is good, one asks a question."""
    destination = f"湖州市{_path(place.grid)}"
    people = [place.claim(6), place.claim(7)]
    rows = [
        lists.row(
            place.number * 10 + n,
            姓名=claim.name,
            身份证号=claim.document_number or "",
            手机号=(claim.phone or "")[3:],
            旅居地=stay,
            目的地=destination,
        )
        for n, (claim, stay) in enumerate(zip(people, ("湖北省武汉市", "鼓楼区"), strict=True))
    ]
    by = place.by(city, Role.DUTY_OFFICER, Purpose.RECEIVE_FACTS)
    received = lists.receive(city, lists.as_csv(rows), name=f"{place.key}_{Role.DUTY_OFFICER}")
    lists.services.map_columns(source_list=received, mapping=received.mapping, by=by, at=city.at)
    lists.services.read_list(list_id=received.id, at=city.at)
    asked = ImportRow.objects.filter(source_list=received, outcome="quarantined").first()
    assert asked is not None, "a row of the list should ask which Gulou is meant"
    staff_list = rehearse(city, row(2, area=place.grid), by=f"{place.key}_{Role.ADMINISTRATOR}")
    place.ids |= {"intake:list_id": received.id, "intake:number": asked.number, "import_id": staff_list.id}


def _path(grid: str) -> str:
    return "".join(AREAS[grid[:length]] for length in (6, 9, 12, 14))


def _a_post(city: City, place: Place, under: Order) -> None:
    opened = posts.open_post(
        terms=terms(city, name=f"{place.mark}收费站", area_code=place.county, road=f"{place.mark}路口"), order=under,
        programme=city.programme, by=city.actor("duty", Purpose.COMMAND), at=city.at,
    )  # fmt: skip
    by = place.by(city, Role.CHECKPOINT_OFFICER, Purpose.CHECK_AT_POST)
    begun = posts.begin_shift(checkpoint=opened, by=by, at=city.at)
    look = look_rules.Look([Reading(38.1, "forehead", city.at)])
    seen = posts.look_at_person(
        shift=begun, tap=tap(city), look=look, pack=read_pack("cn.temperature"), by=by, at=city.at
    )
    place.ids |= {"checkpoint_id": opened.id, "check_id": seen.id}


def _a_gate_and_a_market(city: City, place: Place, under: Order) -> None:
    """A gate that asked and held somebody up, and a place that holds many."""
    made = gate(city, under=under, name=f"{place.mark}东门", area_code=place.grid)
    by = place.by(city, Role.GATE_KEEPER, Purpose.CHECK_AT_POST)
    given = {"programme": city.programme, "ahead_by": timedelta(0), "by": by, "at": city.at}
    (asked,) = at_gates.land_passages([passed(city, made, verdict="ASK_DUTY")], **given)
    report = at_gates.report_wrong_refusal(gate=made, programme=city.programme, by=by, at=city.at)
    market = venue(city, name=f"{place.mark}市场", area_code=place.grid)
    place.ids |= {
        "gate_id": made.id, "refusal_id": report.id, "venue_id": market.id, "venue_code": market.code,
        "count_id": GateCount.objects.get(client_id=asked.client_id).id,
        "disinfection:entry_id": _a_disinfection(city, place, market.name).id,
    }  # fmt: skip


def _a_disinfection(city: City, place: Place, name: str) -> Disinfection:
    entry = disinfecting.Entry(
        "venue", name, place.grid, "chlorine", Decimal(500), city.at - timedelta(hours=1), city.at, "消杀队"
    )
    by = city.actor(place.grid_worker, Purpose.COMMAND)
    return disinfecting.log_disinfection(entry=entry, client_id=uuid4(), programme=city.programme, by=by, at=city.at)


def _a_sweep(city: City, place: Place) -> None:
    """A round over one building, one door of it visited, and a list with a row that nobody understood."""
    house = sweeps.building(city, f"{place.mark}园3幢", area=place.grid)
    round_ = sweeps.round_over(city, area=place.grid)
    worker = city.posts[place.grid_worker]
    sweeping.split_doors(round_=round_, posts=[worker], by=sweeps.leader(city), at=city.at)
    seen = sweeps.door(round_)
    sweeps.land(city, sweeps.visit(seen, at=city.at), name=place.grid_worker, at=city.at)
    tried = sweeps.tried(city, f"{sweeps.PLACES}{place.mark}园4幢,1,\n", area=place.grid)
    place.tokens |= {house.name}
    place.shown |= {house.name}
    place.ids |= {
        "round_id": round_.id, "building_id": house.id, "round_door_id": seen.id, "address_list_id": tried.id,
        "sweep:number": 2,
    }  # fmt: skip


def _an_entry(city: City, place: Place) -> None:
    """Somebody whom this county's post let go on to its grid, and what the grid asked about it."""
    by = place.by(city, Role.CHECKPOINT_OFFICER, Purpose.CHECK_AT_POST)
    seen = posts.look_at_person(
        shift=shift_of(by), tap=tap(city), look=look_rules.Look(declaration=look_rules.FOLLOW_UP),
        pack=read_pack("cn.temperature"), by=by, at=city.at,
    )  # fmt: skip
    declared_fact = Fact.objects.get(id=place.ids["fact_id"])
    told = posts.hand_over_entry(
        check=seen, declared=declared_fact, rule="cn.screen.2020-02/arrival@1.0.0",
        onward=posts.Onward(place.grid, True, city.at + timedelta(minutes=50)), by=by, at=city.at,
    )  # fmt: skip
    event = AuditEvent.objects.get(action="intake.controlled_entry_handed_over", on_id=str(told.id))
    entries.expect_entry(event, by=system(city.programme.id), at=city.at)
    made = entry_of_fact(told.id, programme_id=city.programme.id)
    asked = f"{place.mark}几点到"
    entries.ask_post(entry=made, words=asked, by=city.actor(place.grid_worker, Purpose.VERIFY_LEAD), at=city.at)
    place.tokens |= {asked, made.number}
    place.shown |= {asked, made.number}
    place.ids["entry_id"] = made.id


def _a_list_that_leaves(city: City, place: Place) -> None:
    """This county's desk asked that a list of those followed up here goes to another city."""
    body, reason = f"{place.mark}市指挥部", f"{place.mark}返程"
    package = asked_for(
        city, by=f"{place.key}_{Role.DUTY_OFFICER}", area_code=place.county, recipient_body=body, reason=reason
    )  # fmt: skip
    place.tokens |= {body, reason}
    place.shown |= {body, reason}
    place.ids["package_id"] = package.id
