"""A list of 1,317 people to be held for another reason, tried by every way in: nobody is held, and it is seen.

In June 2022 the depositors of some banks were given red codes so that they could not travel. Here the same
number of people is tried as a list of names, as a list of identical false stays, as contacts, as measures,
by every page that takes an id, and by SQL as the application's role.
"""

import uuid
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import get_resolver, reverse

from fangxian.cases.models import Case
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.problems.rules import Refused
from fangxian.intake.models import Fact
from fangxian.intake.sources.pushed_list import services as lists
from fangxian.measures.kinds.home_isolation.services import propose_home_isolation
from fangxian.measures.models import Measure
from fangxian.measures.queries import gate_words_of
from fangxian.measures.rules.gates import PASS
from fangxian.measures.services import Proposal, propose
from fangxian.screening.models import Verdict
from tests.household import HOME, LABORATORY, MILDER, SUPPORT, a_case
from tests.lists import as_csv, commit, dry_run, receive, row

MANY = 1317
HELD_FOR = {"旅居地": "河南省郑州市", "离开日期": "2020-03-01", "到达日期": "2020-03-02"}
LIST_WITHOUT_STAYS = ("姓名", "身份证号", "手机号")


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    city.at = clock.now()
    return city


@pytest.fixture
def depositors(city):
    """The people, known to the command for no reason of health."""
    claims = [Claim(name=f"试验储户{n}", area_code="33050200100501", document_kind="id_card",
                    document_number=row(n)[1]) for n in range(MANY)]  # fmt: skip
    by = city.actor("duty", Purpose.RECEIVE_FACTS)
    return know_people(claims, programme=city.programme, by=by, at=city.at)


def nobody_is_held(city, people=()) -> bool:
    """No measure binds anybody, and every one of them passes every gate."""
    assert not Measure.objects.filter(served_at__isnull=False).exists()
    ids = [person.id for person in people] or list(Person.objects.values_list("id", flat=True))
    return set(gate_words_of(ids, at=city.at).values()) <= {PASS}


@pytest.mark.invariant("INV-02")
def test_a_list_of_names_and_numbers_alone_is_no_evidence(city):
    rows = [row(n)[:3] for n in range(MANY)]
    with pytest.raises(Refused) as refused:
        source_list = receive(city, as_csv(rows, heads=LIST_WITHOUT_STAYS))
        by = city.actor("duty", Purpose.RECEIVE_FACTS)
        lists.map_columns(source_list=source_list, mapping=source_list.mapping, by=by, at=city.at)
    assert refused.value.problem.code.startswith("pushed_list.")
    assert nobody_is_held(city) and not Fact.objects.exists()


@pytest.mark.invariant("INV-02", "INV-03")
def test_one_identical_stay_of_all_of_them_raises_the_alarm_that_an_auditor_sees(at_nine, client):
    source_list = dry_run(at_nine, as_csv(row(n, **HELD_FOR) for n in range(MANY)))
    assert source_list.alarms.get().person_count == source_list.person_count == MANY
    with pytest.raises(Refused) as refused:
        commit(at_nine, source_list)
    assert refused.value.problem.code == "pushed_list.needs_second"
    client.force_login(at_nine.posts["auditor"].user)
    page = client.get(reverse("audit:list"), {"from_on": "2020-03-10", "until_on": "2020-03-10"})
    assert ("intake.identical_stays_found", 1) in page.context["alarms"]
    assert AuditEvent.objects.get(action="intake.identical_stays_found").count == MANY
    assert nobody_is_held(at_nine) and not Fact.objects.exists()


@pytest.mark.invariant("INV-02", "INV-03")
def test_even_two_bodies_that_agree_on_the_false_stays_hold_nobody(city):
    source_list = dry_run(city, as_csv(row(n, **HELD_FOR) for n in range(MANY)))
    alarms = [alarm.id for alarm in source_list.alarms.all()]
    first, second = (city.actor(who, Purpose.RECEIVE_FACTS) for who in ("duty", "duty2"))
    lists.see_alarms(source_list=source_list, alarm_ids=alarms, by=first, at=city.at)
    lists.submit_list(source_list=source_list, by=first, at=city.at)
    confirmed = lists.confirm_list(source_list=source_list, ticked=alarms, by=second, at=city.at)
    assert commit(city, confirmed).state == "committed" and Fact.objects.count() == MANY
    by = city.actor("epi", Purpose.DECIDE_MEASURE)
    with pytest.raises(Refused):
        propose_for(Person.objects.first(), by=by, at=city.at)
    assert nobody_is_held(city) and Person.objects.count() == MANY


@pytest.mark.invariant("INV-01", "INV-02")
def test_no_health_officer_proposes_a_measure_for_one_of_them(city, depositors):
    by, refused = city.actor("epi", Purpose.DECIDE_MEASURE), set()
    for person in depositors:
        with pytest.raises(Refused) as refusal:
            propose_for(person, by=by, at=city.at)
        refused.add(refusal.value.problem.code)
    assert refused == {"measures.no_evidence"}
    assert nobody_is_held(city, depositors) and not Measure.objects.exists()


