"""The chain of a case: drawn and as a table, one audit event a reading, and what the cases of an area say together."""

import json
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from tests.chained import cases, linked
from tests.household import LABORATORY, OTHER_PATIENT, a_case, a_contact, investigator

from fangxian.cases.models import CaseLink
from fangxian.cases.queries.chains import curve_of, forecast_of, intervals_of, serial_of, standing_of
from fangxian.cases.services import Link, link_cases, rule_out, say_origin
from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent

NEXT = "33052110000101"


@pytest.fixture
def city(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return city


def opened(client, city, case, name="epi"):
    client.force_login(city.posts[name].user)
    client.cookies["language"] = client.cookies["django_language"] = "en"
    return client.get(reverse("cases:chain", args=[case.id]), headers={"accept-language": "en"})


def drawn(page):
    found = re.search(r'<script id="chain-data" type="application/json">(.*?)</script>', page.content.decode(), re.S)
    return json.loads(found[1])


def test_the_page_shows_generations_and_one_reading_is_one_event(city, client):
    a, b, c, _ = cases(city, 4)
    linked(city, (a, b), (b, c))
    page = opened(client, city, b)
    assert page.status_code == 200
    assert [(node["label"], node["generation"]) for node in drawn(page)["nodes"]] == [
        ("Case 1", 0), ("Case 2", 1), ("Case 3", 2),
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="cases.saw_chain")
    assert (event.on_id, event.count) == (str(b.id), 3) and event.digest


def test_no_name_and_no_sample_is_on_the_page(city, client):
    a, b = cases(city, 2)
    linked(city, (a, b))
    text = opened(client, city, a).content.decode()
    assert "试验病例" not in text and "S-0" not in text and "13800139" not in text


def test_circles_self_links_and_strangers_are_shown_with_their_flags(city, client):
    a, b = cases(city, 2)
    linked(city, (a, b), (b, a), (a, a))
    stranger = Link(None, b, source="imported", infector_named="P-7 某某")
    link_cases(links=[stranger], programme=city.programme, by=investigator(city), at=city.at)
    text = opened(client, city, a).content.decode()
    for words in ("Part of a circle", "Linked to itself", "One end is on no record here", "More than one infector"):
        assert words in text
    assert "某某" not in text and len(drawn(opened(client, city, a))["links"]) == 4


def test_a_case_beyond_the_readers_area_is_an_end_and_nothing_more(city, client):
    (own,), (other,) = cases(city, 1), cases(city, 1, area_code=NEXT, first=1)
    linked(city, (other, own))
    by = replace(investigator(city), area_code="330502")
    standing = standing_of(by)
    assert set(standing.cases) == {str(own.id)} and standing.chains.strangers == {str(other.id)}
    assert standing_of(replace(by, area_code="330523")).links == {}


def test_whoever_does_not_investigate_opens_no_chain_and_a_ruled_out_case_has_none(city, client):
    a, b = cases(city, 2)
    linked(city, (a, b))
    assert opened(client, city, a, name="grid").status_code == 403
    rule_out(case=a, reason="实验室复核为阴性，排除病例", by=investigator(city), at=city.at)
    assert opened(client, city, a).status_code == 409
    assert not AuditEvent.objects.filter(action="cases.saw_chain").exists()


def test_a_link_is_added_taken_back_and_the_origin_said_on_the_screen(city, client):
    a, b = cases(city, 2)
    opened(client, city, a)
    url = reverse("cases:link", args=[b.id])
    given = {"way": "from", "serial": a.serial, "source": "interview", "certainty": "high"}
    assert client.post(url, given | {"serial": 99}).status_code == 422
    assert client.post(url, given).status_code == 302
    link = CaseLink.objects.get()
    assert (link.infector_id, link.infectee_id) == (a.id, b.id)
    client.post(reverse("cases:withdraw_link", args=[a.id, link.id]), {"reason": "两人并未见面，时间不符"})
    client.post(reverse("cases:origin", args=[a.id]), {"origin": "imported"})
    link.refresh_from_db()
    a.refresh_from_db()
    assert link.withdrawn_at and a.origin == "imported"


def test_a_contact_who_became_a_case_is_suggested_and_linked_only_when_taken_over(city, client):
    (a,) = cases(city, 1)
    exposure = a_contact(city, a, claim=OTHER_PATIENT)
    b = a_case(city, claim=OTHER_PATIENT, laboratory=replace(LABORATORY, sample_number="S-x"))
    page = opened(client, city, b)
    assert str(exposure.id) in page.content.decode() and not CaseLink.objects.exists()
    client.post(reverse("cases:take_over_link", args=[b.id]), {"exposure": str(exposure.id)})
    link = CaseLink.objects.get()
    assert (link.infector_id, link.infectee_id, link.source) == (a.id, b.id, "contacts")
    assert str(exposure.id) not in opened(client, city, b).content.decode()


def test_intervals_count_a_pair_once_and_nobody_who_was_ruled_out(city):
    a, b, c = cases(city, 3)
    linked(city, (a, b), (b, c))
    linked(city, (a, b), source="imported")
    rule_out(case=c, reason="实验室复核为阴性，排除病例", by=investigator(city), at=city.at)
    standing = standing_of(investigator(city))
    assert intervals_of(standing) == [1] and serial_of(standing) is None


def test_the_curve_tells_brought_along_from_caught_here(city):
    a, b, _ = cases(city, 3)
    linked(city, (a, b))
    say_origin(case=a, origin="imported", by=investigator(city), at=city.at)
    curve = curve_of(standing_of(investigator(city)), programme=city.programme, at=city.at)
    assert [tuple(day.counts.values()) for day in curve.days[:3]] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_the_page_of_figures_says_what_is_missing(city, client):
    client.force_login(city.posts["epi"].user)
    page = client.get(reverse("cases:investigation"), headers={"accept-language": "en"}).content.decode()
    for words in ("No links yet", "Too few pairs", "No onset is known", "No forecast yet"):
        assert words in page


def test_the_page_of_figures_holds_clusters_interval_and_curve(city, client):
    chain = cases(city, 12)
    linked(city, *pairwise(chain))
    client.force_login(city.posts["epi"].user)
    page = client.get(reverse("cases:investigation"), headers={"accept-language": "en"}).content.decode()
    assert "11 pairs with two known onsets" in page and "onset-data" in page and "Case 1<" in page
    assert AuditEvent.objects.filter(action="cases.saw_investigation", count=12).exists()


def test_a_forecast_needs_three_weeks_of_record(city):
    by = investigator(city)
    (a,) = cases(city, 1)
    a_contact(city, a)
    begins = datetime.combine(city.programme.starts_on, time(12), city.programme.zone)
    assert forecast_of(by, programme=city.programme, at=begins + timedelta(days=20)) is None
    later = forecast_of(by, programme=city.programme, at=city.at + timedelta(days=40))
    assert later is not None and later.past.trial_count >= 7 and later.contacts == 0
