"""Attacks on what people send: who sent it, at which hour, and what few people said (F31)."""

import ast
from pathlib import Path

import pytest

from fangxian.core.audit.models import AuditEvent
from fangxian.feedback import rules, services
from fangxian.feedback.models import Feedback, FeedbackDigest
from tests.integration.test_what_people_send_is_counted_by_topic import digest, send, sent_about

SOURCE = Path(__file__).parents[2] / "src" / "fangxian"


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db
def test_nothing_of_a_message_tells_who_sent_it_or_at_which_hour(city):
    sent_about(city, "masks", 1)
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "programme", "sent_on", "text", "topic"}
    assert Feedback.objects.get().id.version == 4  # a time-ordered id would tell the millisecond
    assert not AuditEvent.objects.filter(action__startswith="feedback.").exists()


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db
def test_names_numbers_and_ways_to_reach_somebody_are_not_kept(city):
    send(city, "我叫李小明，菜太贵，打１３９１２３４５６７８或微信号lxm_2020找我")
    kept = Feedback.objects.get().text
    assert "菜太贵" in kept and not any(part in kept for part in ("李小明", "139", "lxm"))


@pytest.mark.invariant("INV-19")
@pytest.mark.django_db
def test_four_messages_are_told_of_nowhere(city):
    sent_about(city, "masks", 7)
    sent_about(city, "school", 4)
    sent_about(city, "masks", 4, days_ago=7)
    made = digest(city)
    (topic,) = rules.from_json(made.topics)
    assert (topic.code, topic.count, topic.before) == ("masks", 7, None)
    assert "school" not in str(made.topics) and rules.shown_count(4) is None
    event = AuditEvent.objects.get(action="feedback.digest_made")
    assert event.detail == {"day": str(made.day), "topics": 1}


@pytest.mark.invariant("INV-16")
def test_no_page_shows_a_message_to_anybody():
    """Only the services of this app read the words, to put them to a topic."""
    readers = set()
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        tree = ast.parse(text) if "eedback" in text else ast.Module([], [])
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                 and node.module in ("fangxian.feedback.models", "models") for alias in node.names}  # fmt: skip
        if "Feedback" in names:
            readers.add(path.relative_to(SOURCE).as_posix())
    assert readers == {"feedback/queries.py", "feedback/services.py", "briefing/boards/feedback/queries.py"}
    board = (SOURCE / "briefing/boards/feedback/queries.py").read_text("utf-8")
    assert '"text"' not in board and ".text" not in board


@pytest.mark.invariant("INV-05")
@pytest.mark.django_db
def test_only_the_form_of_residents_brings_messages_in(city):
    callers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "from fangxian.feedback import services" in path.read_text("utf-8")
    }
    assert callers == {"portal/views/voicing.py", "reactions/table.py"}
    assert services.make_digests(at=city.at) == 1 and FeedbackDigest.objects.get().message_count is None
