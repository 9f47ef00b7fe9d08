"""What stands on the notice of a measure and on its release, in one language. Nothing is on paper alone.

A paper is made anew each time from what is on record, so a copy is the same as the original.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, override

from fangxian.core.areas.queries import path_of
from fangxian.core.screens.templatetags.screens import label, moment_text
from fangxian.engine.clocks.days import city_day
from fangxian.engine.legal import cite
from fangxian.measures import queries, rules
from fangxian.measures.models import Measure

PAY_AND_LIVING = "IDL-2013-41"  # living needs are met and wages go on, whatever the ground of the measure


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, or with (label, text) lines, or with points."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    points: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """One paper in one language, ready for a page or a Word template."""

    language: str
    mark: str
    title: str
    number: str
    to: str
    statement: str
    sections: list[Section]
    signatures: list[str]
    own_page: str
    own_page_url: str


def notice_of(measure: Measure, *, at: datetime, own_page_url: str) -> list[Paper]:
    """The notice in both languages, the person's own first. Who served it and when is left to the pen
    until the service is on record."""
    return [_in(language, _notice, measure, at, own_page_url) for language in _languages(measure)]


def release_of(measure: Measure, *, at: datetime, own_page_url: str) -> list[Paper]:
    """The release notice in both languages; it can be had from the moment of the end, worker or not."""
    return [_in(language, _release, measure, at, own_page_url) for language in _languages(measure)]


def _languages(measure: Measure) -> list[str]:
    return sorted(rules.LANGUAGES, key=lambda language: language != measure.language)


def _in(language: str, make, measure: Measure, at: datetime, own_page_url: str) -> Paper:
    with override(language):
        return make(measure, language, at, own_page_url)


def _notice(measure: Measure, language: str, at: datetime, own_page_url: str) -> Paper:
    zh = language == "zh-hans"
    why = measure.explain_zh if zh else measure.explain_en
    restricts = rules.restricts_until(measure.phases) or measure.ends_at
    sections = [
        Section(gettext("What is decided"), lines=_decision_lines(measure, restricts)),
        Section(gettext("Why"), paragraphs=[why, *_milder_paragraph(measure)], lines=_why_lines(measure)),
        Section(gettext("Legal basis"), lines=_legal_lines(measure, zh=zh)),
        Section(gettext("What you are asked to do"), points=_condition_points(measure)),
        Section(gettext("What you may always do"), paragraphs=[
            gettext("In an emergency, for childbirth, dialysis, fire or violence leave home at once. No permission, "
                    "test or code is needed; tell somebody afterwards. Nobody is punished for it, nor for helping."),
            gettext("Your door is not locked or sealed, no sign is put on it, no camera, sensor or tracker is used."),
        ]),
        Section(gettext("Who helps you"), lines=_support_lines(measure)),
        Section(gettext("How it ends"), paragraphs=_end_paragraphs(measure, restricts)),
        Section(gettext("If you do not agree"), points=_appeal_points(measure)),
    ]  # fmt: skip
    return Paper(
        language=language,
        mark=_mark(measure),
        title=gettext("Notice: %(what)s") % {"what": label("measures.type", measure.type)},
        number=_number(measure),
        to=_to(measure),
        statement=gettext("You are asked to stay at home until %(end)s.") % {"end": end_text(restricts, measure)},
        sections=sections,
        signatures=_service_lines(measure),
        own_page=gettext("Your own page: what is held of you, why, who looked, and how to object"),
        own_page_url=own_page_url,
    )


def _decision_lines(measure: Measure, restricts: datetime) -> list[tuple[str, str]]:
    lines = [
        (gettext("Measure"), label("measures.type", measure.type)),
        (
            gettext("In force from"),
            _when(measure.served_at, measure) or gettext("the moment this notice is handed over"),
        ),
        (gettext("In force until"), end_text(restricts, measure)),
    ]
    if measure.ends_at > restricts:
        lines.append(
            (gettext("After that"), gettext("advice only, until %(end)s") % {"end": end_text(measure.ends_at, measure)})
        )
    tests = [day for phase in measure.phases for day in phase["tests_on"]]
    if tests:
        lines.append((gettext("Tests are offered on"), ", ".join(tests)))
    if measure.deciding_body:
        lines.append((gettext("Decided by"), f"{measure.deciding_body.name}, {_when(measure.approved_at, measure)}"))
    lines.append((gettext("Proposed by"), f"{measure.proposer_body.name}, {_when(measure.proposed_at, measure)}"))
    if measure.companion:
        lines.append((gettext("Stays with you"), measure.companion))
    return lines


def _milder_paragraph(measure: Measure) -> list[str]:
    """The rule's own words may name a harsher form than the one that was chosen; a reader must not be misled."""
    if measure.type == measure.ceiling_type:
        return []
    return [
        gettext("The rule also allows: %(harsher)s. For you the milder form was chosen: %(chosen)s.")
        % {"harsher": label("measures.type", measure.ceiling_type), "chosen": label("measures.type", measure.type)}
    ]


def _why_lines(measure: Measure) -> list[tuple[str, str]]:
    day = date_format(measure.anchor_on, gettext("j M Y"))
    lines = [(gettext("Rule"), f"{measure.rule_id}@{measure.rule_version}")]
    if any(ref.startswith("verdict:") for ref in measure.evidence_refs):
        lines.append((gettext("Counted from"), gettext("%(day)s, the day you left the listed area") % {"day": day}))
        lines.append((gettext("Evidence"), gettext("the stay that you told or confirmed")))
    else:
        lines.append((gettext("Counted from"), gettext("%(day)s, the day of your last contact") % {"day": day}))
        lines.append(
            (gettext("Evidence"), gettext("a laboratory result of another person and the recorded meeting with you"))
        )
    orders = {ground.order for ground in queries.grounds_of(measure) if ground.order}
    return [*lines, *((gettext("By order"), f"{order.number} {order.title}, {order.issuer}") for order in orders)]


