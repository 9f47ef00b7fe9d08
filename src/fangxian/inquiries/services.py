"""Another area is asked; it answers, declines, or takes the person over with her work. It expires by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.people.models import Person
from fangxian.core.people.services import move_person
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.tasks import services as tasks
from fangxian.tasks.models import Task

from . import queries, rules
from .models import Inquiry, InquiryField


@transaction.atomic
def ask(
    *,
    programme: Programme,
    task: Task,
    to_area_code: str,
    purpose: str,
    fields: Sequence[rules.Asked],
    words: str = "",
    open_for: timedelta,
    by: Actor,
    at: datetime,
) -> Inquiry:
    """Ask another area about the person of a task. It reads who she is and what is asked, until the inquiry expires."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    pack = pack_in_force(programme, "cn.clock", at)
    asked = [rules.Asked(one.label.strip(), one.reason.strip()) for one in fields]
    person = Person.objects.filter(id=task.person_id, programme=programme).first()
    refuse(
        Problem("inquiries.nobody", said("This task is about nobody that another area could be asked about."))
        if person is None
        else rules.why_not_ask(
            area_code=by.area_code, to_area_code=to_area_code, purpose=purpose, fields=asked, open_for=open_for,
            longest_for=rules.longest(pack), person_area_code=person.area_code, by=by,
        )
    )  # fmt: skip
    assert person is not None
    inquiry = Inquiry.objects.create(
        programme=programme, area_code=by.area_code, to_area_code=to_area_code,
        is_outside=not programme.covers(to_area_code), purpose=purpose, person_id=person.id, task_id=task.id,
        words=words.strip() or None, asked_at=at, asked_by_id=by.post_id,
        due_at=rules.due_at(pack, purpose, at, programme.zone), expires_at=at + open_for,
    )  # fmt: skip
    InquiryField.objects.bulk_create(
        InquiryField(programme=programme, inquiry=inquiry, place=place, label=one.label, reason=one.reason)
        for place, one in enumerate(asked, start=1)
    )
    _record("inquiries.asked", inquiry, by=by, at=at,
            detail={"purpose": purpose, "fields": len(asked), "to": to_area_code})  # fmt: skip
    if not inquiry.is_outside:
        _tell(inquiry, to_area_code, kind="inquiries.asked", text_zh="防线：有一件协查等待答复，请登录查看。",
              text_en="Fangxian: an inquiry of another area waits. Please sign in.", at=at)  # fmt: skip
    return inquiry


@transaction.atomic
def answer(*, inquiry: Inquiry, answers: Mapping[int, str], words: str = "", by: Actor, at: datetime) -> Inquiry:
    """Answer each field; one that is left empty reads "not known". answers: place of the field -> answer."""
    inquiry = _locked(inquiry)
    refuse(why_not_answer(inquiry, by=by, at=at))
    if not any(text.strip() for text in answers.values()) and not words.strip():
        refuse(Problem("inquiries.no_answer", said("Answer at least one field, or say why not."), status=422))
    for field in inquiry.fields.all():
        field.answer = answers.get(field.place, "").strip()[: rules.LONGEST_ANSWER] or None
        field.save(update_fields=["answer"])
    inquiry.answered_at, inquiry.answered_by_id, inquiry.answer = at, by.post_id, words.strip() or None
    inquiry.save(update_fields=["answered_at", "answered_by", "answer"])
    _record("inquiries.answered", inquiry, by=by, at=at)
    _told(inquiry, at=at)
    return inquiry


@transaction.atomic
def decline(*, inquiry: Inquiry, words: str, by: Actor, at: datetime) -> Inquiry:
    """Say why it is not answered."""
    inquiry = _locked(inquiry)
    refuse(why_not_answer(inquiry, by=by, at=at))
    if len(words.strip()) < rules.SHORTEST_REASON:
        refuse(Problem("inquiries.no_words", said("Say why it is not answered."), field="words", status=422))
    inquiry.declined_at, inquiry.answered_by_id, inquiry.answer = at, by.post_id, words.strip()
    inquiry.save(update_fields=["declined_at", "answered_by", "answer"])
    _record("inquiries.declined", inquiry, by=by, at=at)
    _told(inquiry, at=at)
    return inquiry


