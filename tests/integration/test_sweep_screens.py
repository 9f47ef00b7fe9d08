"""The screens of sweeps: who may open them, what stands on them, and that a form is judged like a phone's record."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from tests.city import GRID
from tests.sweeps import building, door, sent_round, tried

from fangxian.intake.models import Fact
from fangxian.intake.sources.sweep import queries
from fangxian.intake.sources.sweep.models import AddressList, Round, RoundDoor, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(city, client, settings):
    """Sign somebody in at the city's own present; returns her client."""
    settings.CLOCK_OFFSET = city.at - datetime.now(UTC)

    def sign_in(name, language="en"):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = language
        return client

    return sign_in


def test_a_leader_opens_a_round_sends_somebody_and_closes_it(city, signed_in):
    building(city)
    duty = signed_in("duty")
    form = {
        "purpose": "返程走访",
        "area": GRID,
        "kinds": ["building"],
        "plan": "社区计划",
        "ends_at": "2020-03-15T18:00",
    }
    assert duty.post(reverse("sweep:open_round"), form).status_code == 302
    round_ = Round.objects.get()
    assert "浮星桥小区3幢" in duty.get(reverse("sweep:round", args=[round_.id])).text
    duty.post(reverse("sweep:split", args=[round_.id]), {"posts": [str(city.posts["grid"].id)]})
    assert RoundDoor.objects.filter(assigned_post=city.posts["grid"]).count() == 12
    assert duty.post(reverse("sweep:close", args=[round_.id])).status_code == 409
    buildings = [str(door(round_).building_id)]
    duty.post(reverse("sweep:explain", args=[round_.id]), {"reason": "next_round", "buildings": buildings})
    assert duty.post(reverse("sweep:close", args=[round_.id])).status_code == 302


def test_a_leader_tries_a_file_answers_a_question_and_takes_it_over(city, signed_in):
    duty = signed_in("duty")
    file = BytesIO("楼栋,单元,房号\n浮星桥小区3幢,1,101\n浮星桥小区3幢,1,\n".encode())
    file.name = "清单.csv"
    answer = duty.post(reverse("sweep:import"), {"file": file, "kind": "building", "area": GRID})
    made = AddressList.objects.get()
    assert answer.url == reverse("sweep:list", args=[made.id])
    assert "2 received = 1 new + 0 known + 1 with a question" in duty.get(answer.url).text
    told = {"building": "浮星桥小区3幢", "unit": "1", "door": "102"}
    duty.post(reverse("sweep:answer", args=[made.id, 3]), told)
    duty.post(reverse("sweep:decide", args=[made.id, "take-over"]))
    assert queries.doors_on_list(programme_id=city.programme.id, area_code=GRID, kinds=["building"]).count() == 2


def test_a_file_that_is_no_list_says_why_beside_the_field(city, signed_in):
    file = BytesIO(b"a,b\n1,2\n")
    file.name = "x.csv"
    answer = signed_in("duty").post(reverse("sweep:import"), {"file": file, "kind": "building", "area": GRID})
    assert answer.status_code == 422 and "No column holds door numbers" in answer.text


def test_a_worker_without_the_phone_records_a_door_on_its_page(city, signed_in):
    one = door(sent_round(city))
    grid = signed_in("grid")
    assert "1单元 101室" in grid.get(reverse("sweep:mine")).text
    empty = {"stays-TOTAL_FORMS": "3", "stays-INITIAL_FORMS": "0"}
    told = empty | {
        "client_id": str(one.id), "result": "answered", "told_why": "on", "household_size": "3", "needs": ["medicine"],
        "contact_name": "试验一", "contact_phone": "13800000001", "stays-0-name": "试验二", "stays-0-place": "武汉",
        "stays-0-from_on": "2020-03-01", "stays-0-until_on": "2020-03-04",
    }  # fmt: skip
    assert grid.post(reverse("sweep:door", args=[one.id]), told).status_code == 302
    assert Visit.objects.get().needs == ["medicine"]
    assert sorted("stays" in fact.content for fact in Fact.objects.all()) == [False, True]


def test_a_form_without_the_reason_said_first_is_not_recorded(city, signed_in):
    one = door(sent_round(city))
    told = {"client_id": str(one.id), "result": "answered", "needs": ["dialysis"], "stays-TOTAL_FORMS": "0",
            "stays-INITIAL_FORMS": "0"}  # fmt: skip
    answer = signed_in("grid").post(reverse("sweep:door", args=[one.id]), told)
    assert answer.status_code == 422 and "say first why you ask" in answer.text and not Visit.objects.exists()


def test_a_sheet_of_paper_is_entered_at_once_and_twice_is_once(city, signed_in):
    round_ = sent_round(city)
    duty, first, second = signed_in("duty"), door(round_), door(round_, "102")
    page = reverse("sweep:enter_paper", args=[round_.id, first.building_id])
    sheet = {
        "sheet": "3-10 A",
        f"result-{first.id}": "answered",
        f"size-{first.id}": "4",
        f"result-{second.id}": "refused",
    }
    for _ in range(2):
        assert duty.post(page, sheet).status_code == 302
    assert Visit.objects.count() == 2 and door(round_).state == "visited" and door(round_, "102").state == "refused"
    assert "☐" in duty.get(reverse("sweep:paper", args=[round_.id, first.building_id])).text


def test_doors_left_are_paged(city, signed_in):
    building(city, units=5, floors=10, each=5)
    round_ = sent_round(city)
    text = signed_in("duty").get(reverse("sweep:left", args=[round_.id])).text
    assert "1–100 of 250" in text


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize(("name", "status"), [("grid", 200), ("next", 404), ("checkpoint", 403)])
def test_a_door_opens_for_its_own_worker_only(city, signed_in, name, status):
    one = door(sent_round(city))
    assert signed_in(name).get(reverse("sweep:door", args=[one.id])).status_code == status


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("name", ["grid", "checkpoint", "auditor"])
def test_only_a_leader_sees_rounds_and_lists(city, signed_in, name):
    round_ = sent_round(city)
    made = tried(city, "楼栋,单元,房号\n1幢,1,101\n")
    for page in (reverse("sweep:round", args=[round_.id]), reverse("sweep:list", args=[made.id])):
        assert signed_in(name).get(page).status_code == 403
