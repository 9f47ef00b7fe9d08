"""The pages of cases and measures: the whole way by the screens, and who is turned away (three people each)."""

import io
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from docx import Document
from tests.city import GRID
from tests.household import SPOUSE, SUPPORT, WHY, a_case, a_contact, a_proposal, approved, in_force

from fangxian.cases.models import Case, Exposure
from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.measures.models import Measure


@pytest.fixture
def at_nine(city, settings):
    """The city's clock shows the morning of the tests."""
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return city


def as_(client, city, username):
    client.force_login(city.posts[username].user)
    return client


CASE = {
    "lab_name": "市疾控中心实验室", "sample_number": "HZ-77", "sampled_on": "2020-03-08", "result_on": "2020-03-09",
    "name": "试验病例", "document_kind": "id_card", "document_number": "440524188001010014", "phone": "", "place": GRID,
    "address": "试验路一号", "language": "zh-hans", "case_class": "confirmed", "onset_on": "2020-03-08",
    "isolated_at": "2020-03-09T21:00", "learned_at": "2020-03-10T08:00",
}  # fmt: skip
CONTACT = {
    "name": "试验配偶", "phone": "13800138000", "place": GRID, "language": "zh-hans", "relation": "family",
    "setting": "household", "protection": "none", "last_contact_on": "2020-03-09", "last_contact_time": "18:30",
    "evidence": "interview_case",
}  # fmt: skip
PROPOSAL = {
    "has_own_room": "yes", "has_own_toilet": "yes", "lives_with_count": "1", "language": "zh-hans",
    "milder_SELF_MONITOR": WHY, "milder_HOME_MONITOR": WHY, **{f"support_{part}": who for part, who in SUPPORT.items()},
}  # fmt: skip


def test_from_the_laboratory_to_a_served_notice_by_the_screens(client, at_nine):
    city = at_nine
    as_(client, city, "epi")
    assert client.post(reverse("cases:new"), CASE).status_code == 302
    case = Case.objects.get()
    assert client.post(reverse("cases:new_contact", args=[case.id]), CONTACT).status_code == 302
    exposure = Exposure.objects.get()
    assert "密切接触者" in client.get(reverse("cases:case", args=[case.id])).content.decode()
    propose = reverse("home_isolation:propose", args=[exposure.person_id])
    assert "2020" in client.get(propose).content.decode()
    assert client.post(propose, PROPOSAL).status_code == 302
    measure = Measure.objects.get()

    as_(client, city, "approver")
    page = client.get(reverse("measures:decide", args=[measure.id])).content.decode()
    seen = re.search(r'name="seen_sha256" value="([0-9a-f]{64})"', page)[1]
    answer = {"seen_sha256": seen, "decision": "approve", "reason": ""}
    assert client.post(reverse("measures:decide", args=[measure.id]), answer).status_code == 302

    as_(client, city, "grid")
    assert "试" in client.get(reverse("measures:in_my_area")).content.decode()
    assert client.post(reverse("measures:serve", args=[measure.id]), {"how": "in_person"}).status_code == 302
    measure.refresh_from_db()
    assert measure.served_at is not None


def test_a_case_form_says_what_is_missing(client, at_nine):
    as_(client, at_nine, "epi")
    page = client.post(
        reverse("cases:new"),
        CASE | {"sample_number": "", "place": "不存在的地方", "document_number": "440524188001010015"},
    )
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"sample_number", "place", "document_number"}
    assert not Case.objects.exists()


@pytest.mark.invariant("INV-07")
def test_a_proposal_without_answers_is_shown_again_with_reasons(client, at_nine):
    exposure = a_contact(at_nine, a_case(at_nine))
    as_(client, at_nine, "epi")
    short = PROPOSAL | {"milder_HOME_MONITOR": "不够"}
    page = client.post(reverse("home_isolation:propose", args=[exposure.person_id]), short)
    assert set(page.context["form"].errors) == {"milder_HOME_MONITOR"}
    assert not Measure.objects.exists()


