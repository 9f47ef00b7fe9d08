"""Whoever was told of a measure is told what became of it: the person by text message, units by letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext, override

from fangxian.core.actors.rules import Actor
from fangxian.core.messages.rules import LETTER, PHONE, SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.core.problems.rules import said
from fangxian.measures import queries, rules
from fangxian.measures.models import Appeal, Measure, Told
from fangxian.measures.rules import appeals

ENDED = said(
    "Your measure No. %(number)s has ended. Nothing is asked of you any more because of it. "
    "The release notice is on your own page and with your grid worker."
)
ARRIVED = said(
    "Your appeal against measure No. %(number)s has arrived. Somebody who had no part in the decision "
    "answers it within 24 hours of when you lodged it."
)
ANSWERS = {
    appeals.UPHELD: said(
        "Your appeal against measure No. %(number)s was answered: the decision stands. The reason, and how to ask "
        "for administrative review or go to court, are on your own page and with your grid worker."
    ),
    appeals.OVERTURNED: said(
        "Your appeal against measure No. %(number)s was answered: the decision was wrong and is void. Nothing is "
        "asked of you any more because of it. Everybody who was told of it is being told so."
    ),
    appeals.VARIED: said(
        "Your appeal against measure No. %(number)s was answered: the measure has ended. Nothing is asked of you "
        "any more because of it. The reason is on your own page and with your grid worker."
    ),
}
# To a unit: the number of the notice says of whom it was told; a letter names nobody.
WAS_WRONG = said(
    "You were told of measure No. %(number)s. An appeal found that the decision was wrong: it is void since "
    "%(moment)s. Delete what you were told, undo what you did because of it, and put nobody at a disadvantage for it."
)


def tell_everybody(measure: Measure, *, of: str, at: datetime) -> int:
    """Put on record that everybody who was told of the decision was told of its end or that it was wrong."""
    knew = {(t.audience, t.unit_id, t.body_name) for t in queries.told_of(measure) if t.of == rules.DECISION}
    Told.objects.bulk_create(
        Told(
            programme_id=measure.programme_id, measure=measure, area_code=measure.area_code, of=of,
            audience=audience, unit_id=unit_id, body_name=body_name, channel="system", told_at=at,
        )
        for audience, unit_id, body_name in sorted(knew, key=str)
    )  # fmt: skip
    return len(knew)


def text_the_person(
    measure: Measure, *, text: str, kind: str, once_key: str, by: Actor, at: datetime
) -> bool:  # fmt: skip
    """Queue a text message to the person, or a letter if she has no phone; False if neither can reach her."""
    phone, address = measure.person.phone, measure.person.address
    if phone and PHONE.fullmatch(phone):
        channel, to = SMS, phone
    elif address:
        channel, to = LETTER, address
    else:
        return False
    texts = _in_both(text, {"number": measure.number})
    send_on_commit(
        kind=kind, channel=channel, to=to, text_zh=texts["zh-hans"], text_en=texts["en"],
        programme_id=measure.programme_id, person_id=measure.person_id, language=measure.language,
        once_key=once_key, by=by, at=at,
    )  # fmt: skip
    return True


def tell_of_appeal(appeal: Appeal, *, measure: Measure, by: Actor, at: datetime) -> None:
    """Tell the person that her appeal arrived, or how it was answered."""
    text = ANSWERS[appeal.decision] if appeal.decided_at else ARRIVED
    kind = "measures.appeal_answered" if appeal.decided_at else "measures.appeal_arrived"
    text_the_person(measure, text=text, kind=kind, once_key=f"{kind}:{appeal.id}", by=by, at=at)


def tell_everybody_it_was_wrong(measure: Measure, *, by: Actor, at: datetime) -> int:
    """Tell every unit that was told of a decision that it was wrong, by letter, and put it on record.

    Returns how many were told; the person herself is told with the answer to her appeal.
    """
    moment = at.astimezone(measure.programme.zone).strftime("%Y-%m-%d %H:%M")
    texts = _in_both(WAS_WRONG, {"number": measure.number, "moment": moment})
    for receiver in queries.units_told_of(measure):
        send_on_commit(
            kind="measures.was_wrong", channel=LETTER, to=receiver, text_zh=texts["zh-hans"], text_en=texts["en"],
            programme_id=measure.programme_id, language=measure.language,
            once_key=f"measures.was_wrong:{measure.id}:{receiver}"[:150], by=by, at=at,
        )  # fmt: skip
    return tell_everybody(measure, of=rules.VOID, at=at)


def _in_both(text: str, values: Mapping[str, str]) -> dict[str, str]:
    texts = {}
    for language in rules.LANGUAGES:
        with override(language):
            texts[language] = gettext(text) % values
    return texts
