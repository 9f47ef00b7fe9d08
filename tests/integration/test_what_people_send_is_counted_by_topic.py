"""What people send is put to topics at night; the digest tells those with five messages, and how they changed (F31)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.integration.test_the_boards_of_the_field_count_what_happened import counts

from fangxian.engine.rules.packs import read_pack
from fangxian.erasure import services as erasure
from fangxian.feedback import rules, services
from fangxian.feedback.models import Feedback, FeedbackDigest

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ROWS = read_pack("cn.requests.seeds").rule("topics").params["topics"]
EXAMPLES = {row["code"]: row["examples"] for row in ROWS}


def send(city, *texts: str, days_ago: int = 0) -> None:
    for text in texts:
        services.send(text=text, programme=city.programme, at=city.at - days_ago * DAY)


def sent_about(city, topic: str, count: int, *, days_ago: int = 0) -> None:
    send(city, *EXAMPLES[topic][:count], days_ago=days_ago)


def digest(city) -> FeedbackDigest:
    """Made in the night after the city's day."""
    services.make_digests(at=city.at + DAY)
    return FeedbackDigest.objects.latest("day")


def test_a_topic_is_told_with_its_change_against_the_week_before(city):
    sent_about(city, "masks", 8)
    sent_about(city, "masks", 5, days_ago=7)
    sent_about(city, "school", 6, days_ago=2)
    made = digest(city)
    found = {topic.code: (topic.count, topic.before, topic.trend) for topic in rules.from_json(made.topics)}
    assert found == {"masks": (8, 5, "more"), "school": (6, None, "new")} and made.message_count == 14
    assert counts(city, "feedback_sent", "feedback_topics") == (8, None)
    services.make_digests(at=city.at)
    assert counts(city, "feedback_topics") == (2,)


def test_what_resembles_nothing_has_no_topic(city):
    send(city, *[f"xyz {letter}" for letter in "abcdef"])
    made = digest(city)
    assert (made.topics, made.message_count) == ([], 6)
    assert set(Feedback.objects.values_list("topic", flat=True)) == {""}


def test_a_digest_is_made_once_a_day_and_of_nothing_without_learning(city):
    assert services.make_digests(at=city.at + DAY) == 1 and services.make_digests(at=city.at + DAY) == 0
    assert (FeedbackDigest.objects.get().topics, FeedbackDigest.objects.get().message_count) == ([], None)


def test_a_message_is_forgotten_after_thirty_days_and_the_digest_stays(city):
    sent_about(city, "masks", 5)
    digest(city)
    erasure.forget(at=city.at + 32 * DAY)
    assert not Feedback.objects.exists() and FeedbackDigest.objects.count() == 1


def test_somebody_sends_without_an_account_and_reads_what_was_left_out(city, client):
    page = client.get(reverse("portal:voice"))
    given = {"mark": page.context["form"].initial["mark"], "text": "张小虎老师的网课很好，电话13912345678"}
    for _ in range(2):
        assert client.post(reverse("portal:voice"), given)["Location"] == reverse("portal:voice_sent")
    assert Feedback.objects.get().text == "…老师的网课很好，电话…"
    said = client.get(reverse("portal:voice_sent")).content.decode()
    assert "网课" not in said and ("姓名" in said or "name" in said)
    refused = client.post(reverse("portal:voice"), {"mark": "b", "text": "13912345678"})
    assert refused.status_code == 422 and Feedback.objects.count() == 1


def test_the_command_reads_the_digest_and_others_do_not(city, client, settings):
    sent_about(city, "masks", 6)
    sent_about(city, "thanks", 4)
    digest(city)
    settings.CLOCK_OFFSET = city.at + DAY - datetime.now(UTC)
    client.force_login(city.posts["commander"].user)
    page = client.get(reverse("feedback:digest")).content.decode()
    assert (
        ("口罩等防护用品" in page or "Masks" in page) and "感谢和表扬" not in page and EXAMPLES["masks"][0] not in page
    )
    client.force_login(city.posts["checkpoint"].user)
    assert client.get(reverse("feedback:digest")).status_code == 403
