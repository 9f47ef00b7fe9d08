"""A gate stands under an order, counts, says one of three words, and loses nothing that a phone sends (F18)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.gates import gate, keeper, passed, send, terms
from tests.posts import order

from fangxian.core import clock
from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.orders import services as orders
from fangxian.core.problems.rules import Refused
from fangxian.core.staff.models import User
from fangxian.intake.sources.gate import queries, rules, services
from fangxian.intake.sources.gate.models import GateCount, KeeperShift, WrongRefusal

pytestmark = pytest.mark.django_db


def words(landed):
    return [one.word.value for one in landed]


def refused(act, **given) -> str:
    with pytest.raises(Refused) as problem:
        act(**given)
    return problem.value.problem.code


def test_a_gate_needs_an_order_for_gates_that_covers_its_area(city):
    assert refused(gate, city=city, under=order(city, "checkpoint")) == "gate.no_order"
    elsewhere = order(city, "gate", number="2号", scope_area_codes=["330521"])
    assert refused(gate, city=city, under=elsewhere) == "gate.outside_order"
    assert refused(gate, city=city, under=order(city, "gate", number="3号"), review_in=15) == "gate.review_far"


def test_a_gate_ends_by_itself_unreviewed_and_with_its_order(city):
    made = gate(city)
    assert queries.gate_now(made, at=city.at).state == rules.OPEN
    assert queries.gate_now(made, at=made.review_at).state == rules.CLOSED
    orders.revoke_order(order=made.order, by=city.actor("signatory", Purpose.ADMINISTER), at=city.at)
    assert queries.gate_now(made, at=city.at + timedelta(seconds=1)).state == rules.CLOSED


def test_a_gate_is_reviewed_edited_and_closed_for_good(city):
    made, by, at = gate(city), city.actor("duty", Purpose.COMMAND), city.at
    services.review_gate(gate=made, review_at=at + timedelta(days=10), by=by, at=at)
    services.suspend_gate(gate=made, by=by, at=at)
    assert queries.gate_now(made, at=at).state == rules.SUSPENDED
    services.resume_gate(gate=made, by=by, at=at)
    services.close_gate(gate=made, by=by, at=at)
    assert refused(services.resume_gate, gate=made, by=by, at=at) == "gate.closed"


def test_only_who_runs_gates_in_the_area_opens_one(city):
    for name, code in (("grid", "actors.no_power"), ("checkpoint", "actors.no_power")):
        made = order(city, "gate", number=name)
        by = city.actor(name, Purpose.COMMAND)
        given = {"terms": terms(), "order": made, "opens_at": city.at, "review_at": city.at + timedelta(days=1)}
        assert refused(services.open_gate, **given, programme=city.programme, by=by, at=city.at) == code


def test_a_morning_of_passages_is_counted_once_however_often_it_is_sent(city):
    made = gate(city)
    sent = [
        passed(city, made),
        passed(city, made, verdict="ASK_DUTY", way="none"),
        {**passed(city, made), "persons": 3},
    ]
    assert words(send(city, *sent)) == ["new"] * 3
    assert words(send(city, *sent)) == ["identical"] * 3
    (hour,) = queries.figures_by_hour(made, day=GateCount.objects.first().city_day)
    assert (hour["persons"], hour["asks"], hour["unanswered"]) == (5, 1, 1)
    assert AuditEvent.objects.get(action="intake.gate_passages_landed").count == 3


def test_what_is_no_passage_is_named_and_the_others_land(city):
    made = gate(city)
    bad = [
        passed(city, made, verdict="TURN_BACK"), passed(city, made, direction="up"), passed(city, made, persons=0),
        passed(city, made, gate=str(uuid4())), passed(city, made, **{"class": "outsider"}), "hello",
        passed(city, made, shown=[{"kind": "document", "value": "not a number"}]),
    ]  # fmt: skip
    landed = send(city, *bad, passed(city, made))
    assert words(landed) == ["invalid"] * 7 + ["new"]
    assert [one.finding.field for one in landed[:5]] == ["verdict", "direction", "persons", "gate", "class"]
    assert GateCount.objects.count() == 1


def test_a_keeper_of_the_next_county_counts_nothing_here(city):
    made = gate(city)
    (landed,) = send(city, passed(city, made), name="far_keeper")
    assert landed.finding.code == "unknown_gate" and not GateCount.objects.exists()
    assert refused(send, city=city, name="grid") == "actors.no_power"


def test_a_passage_taken_back_is_not_counted_and_the_same_id_for_another_is_discarded(city):
    made = gate(city)
    first = passed(city, made)
    send(city, first)
    assert words(send(city, first | {"persons": 40})) == ["discarded"]
    assert words(send(city, first | {"undone": True})) == ["updated"]
    assert words(send(city, first)) == ["old"]
    assert not queries.counts(city.programme.id).exists()


def test_an_order_that_ended_while_the_phone_was_away_loses_nothing(city):
    made = gate(city)
    orders.revoke_order(order=made.order, by=city.actor("signatory", Purpose.ADMINISTER), at=city.at)
    (landed,) = send(city, passed(city, made, minutes=30), minutes=60)
    assert landed.word.value == "new" and landed.marks == ("late", "gate_closed")


def test_a_phone_a_year_fast_is_put_right(city):
    made, year = gate(city), timedelta(days=365)
    fast = passed(city, made, verdict="ASK_DUTY", at=(city.at + year).isoformat())
    send(city, fast, ahead_by=year)
    row = GateCount.objects.get()
    assert (row.occurred_at, row.device_at, row.marks) == (city.at, city.at + year, ["clock"])


def test_what_the_duty_officer_did_is_put_beside_the_ask(city):
    made = gate(city)
    asked = passed(city, made, verdict="ASK_DUTY")
    send(city, asked, passed(city, made))
    by = city.actor("liaison_of_place", Purpose.CHECK_AT_POST)
    ask, plain = GateCount.objects.get(verdict="ASK_DUTY"), GateCount.objects.get(verdict="PASS")
    assert services.answer_ask(count=ask, outcome="let_in", by=by, at=city.at).outcome == "let_in"
    given = {"by": by, "at": city.at}
    assert refused(services.answer_ask, count=plain, outcome="let_in", **given) == "gate.nothing_asked"
    assert refused(services.answer_ask, count=ask, outcome="turned_back", **given) == "gate.unknown_outcome"
    far = city.actor("next", Purpose.CHECK_AT_POST)
    assert refused(services.answer_ask, count=ask, outcome="let_in", by=far, at=city.at) == "actors.out_of_area"


def test_what_is_noted_at_the_gate_afterwards_is_put_beside_its_passage(city):
    made = gate(city)
    asked, urgent = passed(city, made, verdict="ASK_DUTY"), passed(city, made, verdict="EMERGENCY_PASS")
    send(city, asked, urgent)
    given = {"programme": city.programme, "ahead_by": timedelta(0), "by": keeper(city), "at": city.at}

    def note(of, **fields):
        made_note = {"client_id": str(uuid4()), "gate": str(made.id), "of": of["client_id"]}
        return services.land_notes([made_note | fields] * 2, **given)

    assert words(note(asked, outcome="met")) == ["updated", "identical"]
    assert words(note(asked, outcome="let_in")) == ["old", "old"]
    assert words(note(urgent, emergency="fire")) == ["updated", "identical"]
    assert words(note(urgent, outcome="met")) == words(note({"client_id": str(uuid4())})) == ["discarded"] * 2
    assert sorted(GateCount.objects.values_list("outcome", "emergency_kind")) == [("", "fire"), ("met", "")]


def test_keepers_come_and_leave_by_their_phones(city):
    made, shift_id = gate(city), str(uuid4())
    begun = {"client_id": str(uuid4()), "shift": shift_id, "gate": str(made.id), "act": "begin"}
    begun["at"] = city.at.isoformat()
    left = begun | {"client_id": str(uuid4()), "act": "end", "since": begun["at"]}
    left["at"] = (city.at + timedelta(hours=4)).isoformat()
    given = {"programme": city.programme, "ahead_by": timedelta(0), "by": keeper(city), "at": city.at}
    assert words(services.land_shifts([begun, begun], **given)) == ["new", "identical"]
    assert queries.keepers_at([made], at=city.at) == {made.id: 1}
    assert words(services.land_shifts([left, left], **given)) == ["updated", "identical"]
    assert words(services.land_shifts([begun], **given)) == ["identical"]
    assert KeeperShift.objects.get().ended_at == city.at + timedelta(hours=4)
    assert queries.unkept([made], at=city.at + timedelta(hours=29)) == {made.id}


def test_a_wrong_refusal_is_reported_by_anybody_and_settled_by_who_answers(city):
    made = gate(city)
    resident = Actor(Role.RESIDENT, Purpose.OWN_FILE, city.programme.id)
    for by in (resident, keeper(city), city.actor("grid", Purpose.CHECK_AT_POST)):
        services.report_wrong_refusal(gate=made, programme=city.programme, by=by, at=city.at)
    assert sorted(WrongRefusal.objects.values_list("reported_by", flat=True)) == ["duty_officer", "keeper", "resident"]
    report = queries.open_refusals(made)[0]
    by = city.actor("grid", Purpose.CHECK_AT_POST)
    services.settle_refusal(refusal=report, answer="试验：已告知", by=by, at=city.at)
    assert len(queries.open_refusals(made)) == 2 and report.state == rules.PUT_RIGHT
    assert refused(services.settle_refusal, refusal=report, by=keeper(city), at=city.at) == "actors.no_power"
    assert refused(services.settle_refusal, refusal=report, by=by, at=city.at) == "gate.put_right"
    assert WrongRefusal.objects.values("number").distinct().count() == 3


def test_whoever_answers_for_a_gate_hears_of_somebody_held_up_and_nobody_else(city):
    made = gate(city)
    User.objects.filter(username__in=["liaison_of_place", "duty", "grid"]).update(phone="+8613800000009")
    by = Actor(Role.RESIDENT, Purpose.OWN_FILE, city.programme.id)
    services.report_wrong_refusal(gate=made, programme=city.programme, by=by, at=city.at)
    assert Message.objects.filter(kind="gate.held_up").count() == 1


def test_a_keepers_phone_is_handed_its_gates_and_sends_its_morning(city, client, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    made = gate(city)
    gate(city, under=made.order, name="新市东门", area_code="33052110000101")
    order(city, "registration", number="2号")
    client.force_login(city.posts["keeper"].user)
    (row,) = client.get("/sync/pull/?duty=gate").json()["rows"]
    assert (row["id"], row["state"], row["phone"]) == (str(made.id), "open", made.phone) and row["registers_until"]
    sent = [passed(city, made), passed(city, made) | {"kind": "keeper_shift", "act": "begin", "shift": str(uuid4())}]
    body = {"sent_at": city.at.isoformat(), "records": sent}
    answer = client.post("/sync/push/", json.dumps(body), content_type="application/json").json()
    assert [one["word"] for one in answer["results"]] == ["new", "new"]
    assert "reason" not in str(answer["results"]) and GateCount.objects.count() == KeeperShift.objects.count() == 1
    assert client.get("/sync/pull/?duty=gate&after=somewhere").status_code == 422