@pytest.mark.invariant("INV-03")
def test_all_of_them_at_once_are_a_mass_action_and_refused(city, depositors):
    by = city.actor("epi", Purpose.DECIDE_MEASURE)
    proposals = [
        Proposal(
            person=person, kind="home_isolation", type="HOME_OBS", milder=MILDER, conditions=[], support_plan=SUPPORT,
            needed_support=[], language="zh-hans", appeal_route="paper",
        )
        for person in depositors
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        propose(proposals, by=by, at=city.at)
    assert refused.value.problem.code == "measures.mass_action" and nobody_is_held(city, depositors)


@pytest.mark.invariant("INV-02")
def test_a_case_made_up_to_make_them_contacts_is_none_without_a_laboratory(city):
    with pytest.raises(Refused) as refused:
        a_case(city, laboratory=replace(LABORATORY, sample_number=""))
    assert refused.value.problem.code == "cases.no_laboratory" and not Case.objects.exists()


@pytest.mark.invariant("INV-02", "INV-05")
def test_no_page_that_takes_an_id_holds_one_of_them_whoever_sends_it(at_nine, client, depositors):
    pages = ["home_isolation:propose"]
    of_measures = [f"measures:{p.name}" for p in get_resolver("fangxian.measures.urls").url_patterns]
    person = depositors[0]
    for username in at_nine.posts:
        client.force_login(at_nine.posts[username].user)
        for page in pages:
            client.post(reverse(page, args=[person.id]), {"type": "FACILITY_OBS", "ends_at": "2030-01-01"})
        for page in of_measures:
            args = (
                []
                if page in {"measures:list", "measures:to_propose", "measures:in_my_area", "measures:appeals"}
                else [person.id]
            )
            assert client.post(reverse(page, args=args), {"person": person.id}).status_code in {403, 404, 405}
    assert not Measure.objects.exists() and nobody_is_held(at_nine, depositors)
    assert AuditEvent.objects.filter(action="audit.refused", subject_ref__isnull=False).count() >= 10


@pytest.mark.invariant("INV-01", "INV-02", "INV-03")
def test_no_statement_of_the_application_holds_them(city, depositors):
    with refused_by_database("more than twenty"):
        _insert(city, where="true")
    _insert(city, where=f"p.id = '{depositors[0].id}'")  # one proposal that rests on nothing
    with refused_by_database("rests on an evaluation"), connection.cursor() as cursor:
        post = city.posts["approver"]
        cursor.execute(
            "UPDATE measures_measure SET approved_at = now(), approved_sha256 = 'x', approver_id = %s, "
            "approver_user_id = %s, deciding_body_id = %s",
            [post.id, post.user_id, post.unit.body_id],
        )
    assert nobody_is_held(city, depositors)


@pytest.mark.invariant("INV-02")
def test_no_statement_turns_a_verdict_into_a_ground_for_them(city, depositors):
    _insert(city, where=f"p.id = '{depositors[0].id}'")
    with refused_by_database("a confirmed verdict on this person"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO measures_ground (id, programme_id, measure_id, verdict_id, pack_id, rule_id, contact_class, "
            "anchor_on, phases, ends_at) SELECT gen_random_uuid(), programme_id, id, gen_random_uuid(), pack_id, "
            "rule_id, 'traveller', anchor_on, phases, ends_at FROM measures_measure"
        )
    assert not Verdict.objects.exists() and nobody_is_held(city, depositors)


@contextmanager
def refused_by_database(why: str):
    """What stands inside is refused by a guard of the database; what went before stays."""
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        yield


def propose_for(person, **terms):
    return propose_home_isolation(
        person=person, home=HOME, milder=MILDER, conditions=[], support_plan=SUPPORT, language="zh-hans", **terms
    )


def _insert(city, *, where: str) -> None:
    """Proposals for these people with everything that a proposal names, written by SQL."""
    epi = city.posts["epi"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO measures_measure (id, programme_id, number, kind, type, person_id, area_code, language, "
            "pack_id, pack_sha256, edition, rule_id, rule_version, evaluation, explain_zh, explain_en, evidence_refs, "
            "legal_basis, anchor_on, phases, ends_at, ceiling_type, ceiling_days, ceiling_at, shortened_by_pack, "
            "milder, conditions, suitability, support_plan, is_dependent, appeal_route, proposed_at, proposer_id, "
            "proposer_user_id, proposer_body_id, approved_sha256, served_how, end_reason) "
            "SELECT gen_random_uuid(), p.programme_id, right(p.id::text, 20), 'home_isolation', 'HOME_OBS', p.id, "
            "p.area_code, 'zh-hans', 'cn.protocol.6', 'x', '6', 'x', '1', '{}', 'x', 'x', '{x}', '{x}', "
            "'2020-03-09', %s::jsonb, '2020-03-23T16:00Z', 'HOME_OBS', 14, '2020-03-23T16:00Z', '', '{}', '{}', '{}', "
            "%s, false, 'x', %s, %s, %s, %s, '', '', '' FROM people_person p WHERE " + where,
            [
                '[{"type": "HOME_OBS", "starts_at": "2020-03-09T16:00Z", "ends_at": "2020-03-23T16:00Z"}]',
                uuid.uuid4().bytes * 4, city.at, epi.id, epi.user_id, epi.unit.body_id,
            ],
        )  # fmt: skip
