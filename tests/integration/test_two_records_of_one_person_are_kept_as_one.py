"""Pairs that are probably one person: found, looked at by somebody, kept as one, taken apart with nothing lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.city import GRID, NEXT_COUNTY_GRID
from tests.signing_in import live_now, sign_in

from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.services import Claim, know_people, open_file, recognise_people
from fangxian.core.problems.rules import Refused
from fangxian.files.models import MatchPair
from fangxian.files.services import decide_pair, find_pairs, propose_pairs, unmerge_pair

pytestmark = pytest.mark.django_db
WHY = "电话和住址相同，姓名一字之差"
ONE = Claim(name="张试验", area_code=GRID, phone="+8613711112222", address="演练路1号")
SAME = replace(ONE, name="张试念")


def reviewer(city, username="epi"):
    return city.actor(username, Purpose.FOLLOW_UP)


def known(city, *claims):
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    return [know_people([claim], programme=city.programme, by=by, at=city.at)[0] for claim in claims]


def a_pair(city, *claims):
    one, other = known(city, *claims)
    propose_pairs(programme=city.programme, pairs=[(one.id, other.id, 0.97)], at=city.at)
    return MatchPair.objects.get(), one, other


def merged(city, pair, **more):
    return decide_pair(pair=pair, decision="merge", reason=WHY, by=reviewer(city), at=more.get("at", city.at))


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code


def test_records_are_compared_and_put_before_somebody(city):
    one, other, _stranger = known(city, ONE, SAME, replace(ONE, name="李试", phone="+8613733334444", address="别处9号"))
    assert find_pairs(programme=city.programme, at=city.at) == 1
    pair = MatchPair.objects.get()
    assert {pair.first_id, pair.second_id} == {one.id, other.id} and pair.probability > 0.9
    assert find_pairs(programme=city.programme, at=city.at) == 0 and not Person.objects.exclude(kept_id=None).exists()


def test_what_is_told_after_a_merge_is_kept_with_one_record(city):
    pair, _one, _other = a_pair(city, ONE, SAME)
    pair = merged(city, pair)
    told = known(city, ONE, SAME)
    assert {person.id for person in told} == {pair.kept_id} and Person.objects.count() == 2
    assert {who.person_id for who in recognise_people([ONE, SAME], programme=city.programme)} == {pair.kept_id}


def test_taken_apart_again_both_are_as_they_were(city):
    pair, one, other = a_pair(city, ONE, SAME)
    files = [
        open_file(person=person, basis_rule="test@1", basis_verdict_id=None,
                  follow_until=city.at + timedelta(days=days), by=reviewer(city), at=city.at)[0]
        for person, days in ((one, 3), (other, 9))
    ]  # fmt: skip
    columns = ("id", "follow_until", "closed_at", "area_code")
    before = list(PersonFile.objects.order_by("id").values_list(*columns))
    records = list(Person.objects.order_by("id").values("id", "name_index", "phone_index", "area_code"))
    pair = merged(city, pair)
    assert PersonFile.objects.filter(closed_at=None).count() == 1
    assert PersonFile.objects.get(closed_at=None).follow_until == files[1].follow_until
    unmerge_pair(pair=pair, reason="是一对双胞胎，已当面核实", by=reviewer(city), at=city.at)
    assert list(PersonFile.objects.order_by("id").values_list(*columns)) == before
    assert list(Person.objects.order_by("id").values("id", "name_index", "phone_index", "area_code")) == records
    assert [person.id for person in known(city, ONE, SAME)] == [one.id, other.id]


def test_two_people_stay_two_and_are_not_asked_about_again(city):
    pair, _one, _other = a_pair(city, ONE, SAME)
    decide_pair(pair=pair, decision="apart", reason="两人同住，已电话核实", by=reviewer(city), at=city.at)
    find_pairs(programme=city.programme, at=city.at)
    assert MatchPair.objects.get().decision == "apart"


def test_each_step_is_on_record_for_both(city):
    pair, _one, _other = a_pair(city, ONE, SAME)
    unmerge_pair(pair=merged(city, pair), reason="是一对双胞胎，已当面核实", by=reviewer(city), at=city.at)
    for action in ("people.merged", "people.unmerged"):
        assert AuditEvent.objects.filter(action=action).values("subject_ref").distinct().count() == 2


def test_a_pair_across_counties_is_for_whoever_answers_for_both(city):
    pair, *_ = a_pair(city, ONE, replace(SAME, area_code=NEXT_COUNTY_GRID))
    assert pair.area_code == "3305"
    city.post("epi_county", "epidemiologist", "330502", "吴兴疾控")
    by = reviewer(city, "epi_county")
    decided = refusal(lambda: decide_pair(pair=pair, decision="apart", reason=WHY, by=by, at=city.at))
    assert decided.startswith("actors.")


def test_somebody_compares_and_decides_at_the_screen(city, settings):
    pair, *_ = a_pair(city, ONE, SAME)
    live_now(city, settings)
    client = sign_in("epi")
    assert "97" in client.get("/files/matches/").text
    page = client.get(f"/files/matches/{pair.id}/")
    assert page.status_code == 200 and "张试念" in page.text
    assert client.post(f"/files/matches/{pair.id}/", {"decision": "merge", "reason": "短"}).status_code == 422
    assert client.post(f"/files/matches/{pair.id}/", {"decision": "merge", "reason": WHY}).status_code == 302
    assert client.post(f"/files/matches/{pair.id}/undo/", {"reason": "核实为两人，予以分开"}).status_code == 302
    pair.refresh_from_db()
    assert pair.unmerged_at and client.get("/files/matches/?state=unmerged").status_code == 200
    assert AuditEvent.objects.filter(action="people.compared").exists()


@pytest.mark.parametrize("who", ["grid", "duty", "checkpoint"])
def test_nobody_else_opens_the_queue(city, settings, who):
    live_now(city, settings)
    assert sign_in(who).get("/files/matches/").status_code == 403
