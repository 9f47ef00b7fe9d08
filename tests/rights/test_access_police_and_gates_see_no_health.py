"""Attack: the police or a gate use the system to learn who is ill, who is isolated, and who knows whom."""

import pytest
from django.urls import reverse

from fangxian.core import clock
from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.audit.models import AuditEvent
from tests.help import ADDRESS, help_asked, liaisons
from tests.household import SPOUSE, in_force
from tests.posts import shift
from tests.rights.doors import doors
from tests.work import one_task

HEALTH = ("密切接触", "居家隔离", "确诊", "HOME_OBS", "核酸")
OPEN_TO_ALL_STAFF = {"reactions:banner", "staff:own_account", "staff:choose_post"}  # about oneself and the machinery


@pytest.fixture
def at_nine(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    return liaisons(city)


# To check, to log what was disinfected, to know who can be called and what one's own unit does today.
AT_A_POST = {"intake.check", "places.disinfect", "readiness.see", "readiness.unit", "supervision.answer"}


@pytest.mark.invariant("INV-05")
def test_a_liaison_has_one_power_and_a_post_has_those_that_speak_of_nobody():
    assert POWERS[Role.POLICE_LIAISON] == {"assistance.answer"}
    assert POWERS[Role.CHECKPOINT_OFFICER] == AT_A_POST


@pytest.mark.invariant("INV-05", "INV-16")
@pytest.mark.parametrize(
    "username, own",
    [("liaison", {"assistance.answer"}), pytest.param("checkpoint", AT_A_POST, marks=pytest.mark.thorough)],
)
def test_every_other_door_of_the_staff_is_shut_and_each_try_is_on_record(at_nine, client, username, own):
    client.force_login(at_nine.posts[username].user)
    tried = [door for door in doors() if door.power and door.power not in own]
    assert len(tried) > 60
    opened = [door.name for door in tried if client.get(door.address).status_code not in (403, 405)]
    assert opened == []
    recorded = set(AuditEvent.objects.filter(action="audit.refused").values_list("detail__attempt", flat=True))
    shut = {door.name for door in tried if client.get(door.address).status_code == 403}
    assert shut <= recorded


@pytest.mark.invariant("INV-05")
def test_what_a_liaison_sees_tells_of_nobodys_health_and_names_nobody(at_nine, client):
    measure, task = in_force(at_nine), one_task(at_nine)
    help_asked(at_nine, task=task)
    client.force_login(at_nine.posts["liaison"].user)
    page = client.get(reverse("assistance:desk"))
    main = page.content.decode().split("<main", 1)[1].split('aria-labelledby="law"')[0]
    assert ADDRESS in main
    for private in (*HEALTH, SPOUSE.name, task.person.name, task.person.phone, measure.number, measure.rule_id):
        assert private not in main
    assert AuditEvent.objects.filter(action="assistance.saw_request", role="police_liaison").exists()


@pytest.mark.invariant("INV-05")
def test_a_liaison_neither_decides_nor_serves_a_measure(at_nine, client):
    measure = in_force(at_nine)
    client.force_login(at_nine.posts["liaison"].user)
    for page in ("measures:decide", "measures:serve", "measures:end"):
        assert client.post(reverse(page, args=[measure.id]), {"how": "in_person"}).status_code == 403
    assert AuditEvent.objects.filter(action="audit.refused", role="police_liaison").count() == 3


@pytest.mark.invariant("INV-13", "INV-14")
def test_a_gate_sees_neither_a_name_nor_a_reason(at_nine, client):
    measure = in_force(at_nine)
    shift(at_nine)
    client.force_login(at_nine.posts["checkpoint"].user)
    for door in doors():
        if door.power in AT_A_POST:
            page = client.get(door.address).content.decode()
            for private in ("密切接触", "HOME_OBS", SPOUSE.name, SPOUSE.phone, SPOUSE.address, measure.number):
                assert private not in page, door.name
