"""Readings that were taken with no network come in: many at once, each once, none lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.people.models import PersonFile
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.merging import Landed, MergeWord
from fangxian.engine.records import NotARecord, clock_marks, happened_at, put_right, wrong
from fangxian.engine.rules.packs import Pack
from fangxian.engine.texts import Bilingual
from fangxian.followup import queries, rules
from fangxian.followup.models import Reading
from fangxian.followup.queries.files import of_reader
from fangxian.followup.rules import offline
from fangxian.intake.services.landing import land

from .reading import Answer, ended_at, row_of

SAID = ("file_id", "outcome", "celsius", "method", "symptoms", "needs", "device_at")  # what two sendings agree on
# Why a number is none, said in both languages, because a phone speaks the worker's and not the server's.
WRONG = {
    "followup.not_a_temperature": Bilingual(
        "体温应在 34 至 43 ℃ 之间，请核对", "a temperature lies between 34 and 43 °C"
    ),
    "followup.nothing_said": Bilingual("请填体温，或她说的症状", "give the temperature, or the signs that she told"),
    "followup.answered_after_all": Bilingual("没有联系上的不能有读数", "whoever was not reached has no reading"),
    "followup.in_the_future": Bilingual("这个时间还没有到", "this moment has not come yet"),
    "followup.is_over": Bilingual("当时随访已经结束", "the follow-up had ended by then"),
}


@transaction.atomic
def land_readings(
    records: Sequence[object], *, programme: Programme, ahead_by: timedelta, by: Actor, at: datetime
) -> list[Landed]:
    """Take in what a phone wrote down of whom it asked; one word per record, in their order.

    records   see rules.offline.read_reading
    ahead_by  how far the phone's clock was ahead of the server's when it sent
    Idempotent: the same records give `identical`, whoever sends them and however often at once.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(why_not_use(rules.POWER, by=by))
    files = _files_of(records, by)
    pack = queries.pack_of_temperature(programme, at)

    def read(record: object) -> Reading:
        return _row(record, files, pack, ahead_by=ahead_by, by=by, at=at)

    return land(
        records, read=read, keep=partial(_keep, programme=programme), action="followup.offline_readings_landed",
        on_kind="followup.Reading", by=by, at=at,
    )  # fmt: skip


def _files_of(records: Sequence[object], by: Actor) -> dict[UUID, PersonFile]:
    """The follow-ups that these records name, of those that the sender looks after."""
    named = {told for record in records if isinstance(record, Mapping) and (told := _id(record.get("file")))}
    rows = of_reader(PersonFile.objects.select_related("programme"), by).filter(id__in=named)
    return {file.id: file for file in rows}


def _id(told: object) -> UUID | None:
    try:
        return UUID(told)  # type: ignore[arg-type]
    except (ValueError, AttributeError, TypeError):
        return None  # read_reading says what is wrong with it


def _row(
    record: object, files: Mapping[UUID, PersonFile], pack: Pack, *, ahead_by: timedelta, by: Actor, at: datetime
) -> Reading:
    """A reading as it would be written. Raises `NotARecord` for the first thing that is wrong with it."""
    sent = offline.read_reading(record)
    file = files.get(sent.file_id)
    if file is None:
        raise wrong("unknown_file", "file", texts=offline.FOLLOWUP)
    by_clock = put_right(sent.device_at, ahead_by=ahead_by)
    taken_at = happened_at(by_clock, at=at)
    problem = rules.why_not_taken(
        outcome=sent.outcome, channel=sent.channel, celsius=sent.celsius, method=sent.method, symptoms=sent.symptoms,
        needs=sent.needs, taken_at=taken_at, ended_at=ended_at(file), pack=pack, at=at,
    )  # fmt: skip
    if problem is not None:
        raise _said(problem)
    answer = Answer(
        sent.outcome, sent.channel, sent.celsius, sent.method, sent.symptoms, sent.needs, sent.note, taken_at
    )
    marks = clock_marks(by_clock, ahead_by=ahead_by, at=at)
    return row_of(file, answer, client_id=sent.client_id, by=by, at=at, device_at=sent.device_at, marks=marks)


def _said(problem: Problem) -> NotARecord:
    text = WRONG.get(problem.code, Bilingual("无法记录，请核对", "it cannot be recorded; please look at it"))
    return wrong("not_recorded", problem.field, texts=offline.FOLLOWUP, zh=text.zh, en=text.en)


def _keep(sent: Sequence[Reading], *, programme: Programme) -> dict[UUID, Landed]:
    """Write what is not there yet, in the order of the ids: two senders of the same never wait on each other."""
    Reading.objects.bulk_create(sorted(sent, key=attrgetter("client_id.int")), ignore_conflicts=True)
    held = {
        reading.client_id: reading
        for reading in Reading.objects.filter(programme=programme, client_id__in=[row.client_id for row in sent])
    }
    return {row.client_id: _landed(held.get(row.client_id), row) for row in sent}


def _landed(held: Reading | None, sent: Reading) -> Landed:
    """What was said at a time does not change; the same id with another content is another record's."""
    if held is not None and held.id == sent.id:
        word = MergeWord.NEW
    else:
        same = held is not None and all(getattr(held, name) == getattr(sent, name) for name in SAID)
        word = MergeWord.IDENTICAL if same else MergeWord.DISCARDED
    return Landed(str(sent.client_id), word, marks=tuple(sent.marks))