def _legal_lines(measure: Measure, *, zh: bool) -> list[tuple[str, str]]:
    refs = list(dict.fromkeys([*measure.legal_basis, PAY_AND_LIVING]))
    return [(b.title.zh, b.content.zh) if zh else (b.title.en, b.content.en) for b in cite(refs)]


def _condition_points(measure: Measure) -> list[str]:
    return [label(f"{measure.kind}.condition", condition) for condition in measure.conditions]


def _support_lines(measure: Measure) -> list[tuple[str, str]]:
    plan: dict[str, str] = json.loads(measure.support_plan or "{}")
    lines = [(label(f"{measure.kind}.support", part), who) for part, who in plan.items()]
    phone = community_phone(measure)
    if phone:
        lines.append((gettext("Phone of the community"), phone))
    return lines


def community_phone(measure: Measure) -> str:
    """The public phone of the finest area above the person that has one."""
    phones = [area.phone for area in path_of(measure.area_code, programme_id=measure.programme_id) if area.phone]
    return phones[-1] if phones else ""


def _end_paragraphs(measure: Measure, restricts: datetime) -> list[str]:
    return [
        gettext("It ends by itself at that minute, with or without a paper. A test that was not offered or a paper "
                "that is missing prolongs nothing. If the case turns out to be no case it ends at once."),
        gettext("It can be shortened, never lengthened: a longer measure would be a new decision on a new contact."),
    ]  # fmt: skip


def _appeal_points(measure: Measure) -> list[str]:
    return [
        gettext("Say so on your own page, by phone, or to anybody who comes to your door; no form is needed."),
        gettext("You get an answer that it arrived within one hour and a decision within 24 hours, from somebody who "
                "had no part in this one."),
        gettext("You may also ask for administrative review or go to court."),
    ]  # fmt: skip


def _service_lines(measure: Measure) -> list[str]:
    if measure.served_at is None:
        return [
            gettext("Handed over on (day, time): ____________________"),
            gettext("Handed over by (name, unit): ____________________"),
            gettext("Received by: ____________________"),
            gettext("If not signed, witness: ____________________"),
        ]
    how = label("measures.served_how", measure.served_how)
    return [gettext("Handed over: %(when)s. %(how)s.") % {"when": _when(measure.served_at, measure), "how": how}]


def _release(measure: Measure, language: str, at: datetime, own_page_url: str) -> Paper:
    end = rules.ends_at(queries.times_of(measure))
    reason = label("measures.end_reason", queries.end_reason_of(measure))
    told = [
        t.body_name or (t.unit.body.name if t.unit else label("measures.audience", t.audience))
        for t in queries.told_of(measure)
        if t.of == rules.END
    ]
    sections = [
        Section(gettext("What has ended"), lines=[
            (gettext("Measure"), label("measures.type", measure.type)),
            (gettext("In force from"), _when(measure.served_at, measure) or "—"),
            (gettext("Ended"), end_text(end, measure)),
            (gettext("Why"), reason),
        ]),
        Section(gettext("What this means"), paragraphs=[
            gettext("Nothing is asked of you any more because of this measure. You may go to work, to school and "
                    "wherever you like. Nobody may treat you differently for having been under it."),
        ]),
        Section(gettext("Who was told of the end"), points=list(dict.fromkeys(told)) or [
            gettext("Everybody who was told of the measure is told of its end.")
        ]),
    ]  # fmt: skip
    return Paper(
        language=language,
        mark=_mark(measure),
        title=gettext("Notice of release: %(what)s") % {"what": label("measures.type", measure.type)},
        number=_number(measure, suffix="R"),
        to=_to(measure),
        statement=gettext("Your measure ended on %(end)s.") % {"end": end_text(end, measure)},
        sections=sections,
        signatures=[gettext("Issued by: %(body)s") % {"body": (measure.deciding_body or measure.proposer_body).name}],
        own_page=gettext("Your own page: what is held of you, why, who looked, and how to object"),
        own_page_url=own_page_url,
    )


def _mark(measure: Measure) -> str:
    return gettext("DEMONSTRATION – invented person, no effect") if measure.programme.is_demonstration else ""


def _number(measure: Measure, suffix: str = "") -> str:
    year = city_day(measure.proposed_at, measure.programme.zone).year
    return gettext("No. %(number)s") % {"number": f"{year}-{measure.number}{'-' + suffix if suffix else ''}"}


def _to(measure: Measure) -> str:
    person = measure.person
    return " · ".join(part for part in (person.name, person.address) if part)


def _when(moment: datetime | None, measure: Measure) -> str:
    return moment_text(moment, zone=measure.programme.zone, style="long") if moment else ""


def end_text(end: datetime, measure: Measure) -> str:
    """An end to the minute; of midnight it also says which evening is the last."""
    zone = measure.programme.zone
    local = end.astimezone(zone)
    text = moment_text(end, zone=zone, style="long")
    if (local.hour, local.minute) != (0, 0):
        return text
    last = date_format(local.date() - timedelta(days=1), gettext("j M"))
    return gettext("%(moment)s (midnight at the end of %(day)s)") % {"moment": text, "day": last}
