"""A correction is free of penalty, and its outcome is told to the person by message (F50)."""

from datetime import timedelta

from tests.work import HOME_STAY, arrival, list_in_effect, react, record, verdict_on

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit.models import AuditEvent
from fangxian.core.messages.models import Message
from fangxian.core.people.models import Person
from fangxian.measures.models import Measure
from fangxian.screening.services import correct_stays, tell_corrected


def corrected(city, stays):
    """An arrival that matched is corrected by the CDC on the person's word; what was written to her."""
    list_in_effect(city)
    (fact,) = record(city, arrival())
    react(city)
    later = city.at + timedelta(hours=1)
    correct_stays(verdict=verdict_on(fact), arrives_on="2020-03-06", stays=stays, reason="本人来电更正",
                  by=city.actor("epi", Purpose.JUDGE_FACTS), at=later)  # fmt: skip
    react(city, at=later)
    for event in AuditEvent.objects.filter(action="screening.verdicts_reached").order_by("id"):
        for _ in range(2):
            tell_corrected(event, by=system(city.programme.id), at=later)
    return list(Message.objects.filter(kind="screening.corrected"))


def test_a_correction_after_which_nothing_follows_is_told_once(city):
    (message,) = corrected(city, [HOME_STAY])
    assert message.to == Person.objects.get().phone and "不受任何处罚" in message.text_zh
    assert "此事到此为止" in message.text_zh and "nothing more follows" in message.text_en


def test_what_is_told_names_no_place_and_no_reason_and_brings_no_measure(city):
    (message,) = corrected(city, [HOME_STAY])
    assert not any(word in message.text_zh for word in ("武汉", "杭州", "湖北", "试验", "来电"))
    assert Measure.objects.count() == 0
