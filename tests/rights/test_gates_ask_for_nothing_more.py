"""Attacks at a gate: keeping who passed without an order, learning a reason, turning somebody back (O1, INV-13)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fangxian.core import clock
from fangxian.core.actors.rules import POWERS, Purpose, Role
from fangxian.core.orders import services as orders
from fangxian.engine.tokens.gate import Word
from fangxian.intake.sources.gate import rules, services
from fangxian.intake.sources.gate.models import Gate, GateCount, GatePassage, WrongRefusal
from tests.gates import PHONE, gate, passed, send
from tests.posts import order

pytestmark = pytest.mark.django_db


@pytest.mark.invariant("INV-13")
def test_without_a_registration_order_a_pass_is_a_number_of_an_hour(city):
    made = gate(city)
    (landed,) = send(city, passed(city, made, minutes=7, shown=[PHONE]), minutes=9)
    row = GateCount.objects.get()
    assert landed.marks == ("not_kept",) and not GatePassage.objects.exists()
    assert (row.occurred_at, row.recorded_at, row.device_at) == (city.at, city.at, None)


@pytest.mark.invariant("INV-13")
def test_a_row_about_a_person_needs_an_order_in_the_database_too(city):
    order(city, "registration", number="2号")
    send(city, passed(city, gate(city), shown=[PHONE]))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_gatepassage SET order_id = NULL")


@pytest.mark.invariant("INV-13")
def test_what_is_kept_under_an_order_is_a_keyed_hash(city):
    under = order(city, "registration", number="2号")
    made = gate(city, kind="firm", takes_vehicles=True)
    plate = {"kind": "plate", "value": "浙E·12345"}
    send(city, passed(city, made, minutes=7, shown=[PHONE, plate], vehicles=1), minutes=9)
    assert {(row.shown, row.order_id) for row in GatePassage.objects.all()} == {
        ("phone", under.id),
        ("plate", under.id),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT plate, subject_index FROM intake_gatepassage")
        stored = b"".join(bytes(part) for row in cursor.fetchall() for part in row if part)
    assert b"12345" not in stored and b"138" not in stored


@pytest.mark.invariant("INV-13")
def test_an_order_that_had_ended_by_then_keeps_nothing(city):
    ended = order(city, "registration", number="2号")
    orders.revoke_order(order=ended, by=city.actor("signatory", Purpose.ADMINISTER), at=city.at)
    send(city, passed(city, gate(city), minutes=5, shown=[PHONE]), minutes=6)
    assert GateCount.objects.exists() and not GatePassage.objects.exists()


@pytest.mark.invariant("INV-13", "INV-15")
def test_a_child_is_not_asked_and_nothing_of_her_is_kept(city):
    order(city, "registration", number="2号")
    send(city, passed(city, gate(city), shown=[PHONE], **{"class": "child"}))
    assert GateCount.objects.get().visit_class == "child" and not GatePassage.objects.exists()
    for way in ("none", "known", "paper"):
        assert rules.word_for(rules.Seen("child", way)) == rules.PASS


@pytest.mark.invariant("INV-12")
def test_an_emergency_needs_a_gate_and_a_time_and_nothing_else_even_where_the_gate_is_closed(city):
    order(city, "registration", number="2号")
    made = gate(city)
    Gate.objects.filter(id=made.id).update(closed_at=city.at)
    whole = passed(city, made, verdict="EMERGENCY_PASS", minutes=3, shown=[PHONE])
    bare = {key: whole[key] for key in ("client_id", "gate", "at", "verdict", "shown")}
    (landed,) = send(city, bare, minutes=4)
    row = GateCount.objects.get()
    assert landed.marks == () and (row.visit_class, row.emergency_kind) == ("", "")
    assert row.occurred_at == city.at + timedelta(minutes=3) and not GatePassage.objects.exists()


@pytest.mark.invariant("INV-13", "INV-14")
def test_a_gate_has_three_words_and_none_of_them_turns_anybody_back(city):
    said = {
        rules.word_for(rules.Seen(visit_class, way, word, emergency))
        for visit_class in dict(rules.CLASSES) for way in dict(rules.WAYS) for word in (None, *Word)
        for emergency in (True, False)
    }  # fmt: skip
    assert said == {"PASS", "ASK_DUTY", "EMERGENCY_PASS"} == set(rules.WORDS)
    assert not {word for word, _ in rules.OUTCOMES if "refus" in word or "turn" in word or "back" in word}
    send(city, passed(city, gate(city)))
    with pytest.raises(IntegrityError), transaction.atomic():
        GateCount.objects.update(verdict="TURN_BACK")


@pytest.mark.invariant("INV-13")
def test_paper_is_worth_as_much_as_a_code_and_nobody_who_shows_nothing_is_refused():
    assert rules.word_for(rules.Seen("resident", rules.PAPER)) == rules.PASS
    assert rules.word_for(rules.Seen("visitor", rules.NOTHING)) == rules.ASK_DUTY
    assert rules.word_for(rules.Seen("resident", rules.CODE, Word.ASK_DUTY)) == rules.ASK_DUTY


@pytest.mark.invariant("INV-05", "INV-13")
def test_a_keeper_has_one_power_and_no_column_of_a_gate_holds_a_reason(city):
    assert POWERS[Role.GATE_KEEPER] == {"gates.keep"}
    columns = {field.name for model in (Gate, GateCount, GatePassage) for field in model._meta.fields}
    assert not {name for name in columns if "reason" in name or "measure" in name or "health" in name}


@pytest.mark.invariant("INV-13")
def test_whoever_was_held_up_says_so_without_a_name_and_not_all_day(city, client, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    address = f"/p/gate/{gate(city).id}/"
    assert "<textarea" not in (page := client.get(address).content.decode()) and 'type="text"' not in page
    answers = [client.post(address).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert {report.reported_by for report in WrongRefusal.objects.all()} == {"resident"}


@pytest.mark.invariant("INV-13")
def test_what_was_done_is_read_under_the_number_that_whoever_was_held_up_was_given(city, client, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    page = client.post(f"/p/gate/{gate(city).id}/", follow=True).content.decode()
    report = WrongRefusal.objects.get()
    assert report.number in page
    by = city.actor("liaison_of_place", Purpose.CHECK_AT_POST)
    services.settle_refusal(refusal=report, answer="试验：已当面说明并道歉", by=by, at=city.at)
    client.session.flush()
    read = client.post("/p/complaint/", {"number": report.number}).content.decode()
    assert "试验：已当面说明并道歉" in read and "liaison_of_place" not in read


@pytest.mark.invariant("INV-05", "INV-13")
def test_the_keepers_own_page_speaks_of_nobody(city, client, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    order(city, "registration", number="2号")
    made = gate(city)
    send(city, passed(city, made, shown=[PHONE]), passed(city, made, verdict="ASK_DUTY"))
    client.force_login(city.posts["keeper"].user)
    page = client.get("/gates/mine/").content.decode()
    assert made.phone in page and "8000" not in page
    assert [client.get(shut).status_code for shut in ("/gates/", f"/gates/{made.id}/", "/places/")] == [403] * 3