@pytest.mark.invariant("INV-04")
def test_the_end_cannot_be_sent_with_the_form(client, at_nine):
    exposure = a_contact(at_nine, a_case(at_nine))
    as_(client, at_nine, "epi")
    sent = PROPOSAL | {"ends_at": "2020-05-01T00:00", "ceiling_days": "60", "type": "FACILITY_OBS"}
    client.post(reverse("home_isolation:propose", args=[exposure.person_id]), sent)
    measure = Measure.objects.get()
    assert (measure.type, measure.ceiling_days) == ("HOME_OBS", 14)
    assert measure.ends_at.isoformat() == "2020-03-23T16:00:00+00:00"


PAGES = ["measures:measure", "measures:decide", "measures:end", "measures:serve", "measures:attend", "measures:notice"]


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("username", ["next", "commander", "duty", "checkpoint", "admin", "auditor", "supervisor"])
def test_others_do_not_open_a_persons_measure(client, at_nine, page, username):
    measure = approved(at_nine, a_proposal(at_nine))
    as_(client, at_nine, username)
    answer = client.get(reverse(page, args=[measure.id]))
    assert answer.status_code in (403, 404)
    assert "试验配偶" not in answer.content.decode()


@pytest.mark.invariant("INV-16")
def test_the_grid_worker_sees_no_evidence(client, at_nine):
    measure = in_force(at_nine)
    as_(client, at_nine, "grid")
    page = client.get(reverse("measures:attend", args=[measure.id])).content.decode()
    assert "试验配偶" in page and "试验路一号" in page
    assert "HZ-2020" not in page and "化验" not in page and measure.rule_id not in page
    assert client.get(reverse("measures:measure", args=[measure.id])).status_code == 403
    assert client.get(reverse("cases:case", args=[Case.objects.get().id])).status_code == 403


@pytest.mark.invariant("INV-17")
def test_lists_show_no_whole_name(client, at_nine):
    in_force(at_nine)
    for username, page in [("epi", "measures:list"), ("epi", "cases:list"), ("grid", "measures:in_my_area")]:
        as_(client, at_nine, username)
        assert "试验配偶" not in client.get(reverse(page) + "?state=active").content.decode()


@pytest.mark.invariant("INV-18")
def test_reading_a_measure_is_recorded(client, at_nine):
    measure = in_force(at_nine)
    as_(client, at_nine, "approver").get(reverse("measures:measure", args=[measure.id]))
    event = AuditEvent.objects.get(action="measures.saw_measure")
    assert (event.role, event.on_id, event.purpose) == ("health_approver", str(measure.id), "decide_measure")


@pytest.mark.invariant("INV-08")
def test_the_word_notice_says_in_both_languages_until_when_why_and_how_to_object(client, at_nine):
    measure = in_force(at_nine)
    as_(client, at_nine, "grid")
    answer = client.get(reverse("measures:notice_word", args=[measure.id]))
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    for needed in (
        "24 Mar 2020, 00:00",
        "2020年3月24日",
        "第三十九条",
        "article 39",
        measure.rule_id,
        "卫生健康委",
        "24 hours",
    ):
        assert needed in text, needed
    assert measure.explain_zh in text and measure.explain_en in text
    assert "{{" not in text and "{%" not in text


def test_there_is_no_release_paper_before_the_end_and_one_from_its_minute_on(client, at_nine, settings):
    measure = in_force(at_nine)
    as_(client, at_nine, "grid")
    page = reverse("measures:release_notice", args=[measure.id])
    assert client.get(page).status_code == 404
    settings.CLOCK_OFFSET += measure.ends_at - at_nine.at
    as_(client, at_nine, "grid")  # no sign-in lasts that long
    assert client.get(page).status_code == 200


def test_nobody_proposes_for_somebody_of_whom_nothing_is_recorded(client, at_nine):
    from tests.household import investigator

    from fangxian.core.people.services import know_people

    person = know_people(
        [replace(SPOUSE, name="试验路人")], programme=at_nine.programme, by=investigator(at_nine), at=at_nine.at
    )[0]
    as_(client, at_nine, "epi")
    page = client.get(reverse("home_isolation:propose", args=[person.id]))
    assert page.status_code == 409


def test_a_list_of_measures_costs_few_queries(client, at_nine, django_assert_max_num_queries):
    in_force(at_nine)
    as_(client, at_nine, "epi")
    client.get(reverse("measures:list"))
    with django_assert_max_num_queries(30):
        client.get(reverse("measures:list") + "?state=active")
