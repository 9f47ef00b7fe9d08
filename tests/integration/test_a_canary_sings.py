"""A record that nobody has a reason to open alarms the auditor within five minutes, and no figure counts it."""

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.city import GRID
from tests.work import later, one_task

from fangxian.briefing.boards.followups.queries import completed, opened
from fangxian.briefing.rules import Scope
from fangxian.cli import canary as command
from fangxian.core import clock
from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.people.models import Canary, Person, PersonFile
from fangxian.core.people.services import Claim
from fangxian.files import services
from fangxian.files.models import AccessAlarm
from fangxian.files.queries import followed_up
from fangxian.reactions.table import EVERY


@pytest.fixture
def seeded(city, settings):
    settings.CLOCK_OFFSET = city.at - (clock.now() - settings.CLOCK_OFFSET)
    auditor = city.posts["auditor"].user
    auditor.phone = "+8616900010000"
    auditor.save(update_fields=["phone"])
    one_task(city)
    claims = [Claim(name=f"试验诱饵{n}", area_code=GRID, phone=f"+861690000200{n}") for n in range(3)]
    invented = [services.Invented(claim, opened_days_ago=20 + n, follow_up_days=14) for n, claim in enumerate(claims)]
    made = services.seed_canaries(
        invented, programme=city.programme, basis_rule="cn.screen.2020-02/stay@1.0.0",
        by=system(city.programme.id, Purpose.ADMINISTER), at=city.at,
    )  # fmt: skip
    assert made == Canary.objects.count() == 3
    return city


def a_canary() -> Person:
    return Person.objects.get(id=Canary.objects.order_by("id")[0].person_id)


@pytest.mark.invariant("INV-16", "INV-18")
def test_opening_a_watched_record_alarms_the_auditor_within_five_minutes(seeded, client):
    client.force_login(seeded.posts["epi"].user)
    assert client.get(reverse("files:file", args=[a_canary().id])).status_code == 200
    assert services.watch_canaries(at=later(seeded, seconds=30)) == 1
    alarm = AccessAlarm.objects.get()
    assert (alarm.kind, alarm.action, alarm.post_id) == ("canary", "people.saw_file", seeded.posts["epi"].id)
    assert (alarm.raised_at - alarm.happened_at).total_seconds() < 300
    assert [message.to for message in Message.objects.filter(kind="files.alarm")] == ["+8616900010000"]
    assert AuditEvent.objects.filter(action="files.alarmed", on_id=str(alarm.id)).exists()


def test_the_worker_looks_every_half_minute():
    assert (30, services.watch_canaries) in EVERY


def test_one_look_alarms_once_and_a_second_look_again(seeded, client):
    client.force_login(seeded.posts["epi"].user)
    page = reverse("files:file", args=[a_canary().id])
    client.get(page)
    assert [services.watch_canaries(at=later(seeded, seconds=n)) for n in (30, 60)] == [1, 0]
    client.get(page)
    assert services.watch_canaries(at=later(seeded, seconds=90)) == 1


def test_a_lookup_of_one_alarms_too(seeded):
    from fangxian.files.queries import work_open

    by = seeded.actor("duty", Purpose.FOLLOW_UP)
    work = work_open(by, at=seeded.at)[0]
    services.look_up(sought_by="phone", sought=a_canary().phone, work=work, by=by, at=seeded.at)
    assert services.watch_canaries(at=later(seeded, seconds=30)) == 1


def test_nobody_is_alarmed_while_nobody_looks(seeded):
    assert services.watch_canaries(at=later(seeded, seconds=30)) == 0


def test_they_lie_among_the_ended_files_and_in_no_figure(seeded):
    by = seeded.actor("epi", Purpose.FOLLOW_UP)
    ended = followed_up(by, at=seeded.at, ended=True)
    assert set(ended.values_list("person_id", flat=True)) == set(Canary.objects.values_list("person_id", flat=True))
    first, last = later(seeded, days=-60), later(seeded, days=60)
    scope = Scope(by=by, area_code="", start=first, end=last, first_on=first.date(), last_on=last.date())
    counted = {file.person_id for rows in (opened(scope), completed(scope)) for file in rows}
    assert counted == {PersonFile.objects.exclude(person_id__in=Canary.objects.values("person_id")).get().person_id}


def test_their_ids_are_as_old_as_their_files(seeded):
    for watched in Canary.objects.all():
        person = Person.objects.get(id=watched.person_id)
        made = person.id.int >> 80
        assert abs(made / 1000 - person.known_since.timestamp()) < 1
        assert person.file.id.int >> 80 == made


def test_somebody_who_is_known_is_never_made_one(seeded):
    real = PersonFile.objects.exclude(person_id__in=Canary.objects.values("person_id")).get().person
    invented = services.Invented(Claim(name=real.name, area_code=GRID, phone=real.phone), 20, 14)
    by = system(seeded.programme.id, Purpose.ADMINISTER)
    assert services.seed_canaries([invented], programme=seeded.programme, basis_rule="r", by=by, at=seeded.at) == 0


@pytest.mark.parametrize("username", ["admin", "epi", "auditor", "duty"])
def test_no_page_says_who_is_one(seeded, client, username):
    client.force_login(seeded.posts[username].user)
    for page in ("files:watch", "files:followed_up", "audit:list"):
        assert "诱饵" not in client.get(reverse(page) + "?state=ended").content.decode()


def test_the_command_says_how_many_and_never_who(seeded, monkeypatch):
    from contextlib import nullcontext

    monkeypatch.setattr(command, "ready", nullcontext)
    answer = CliRunner().invoke(command.canary, ["--count", "4"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.strip() == "已投放 / put in place: 4"
    assert Canary.objects.count() == 7


def test_the_auditor_says_what_an_alarm_came_to(seeded, client):
    client.force_login(seeded.posts["epi"].user)
    client.get(reverse("files:file", args=[a_canary().id]))
    services.watch_canaries(at=later(seeded, seconds=30))
    alarm = AccessAlarm.objects.get()
    client.force_login(seeded.posts["auditor"].user)
    page = reverse("files:alarm", args=[alarm.id])
    assert "epi" in client.get(page).content.decode()
    assert client.post(page, {"outcome": "not_justified", "words": "无工作理由，已约谈。"}).status_code == 302
    assert client.post(page, {"outcome": "justified", "words": "改口：有工作理由的。"}).status_code == 422
    alarm.refresh_from_db()
    assert alarm.outcome == "not_justified"
