"""The file of another area is read for a reason, with a second person of another body, for hours (INV-03, INV-16)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.access import two_counties
from tests.work import later

from fangxian.core import clock
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused
from fangxian.files import queries, rules, services
from fangxian.files.models import AccessAlarm, BreakGlass
from fangxian.portal.queries import looks_at


@pytest.fixture
def counties(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return two_counties(city)


def reads(counties, username="wuxing_epi", *, at=None) -> bool:
    by = counties.actor(username)
    return queries.contents_of(counties.there.id, by=by, at=at or counties.city.at) is not None


def refusal_of(act) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.problem.code


@pytest.mark.invariant("INV-03", "INV-16")
def test_nothing_is_read_before_a_second_person_agrees(counties):
    glass = counties.ask()
    assert rules.state_at(glass.times, counties.city.at) == "waiting"
    assert not reads(counties)
    counties.grant(glass)
    assert reads(counties)


@pytest.mark.invariant("INV-03")
def test_nobody_answers_her_own_request_nor_that_of_her_own_body(counties):
    city = counties.city
    city.post("wuxing_epi2", city.posts["wuxing_epi"].role, "330502", "吴兴区疾控中心")
    glass = counties.ask()
    assert refusal_of(lambda: counties.grant(glass, "wuxing_epi")) == "staff.same_person"
    assert refusal_of(lambda: counties.grant(glass, "wuxing_epi2")) == "staff.same_body"
    assert refusal_of(lambda: counties.grant(glass, "duty2")) == "actors.no_power"


@pytest.mark.invariant("INV-03")
def test_no_statement_in_the_database_makes_her_her_own_second_person(counties):
    glass = counties.ask()
    rows = BreakGlass.objects.filter(id=glass.id)
    with pytest.raises(IntegrityError, match="nobody_grants_her_own_glass"), transaction.atomic():
        rows.update(is_granted=True, decided_at=counties.city.at, decided_by=glass.requested_by_id,
                    ends_at=later(counties.city, hours=2))  # fmt: skip


@pytest.mark.invariant("INV-16")
def test_a_grant_ends_by_itself_after_two_hours(counties):
    counties.grant(counties.ask())
    assert reads(counties, at=later(counties.city, minutes=119))
    assert not reads(counties, at=later(counties.city, minutes=120))


def test_a_grant_is_one_persons_and_one_posts(counties):
    counties.grant(counties.ask())
    assert reads(counties) and not reads(counties, "wuxing_duty")


def test_a_refusal_needs_words_and_opens_nothing(counties):
    glass = counties.ask()
    short = lambda: services.decide_glass(  # noqa: E731
        glass=glass, is_granted=False, words="不", by=counties.actor("approver"), at=counties.city.at
    )
    assert refusal_of(short) == "files.no_words"
    counties.grant(glass, grants=False)
    assert not reads(counties)
    assert refusal_of(lambda: counties.grant(glass)) == "files.answered"


@pytest.mark.invariant("INV-16")
def test_whether_anybody_is_known_is_told_to_the_second_person_only(counties, client):
    known, unknown = counties.ask(), counties.ask(sought="110105188912310024")
    assert refusal_of(lambda: counties.grant(unknown)) == "files.nobody"
    pages = {}
    for glass in (known, unknown):
        client.force_login(counties.city.posts["wuxing_epi"].user)
        page = client.get(reverse("files:glass", args=[glass.id])).content.decode()
        pages[glass.id] = page[page.index("<dl") : page.index("</dl>")]
        assert "试*" not in page
    assert pages[known.id] == pages[unknown.id]


def test_the_second_person_sees_what_was_asked_and_why(counties, client):
    glass = counties.ask()
    client.force_login(counties.city.posts["approver"].user)
    page = client.get(reverse("files:glass", args=[glass.id])).content.decode()
    for needed in (glass.words, glass.sought, counties.task.number, "德清县"):
        assert needed in page
    answer = client.post(reverse("files:answer", args=[glass.id]), {"decision": "grant", "words": ""})
    assert answer.status_code == 302
    assert reads(counties, at=later(counties.city, minutes=1))


def test_a_person_of_her_own_area_needs_no_glass(counties):
    assert refusal_of(lambda: counties.ask(sought_by="phone", sought=counties.here.phone)) == "files.own_area"


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"words": "需要"}, "files.no_words"),
        ({"reason": "curiosity"}, "files.no_reason"),
        ({"purpose": "audit"}, "files.no_reason"),
        ({"is_urgent": True}, "files.not_urgent"),
        ({"sought": "试验7"}, "files.unreadable_key"),
        ({"work": None}, "files.no_work"),
    ],
)
def test_a_request_needs_work_a_reason_and_words(counties, changed, code):
    assert refusal_of(lambda: counties.ask(**changed)) == code
    assert not BreakGlass.objects.exists()


def test_the_file_is_shown_to_read_only_and_every_reading_is_audited(counties, client):
    glass = counties.grant(counties.ask())
    client.force_login(counties.city.posts["wuxing_epi"].user)
    page = client.get(reverse("files:file", args=[counties.there.id]))
    assert page.status_code == 200
    assert not page.context["may_issue_code"] and not page.context["may_name_care_team"]
    event = AuditEvent.objects.get(action="people.saw_file_elsewhere")
    assert (event.on_id, event.purpose, event.area_code) == (str(glass.id), "follow_up", glass.subject_area_code)
    assert client.get(reverse("tasks:care_file", args=[counties.file_there.id])).status_code == 404


def test_she_sees_among_those_who_looked_that_her_file_was_read_from_elsewhere(counties, client):
    counties.grant(counties.ask())
    client.force_login(counties.city.posts["wuxing_epi"].user)
    client.get(reverse("files:file", args=[counties.there.id]))
    seen = [look for look in looks_at(counties.there) if look.event.action == "people.saw_file_elsewhere"]
    assert [(look.unit, look.kind) for look in seen] == [("吴兴区疾控中心 · 吴兴区疾控中心 330502", "across")]


@pytest.mark.invariant("INV-16")
def test_both_areas_are_told(counties):
    counties.grant(counties.ask())
    told = set(Message.objects.filter(kind="files.across").values_list("to", flat=True))
    phones = {name: counties.city.posts[name].user.phone for name in ("wuxing_duty", "deqing_epi", "deqing_duty")}
    assert {Message(to=to).to for to in told} >= set(phones.values())
    assert counties.there.name not in "".join(Message.objects.values_list("text_zh", flat=True))


@pytest.mark.invariant("INV-03", "INV-16")
def test_danger_to_life_opens_at_once_and_closes_unless_somebody_confirms(counties):
    glass = counties.ask(reason="life_danger", is_urgent=True)
    assert rules.state_at(glass.times, counties.city.at) == "unconfirmed" and reads(counties)
    assert not reads(counties, at=later(counties.city, minutes=60))
    assert services.alarm_unseconded(at=later(counties.city, minutes=59)) == 0
    assert services.alarm_unseconded(at=later(counties.city, minutes=60)) == 1
    assert services.alarm_unseconded(at=later(counties.city, minutes=61)) == 0
    assert AccessAlarm.objects.get().kind == "unseconded"
    assert Message.objects.filter(kind="files.alarm").count() == 1


def test_a_confirmed_urgent_reading_keeps_its_first_end(counties):
    glass = counties.ask(reason="life_danger", is_urgent=True)
    counties.grant(glass, at=later(counties.city, minutes=30))
    assert reads(counties, at=later(counties.city, minutes=119))
    assert not reads(counties, at=later(counties.city, minutes=120))
    assert services.alarm_unseconded(at=later(counties.city, hours=3)) == 0


def test_a_refusal_closes_what_began_at_once(counties):
    glass = counties.ask(reason="life_danger", is_urgent=True)
    counties.grant(glass, grants=False, at=later(counties.city, minutes=5))
    assert not reads(counties, at=later(counties.city, minutes=5))


def test_what_is_given_back_is_closed(counties, client):
    glass = counties.grant(counties.ask())
    client.force_login(counties.city.posts["wuxing_epi"].user)
    assert client.post(reverse("files:return_glass", args=[glass.id])).status_code == 302
    assert not reads(counties, at=later(counties.city, seconds=5))


def test_an_unanswered_request_lapses_after_a_day(counties):
    glass = counties.ask()
    assert rules.state_at(glass.times, later(counties.city, hours=24)) == "lapsed"
    assert refusal_of(lambda: counties.grant(glass, at=later(counties.city, hours=24))) == "files.answered"


def test_the_auditor_reviews_it_once_it_is_over(counties, client, settings):
    glass = counties.grant(counties.ask())
    client.force_login(counties.city.posts["wuxing_epi"].user)
    client.get(reverse("files:file", args=[counties.there.id]))
    review = {"outcome": "justified", "words": "与本区病例的调查一致。"}
    client.force_login(counties.city.posts["auditor"].user)
    page = reverse("files:review", args=[glass.id])
    assert client.post(page, review).status_code == 422
    settings.CLOCK_OFFSET += later(counties.city, hours=3) - counties.city.at
    client.force_login(counties.city.posts["auditor"].user)  # three hours without a click end a session
    shown = client.get(reverse("files:watch")).content.decode()
    assert glass.number in shown and counties.there.name not in shown
    assert len(client.get(page).context["readings"]) == 1
    assert client.post(page, review).status_code == 302
    glass.refresh_from_db()
    assert glass.outcome == "justified"
    assert client.get(reverse("files:watch")).context["page"].paginator.count == 0


PAGES = ["files:across", "files:ask", "files:watch", "files:trace"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("username", ["grid", "next", "checkpoint", "supervisor", "commander", "admin"])
def test_others_have_none_of_these_pages(counties, client, page, username):
    client.force_login(counties.city.posts[username].user)
    assert client.get(reverse(page)).status_code == 403


def test_a_request_between_others_is_not_seen_from_a_third_county(counties, client):
    counties.city.post("anji_epi", counties.city.posts["epi"].role, "330523", "安吉县疾控中心")
    glass = counties.ask()
    client.force_login(counties.city.posts["anji_epi"].user)
    assert client.get(reverse("files:glass", args=[glass.id])).status_code == 404
    assert client.post(reverse("files:answer", args=[glass.id]), {"decision": "grant"}).status_code in (403, 404)
