"""Attack: a grid worker looks for her neighbour, by every door there is."""

import pytest
from django.urls import reverse

from fangxian.core import clock
from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.audit.models import AuditEvent
from tests.access import DEQING_DOCUMENT, two_counties
from tests.city import OTHER_GRID
from tests.household import SPOUSE, in_force


@pytest.fixture
def counties(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return two_counties(city)


def refused_rows(counties, username: str) -> list[tuple[str, str]]:
    """What the audit holds of a person's refused attempts: the page and the code."""
    user_id = counties.city.posts[username].user_id
    rows = AuditEvent.objects.filter(action__in=("audit.refused", "audit.not_found"), user_id=user_id).order_by("id")
    return [(row.detail.get("attempt", ""), row.detail.get("code", "")) for row in rows]


@pytest.mark.invariant("INV-16")
def test_a_grid_worker_who_looks_a_neighbour_up_is_refused_and_it_is_on_record(counties, client):
    client.force_login(counties.city.posts["grid"].user)
    wanted = {
        "sought_by": "document",
        "sought": DEQING_DOCUMENT,
        "serves_kind": "task",
        "serves_number": counties.task.number,
    }
    answer = client.post(reverse("files:look_up"), wanted)
    assert answer.status_code == 403 and DEQING_DOCUMENT not in answer.content.decode()
    assert refused_rows(counties, "grid") == [("files:look_up", "actors.no_power")]


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize(
    "page", ["files:followed_up", "files:look_up", "files:ask", "files:across", "cases:list", "measures:list"]
)
def test_a_grid_worker_has_no_list_and_no_search_of_people(counties, client, page):
    client.force_login(counties.city.posts["grid"].user)
    assert client.get(reverse(page)).status_code == 403
    assert refused_rows(counties, "grid") == [(page, "actors.no_power")]


@pytest.mark.invariant("INV-16")
def test_a_file_in_her_own_grid_is_not_hers_to_open_either(counties, client):
    client.force_login(counties.city.posts["grid"].user)
    answer = client.get(reverse("files:file", args=[counties.here.id]))
    assert answer.status_code == 403 and counties.here.name not in answer.content.decode()
    event = AuditEvent.objects.get(action="audit.refused")
    assert event.subject_ref is not None and event.detail["attempt"] == "files:file"


@pytest.mark.invariant("INV-16")
def test_the_neighbour_of_the_next_grid_is_not_found_by_guessing_an_address(counties, client):
    measure = in_force(counties.city)
    type(measure).objects.filter(id=measure.id).update(area_code=OTHER_GRID)
    client.force_login(counties.city.posts["grid"].user)
    answer = client.get(reverse("measures:attend", args=[measure.id]))
    assert answer.status_code == 404 and SPOUSE.name not in answer.content.decode()
    assert refused_rows(counties, "grid") == [("measures:attend", "audit.not_found")]


@pytest.mark.invariant("INV-16")
def test_no_role_may_search_for_people_but_by_an_exact_number_for_work(counties, client):
    may = {role for role in Role if "people.look_up" in POWERS[role]}
    assert may == {Role.DUTY_OFFICER, Role.EPIDEMIOLOGIST, Role.HEALTH_APPROVER}
    client.force_login(counties.city.posts["epi"].user)
    with_name = client.get(reverse("files:followed_up") + "?name=试验&q=试验&search=试验")
    without = client.get(reverse("files:followed_up"))
    assert list(with_name.context["page"]) == list(without.context["page"])


@pytest.mark.invariant("INV-03", "INV-16")
def test_a_file_elsewhere_stays_shut_to_who_answers_her_own_request(counties, client):
    glass = counties.ask()
    client.force_login(counties.city.posts["wuxing_epi"].user)
    assert client.post(reverse("files:answer", args=[glass.id]), {"decision": "grant"}).status_code == 403
    assert client.get(reverse("files:file", args=[counties.there.id])).status_code == 404
    assert refused_rows(counties, "wuxing_epi") == [
        ("files:answer", "staff.same_person"),
        ("files:file", "audit.not_found"),
    ]