@transaction.atomic
def take_over(*, inquiry: Inquiry, area_code: str, by: Actor, at: datetime) -> Inquiry:
    """She is here: ownership moves with her, and so does her open work; its total clock runs on from first receipt."""
    inquiry = _locked(inquiry)
    refuse(why_not_take_over(inquiry, area_code=area_code, by=by, at=at))
    person = Person.objects.select_for_update().get(id=inquiry.person_id, programme_id=inquiry.programme_id)
    move_person(person=person, to_area_code=area_code, by=by, at=at)
    moved = tasks.follow_person(person_id=person.id, to_area_code=area_code, by=by, at=at)
    inquiry.taken_over_at, inquiry.answered_by_id, inquiry.moved_to = at, by.post_id, area_code
    inquiry.save(update_fields=["taken_over_at", "answered_by", "moved_to"])
    _record("inquiries.taken_over", inquiry, by=by, at=at, detail={"to": area_code, "tasks": moved})
    _told(inquiry, at=at)
    return inquiry


@transaction.atomic
def withdraw(*, inquiry: Inquiry, by: Actor, at: datetime) -> Inquiry:
    """Take it back; the other side reads nothing of it any more."""
    inquiry = _locked(inquiry)
    state = rules.state_at(inquiry.times, at)
    refuse(rules.why_not_withdraw(state=state, area_code=inquiry.area_code, by=by))
    inquiry.withdrawn_at = at
    inquiry.save(update_fields=["withdrawn_at"])
    _record("inquiries.withdrawn", inquiry, by=by, at=at)
    return inquiry


def read_subject(*, inquiry: Inquiry, by: Actor, at: datetime) -> Person | None:
    """Whom it is about, for either side as long as it may read it. Every reading is audited, and she can see it."""
    person = queries.subject_of(inquiry)
    if person is not None:
        _record("people.saw_contact", inquiry, by=by, at=at)
    return person


def why_not_answer(inquiry: Inquiry, *, by: Actor, at: datetime) -> Problem | None:
    return rules.why_not_answer(
        state=rules.state_at(inquiry.times, at), to_area_code=inquiry.to_area_code, is_outside=inquiry.is_outside,
        area_code=inquiry.area_code, expires_at=inquiry.expires_at, asked_by_post_id=inquiry.asked_by_id, by=by, at=at,
    )  # fmt: skip


def why_not_take_over(inquiry: Inquiry, *, area_code: str | None = None, by: Actor, at: datetime) -> Problem | None:
    return rules.why_not_take_over(
        state=rules.state_at(inquiry.times, at), to_area_code=inquiry.to_area_code, is_outside=inquiry.is_outside,
        expires_at=inquiry.expires_at, new_area_code=area_code, by=by, at=at,
    )  # fmt: skip


def _locked(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.select_for_update(of=("self",)).select_related("asked_by").get(
        id=inquiry.id, programme_id=inquiry.programme_id
    )  # fmt: skip


def _record(action: str, inquiry: Inquiry, *, by: Actor, at: datetime, detail: dict[str, Any] | None = None) -> None:
    audit.record(action, on=inquiry, about=inquiry.person_id, by=by, at=at, detail=detail)


def _told(inquiry: Inquiry, *, at: datetime) -> None:
    tell_posts(
        posts_held(at=at).filter(id=inquiry.asked_by_id), kind="inquiries.answered",
        text_zh="防线：您的协查已有答复，请登录查看。", text_en="Fangxian: your inquiry was answered. Please sign in.",
        once_key=f"inquiries.answered:{inquiry.id}:{int(at.timestamp())}", programme_id=inquiry.programme_id, at=at,
    )  # fmt: skip


def _tell(inquiry: Inquiry, area_code: str, *, kind: str, text_zh: str, text_en: str, at: datetime) -> None:
    """Tell the desk of the area that is asked; where it has none, the one above."""
    desks = posts_held(at=at).filter(programme_id=inquiry.programme_id, role=Role.DUTY_OFFICER)
    near = desks.filter(area_code=area_code) or desks.filter(area_code="")
    tell_posts(near, kind=kind, text_zh=text_zh, text_en=text_en, programme_id=inquiry.programme_id, at=at,
               once_key=f"{kind}:{inquiry.id}")  # fmt: skip
