"""What has to be told to somebody is queued with its cause, sent afterwards, and never silently lost."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.city import AT

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages import rules, services
from fangxian.core.messages.models import Message
from fangxian.core.problems.rules import Refused, said
from fangxian.core.screens.rules import add_labels

add_labels("messages.kind", {"tests.told": said("Told")})
PHONE = "+8613800138000"


class Broken:
    """A provider that is out of order."""

    name = "broken"

    def send(self, *, channel, to, text):
        raise ConnectionError(f"cannot reach {to}")


class Working(Broken):
    name = "working"
    taken: list = []

    def send(self, *, channel, to, text):
        self.taken.append((channel, to, text))


@pytest.fixture
def real_city(city, settings):
    """The city with a provider; a demonstration would never reach it."""
    city.programme.is_demonstration = False
    city.programme.save()
    settings.MESSAGE_SINKS = {"sms": f"{__name__}.Working"}
    Working.taken.clear()
    return city


def queue(city, **changes):
    row = {"kind": "tests.told", "channel": "sms", "to": PHONE, "text_zh": "您好", "text_en": "Hello"}
    by = system(city.programme.id, Purpose.KEEP_TIME)
    return services.send_on_commit(**{**row, **changes}, programme_id=city.programme.id, by=by, at=AT)


def test_a_message_is_sent_once(real_city):
    queue(real_city)
    assert services.deliver(at=AT) == 1 and services.deliver(at=AT) == 0
    assert Working.taken == [("sms", PHONE, "您好")]


def test_a_message_is_sent_in_the_language_of_its_reader(real_city):
    queue(real_city, language="en")
    services.deliver(at=AT)
    assert Working.taken[0][2] == "Hello"


def test_the_same_cause_is_told_once(real_city):
    one, other = (queue(real_city, once_key="measure 1 begun") for _ in range(2))
    assert one.id == other.id and Message.objects.count() == 1
    assert AuditEvent.objects.filter(action="messages.queued").count() == 1


def test_a_demonstration_reaches_no_provider(city, settings):
    settings.MESSAGE_SINKS = {"sms": f"{__name__}.Broken"}
    queue(city)
    services.deliver(at=AT)
    message = Message.objects.get()
    assert (message.sink, message.state, message.is_shown_here) == ("local", rules.SHOWN, True)


def test_a_failed_message_is_tried_again_and_given_up_in_sight(real_city, settings):
    settings.MESSAGE_SINKS = {"sms": f"{__name__}.Broken"}
    queue(real_city)
    services.deliver(at=AT)
    assert services.deliver(at=AT + timedelta(seconds=59)) == 0
    assert Message.objects.get().state == rules.RETRYING
    for hours in range(1, 12, 3):
        services.deliver(at=AT + timedelta(hours=hours))
    message = Message.objects.get()
    assert (message.state, message.attempts, message.error) == (rules.GIVEN_UP, 5, "ConnectionError")


@pytest.mark.usefixtures("city")
def test_number_and_text_are_not_readable_in_the_table(city):
    queue(city)
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", text_zh, text_en FROM outbox_message')
        stored = b"".join(bytes(column) for column in cursor.fetchone())
    assert b"138001" not in stored and b"Hello" not in stored


@pytest.mark.parametrize(
    ("change", "field"),
    [({"to": "13800138000"}, "to"), ({"channel": "pigeon"}, "channel"), ({"text_en": " "}, "text_en"),
     ({"text_zh": "长" * 501}, "text_zh"), ({"channel": "letter", "to": " "}, "to")],
)  # fmt: skip
def test_a_message_that_cannot_arrive_is_refused(city, change, field):
    with pytest.raises(Refused) as refused:
        queue(city, **change)
    assert refused.value.problem.field == field and not Message.objects.exists()


def test_a_kind_without_a_word_is_an_error_of_the_caller(city):
    with pytest.raises(LookupError):
        queue(city, kind="tests.nobody_knows")


@pytest.mark.parametrize(("to", "channel", "shown"), [
    (PHONE, "sms", "+86138****8000"), ("+4512345", "sms", "****"), ("月河街道试验路1号", "letter", "月河街…"),
])  # fmt: skip
def test_a_number_is_shown_masked(to, channel, shown):
    assert rules.masked(to, channel=channel) == shown


def page(client, city, username):
    client.force_login(city.posts[username].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    return client.get("/staff/messages/", headers={"accept-language": "en"})


def test_an_administrator_sees_what_would_be_sent_with_the_number_masked(client, city):
    queue(city)
    services.deliver(at=AT)
    text = page(client, city, "admin").content.decode()
    assert "Hello" in text and "+86138****8000" in text and PHONE not in text
    assert AuditEvent.objects.filter(action="messages.saw_outbox", count=1).exists()


def test_a_text_that_really_left_is_not_shown(client, real_city):
    queue(real_city)
    services.deliver(at=AT)
    assert "Hello" not in page(client, real_city, "admin").content.decode()


@pytest.mark.parametrize("username", ["grid", "next", "commander"])
def test_nobody_else_sees_the_outbox(client, city, username):
    assert page(client, city, username).status_code == 403
