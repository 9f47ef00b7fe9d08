"""Attacks on the sweep: a refusal that costs something, a forbidden question, a door read from elsewhere."""

import pytest

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person, PersonFile
from fangxian.intake.models import Fact
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import RoundDoor, Visit
from fangxian.measures.models import Measure
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task
from tests.sweeps import door, land, sent_round, stays, visit, worker
from tests.work import list_in_effect, react

pytestmark = pytest.mark.django_db
FORBIDDEN = ("ethnicity", "religion", "party_member", "hukou", "民族", "宗教", "政治面貌", "户籍", "籍贯")


def everything_follows(city):
    react(city)
    by = system(city.programme.id, Purpose.VERIFY_LEAD)
    for event in AuditEvent.objects.filter(action="intake.facts_recorded").order_by("id"):
        for _ in range(2):
            tasks.help_households(event, by=by, at=city.at)


@pytest.mark.invariant("INV-01")
def test_a_refusal_opens_nothing_and_is_never_asked_again(city):
    list_in_effect(city)
    round_ = sent_round(city)
    land(city, *(visit(one, at=city.at, result="refused") for one in queries.doors_of_round(round_)))
    everything_follows(city)
    for model in (Fact, Task, Measure, Person, PersonFile):
        assert not model.objects.exists(), model.__name__
    assert not queries.not_seen(queries.my_doors(worker(city))).exists()
    assert not RoundDoor.objects.exclude(next_try_at=None).exists()


@pytest.mark.parametrize("question", FORBIDDEN)
@pytest.mark.parametrize("place", ["visit", "person", "stay", "contact"])
def test_no_forbidden_question_can_be_stored(city, question, place):
    record = visit(door(sent_round(city)), at=city.at, people=[stays()], contact={"name": "试验", "phone": ""})
    target = {"visit": record, "person": record["people"][0], "stay": record["people"][0]["stays"][0],
              "contact": record["contact"]}[place]  # fmt: skip
    target[question] = "是"
    (landed,) = land(city, record)
    assert landed.finding.code == "forbidden_question" and not Visit.objects.exists() and not Fact.objects.exists()


@pytest.mark.parametrize("question", ["note", "landlord", "suspicion", "remarks"])
def test_what_is_not_asked_for_has_no_place_to_stand(city, question):
    (landed,) = land(city, visit(door(sent_round(city)), at=city.at) | {question: "房东可疑"})
    assert landed.finding.code == "unknown_field" and not Visit.objects.exists()


def test_origin_in_place_of_a_place_is_refused(city):
    (landed,) = land(city, visit(door(sent_round(city)), at=city.at, people=[stays(place="湖北籍")]))
    assert landed.finding.code == "forbidden_question"


def test_a_need_opens_help_once_and_symptoms_reach_the_health_post(city):
    told = visit(door(sent_round(city)), at=city.at, needs=["dialysis"], symptoms=["fever"],
                 contact={"name": "试验一", "phone": "13800000001"})  # fmt: skip
    land(city, told)
    everything_follows(city)
    assert sorted(Task.objects.values_list("kind", "area_code")) == [
        ("health_check", "330502001"), ("help_need", "33050200100501"),
    ]  # fmt: skip
    help_ = Task.objects.get(kind="help_need")
    assert "浮星桥小区3幢 1单元 101室" in help_.note and "透析" in help_.note and "试验" not in help_.note
    assert not Measure.objects.exists() and not PersonFile.objects.exists()


def test_a_declared_stay_is_judged_like_any_declaration(city):
    list_in_effect(city)
    land(
        city,
        visit(door(sent_round(city)), at=city.at, people=[stays(), stays("试验二", "13800000002", "浙江省杭州市")]),
    )
    everything_follows(city)
    assert Fact.objects.filter(source="sweep").count() == 2
    assert PersonFile.objects.get().person.area_code == "33050200100501"
    assert Task.objects.get().kind == "verify_stay" and not Measure.objects.exists()


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize(("name", "count"), [("grid", 13), ("next", 0), ("grid2", 0)])
def test_a_phone_is_handed_its_own_doors_only(city, name, count):
    sent_round(city)
    page = queries.rows_for_sweep(by=worker(city, name), after="", limit=200, at=city.at)
    assert len(page.rows) == count
