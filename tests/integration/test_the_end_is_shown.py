"""The terms, the reports and the end of a programme on the screen; the certificate for everybody."""

import pytest
from django.urls import reverse
from tests import posts, stand_down

from fangxian.core.audit.models import AuditEvent
from fangxian.erasure import services
from fangxian.erasure.models import Hold, RetentionReport, StandDown

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen_by(client, city, monkeypatch):
    """The browser of somebody of the city, at the city's moment."""
    monkeypatch.setattr("fangxian.core.clock.now", lambda: city.at)

    def sign_in(name):
        client.force_login(city.posts[name].user)
        client.cookies["language"] = "en"
        return client

    return sign_in


def url(name, *args):
    return reverse(f"erasure:{name}", args=args)


@pytest.mark.parametrize(("name", "status"), [("auditor", 200), ("admin", 200), ("grid", 403), ("next", 403)])
def test_the_terms_are_for_who_answers_for_them(seen_by, name, status):
    for page in ("terms", "plan"):
        assert seen_by(name).get(url(page)).status_code == status


def test_a_report_is_shown_table_by_table(seen_by, city):
    services.forget(at=city.at)
    report = RetentionReport.objects.exclude(programme=None).get()
    page = seen_by("auditor").get(url("report", report.id)).text
    assert "intake_fact" in page and "Registered passages" in page


def test_the_commander_ends_the_programme_by_typing_its_name(seen_by, city):
    order = posts.order(city, "stand_down")
    commander = seen_by("commander")
    assert "End the programme" in commander.get(url("plan")).text
    assert commander.post(url("declare"), {"order": order.id, "typed": "别的"}).status_code == 409
    assert not StandDown.objects.exists()
    commander.post(url("declare"), {"order": order.id, "typed": city.programme.name})
    assert StandDown.objects.get().begins_at == city.at


@pytest.mark.invariant("INV-24")
def test_who_asks_to_undo_a_stand_down_is_refused_and_written_down(seen_by, city):
    stand_down.end(city)
    page = seen_by("commander").post(url("undo"))
    assert page.status_code == 409 and "never undone" in page.text
    refused = AuditEvent.objects.filter(detail__code="erasure.not_undone")
    assert refused.get().user_id == city.posts["commander"].user_id


def test_a_hold_is_proposed_by_one_and_approved_by_another(seen_by, city):
    measure = stand_down.fill(city)
    asked = {
        "case_number": "（2020）初1号", "authority": "法院", "scope": "measure", "record": measure.number,
        "reason": "诉讼", "expires_at": "2020-06-01T08:00",
    }  # fmt: skip
    assert seen_by("commander").post(url("new_hold"), asked | {"record": "999999"}).status_code == 422
    seen_by("commander").post(url("new_hold"), asked)
    seen_by("signatory2").post(url("act", Hold.objects.get().id, "approve"))
    assert Hold.objects.get().approved_at == city.at


def test_the_certificate_is_for_everybody_and_says_that_nothing_is_held(client, city):
    client.cookies["language"] = "en"
    assert "No programme has been erased yet" in client.get(url("certificates")).text
    stand_down.end(city)
    stand_down.erase(city)
    page = client.get(url("certificate", city.programme.id)).text
    assert "nothing is held of you" in page and "people_person" in page and "Notary" in page
    assert client.get(url("certificate_file", city.programme.id, "json")).json()["restore_test"]["failed"]
    assert client.get(url("certificate_file", city.programme.id, "docx")).content[:2] == b"PK"
