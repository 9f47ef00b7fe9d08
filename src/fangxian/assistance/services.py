"""Help is asked of the police, accepted, done or declined, or taken back. It expires by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.engine.identity import normalise_phone
from fangxian.tasks.models import Task

from . import rules
from .models import AssistanceRequest


@transaction.atomic
def ask_for_help(
    *,
    programme: Programme,
    area_code: str,
    address: str,
    help_kind: str,
    words: str,
    phone: str,
    needed_at: datetime,
    task: Task | None,
    by: Actor,
    at: datetime,
) -> AssistanceRequest:
    """Ask the police for help: where, when, what. The request expires after 24 hours, whatever becomes of it."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(rules.why_not_ask(area_code=area_code, address=address, help_kind=help_kind, words=words, phone=phone,
                             needed_at=needed_at, by=by, at=at))  # fmt: skip
    reached = normalise_phone(phone)
    assert reached is not None
    asked = AssistanceRequest.objects.create(
        programme=programme,
        area_code=area_code,
        address=address.strip(),
        help_kind=help_kind,
        words=words.strip() or None,
        phone=reached.e164,
        needed_at=needed_at,
        task_id=task.id if task else None,
        person_id=task.person_id if task else None,
        legal_basis=list(rules.LEGAL_BASIS),
        requested_at=at,
        requested_by_id=by.post_id,
        expires_at=at + rules.HOLDS_WITHIN,
    )
    _record("assistance.asked", asked, by=by, at=at, detail={"help": help_kind})
    _tell(_liaisons(asked, at=at), asked, kind="assistance.asked", text_zh="防线：有一项协助请求等待接收，请登录查看。",
          text_en="Fangxian: a request for help waits. Please sign in.", at=at)  # fmt: skip
    return asked


@transaction.atomic
def accept(*, request: AssistanceRequest, by: Actor, at: datetime) -> AssistanceRequest:
    """A liaison takes it."""
    request = _locked(request)
    refuse(rules.why_not_accept(state=rules.state_at(request.times, at), area_code=request.area_code, by=by))
    request.accepted_at, request.answered_by_id = at, by.post_id
    request.save(update_fields=["accepted_at", "answered_by"])
    _record("assistance.accepted", request, by=by, at=at)
    _answered(request, at=at)
    return request


@transaction.atomic
def close(*, request: AssistanceRequest, is_done: bool, words: str, by: Actor, at: datetime) -> AssistanceRequest:
    """A liaison says that the help was given, or why it is not."""
    request = _locked(request)
    state = rules.state_at(request.times, at)
    refuse(rules.why_not_close(state=state, area_code=request.area_code, words=words, is_done=is_done, by=by))
    request.answered_by_id, request.answer = by.post_id, words.strip()
    if is_done:
        request.done_at = at
    else:
        request.declined_at = at
    request.save(update_fields=["answered_by", "answer", "done_at", "declined_at"])
    _record("assistance.done" if is_done else "assistance.declined", request, by=by, at=at)
    _answered(request, at=at)
    return request


@transaction.atomic
def withdraw(*, request: AssistanceRequest, by: Actor, at: datetime) -> AssistanceRequest:
    """The body that asked takes it back; the liaison no longer sees where."""
    request = _locked(request)
    state = rules.state_at(request.times, at)
    refuse(rules.why_not_withdraw(state=state, asked_by_body_id=request.requested_by.unit.body_id, by=by))
    request.withdrawn_at = at
    request.save(update_fields=["withdrawn_at"])
    _record("assistance.withdrawn", request, by=by, at=at)
    return request


def saw_requests(requests: Iterable[AssistanceRequest], *, by: Actor, at: datetime) -> None:
    """Write down that somebody read where help is needed, once for each request."""
    for request in requests:
        _record("assistance.saw_request", request, by=by, at=at)


def _record(action: str, request: AssistanceRequest, *, by: Actor, at: datetime, detail: dict | None = None) -> None:
    audit.record(action, on=request, about=request.person_id, by=by, at=at, detail=detail)


def _locked(request: AssistanceRequest) -> AssistanceRequest:
    rows = AssistanceRequest.objects.select_for_update(of=("self",)).select_related("requested_by__unit")
    return rows.get(id=request.id)


def _liaisons(request: AssistanceRequest, *, at: datetime) -> list[Post]:
    held = posts_held(at=at).filter(programme_id=request.programme_id, role=Role.POLICE_LIAISON)
    return [post for post in held.order_by("id") if request.area_code.startswith(post.area_code)]


def _answered(request: AssistanceRequest, *, at: datetime) -> None:
    held = posts_held(at=at).filter(id=request.requested_by_id)
    _tell(held, request, kind="assistance.answered", text_zh="防线：您的协助请求已有答复，请登录查看。",
          text_en="Fangxian: your request for help was answered. Please sign in.", at=at)  # fmt: skip


def _tell(
    posts: Iterable[Post], request: AssistanceRequest, *, kind: str, text_zh: str, text_en: str, at: datetime
) -> None:
    """A message that says nothing of where and what."""
    tell_posts(posts, kind=kind, text_zh=text_zh, text_en=text_en, programme_id=request.programme_id, at=at,
               once_key=f"{kind}:{request.id}:{int(at.timestamp())}")  # fmt: skip
