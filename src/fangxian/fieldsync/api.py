"""The doors of the phone: to send, to be handed rows, to learn the keys that it seals to and believes.

All but the two signed lists answer in JSON.
What is refused says {"code", "text"}, and {"wipe": [...]} where the phone must forget something.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache, wraps
from threading import BoundedSemaphore
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fangxian.core.actors.rules import POWERS, Purpose, Role
from fangxian.core.areas.queries import names_of
from fangxian.core.privacy.queries import newest_field_key
from fangxian.core.privacy.rules import Unreadable
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.programmes.rules import has_stood_down
from fangxian.core.screens.views import problem_text
from fangxian.core.signin.views import was_withdrawn
from fangxian.core.tokens.queries import (
    NoKeys,
    fingerprint,
    lists_old_after,
    root_of,
    trust_list,
    withdrawn_tag,
    withdrawn_tokens,
)
from fangxian.engine.field_seals import SUITE
from fangxian.engine.merging import WORDS, Landed, MergeWord
from fangxian.engine.pulling import NoSuchPlace
from fangxian.engine.tokens.keys import key_id_of, public_bytes

from . import rules, services
from .registry import DUTIES, KINDS, NEWS, QUESTIONS

TURNS = BoundedSemaphore(settings.SYNC_AT_ONCE)


def for_phones(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door for somebody in a post, while her programme runs; everybody else is told why, and what to delete."""

    @wraps(view)
    def guarded(request: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _refused(rules.WITHDRAWN if was_withdrawn(request) else rules.NOT_SIGNED_IN)
        if request.post is None:
            return _refused(rules.NO_POST)
        if has_stood_down(stood_down_at=request.programme.stood_down_at, at=request.at):
            return _refused(rules.ENDED, stood_down=True)
        try:
            return view(request)
        except Refused as refused:
            return _refused(refused.problem)

    guarded.speaks_json = True  # type: ignore[attr-defined]  # what must come first is told, not led to
    return never_cache(guarded)


@require_GET
@for_phones
def me(request: Any) -> HttpResponse:
    """Who asks: what a phone must know to work with no network, and the token that its next POST carries."""
    post, programme = request.post, request.programme
    names = names_of([post.area_code], programme_id=programme.id)
    who = {
        "post": str(post.id), "name": request.user.full_name, "staff_no": request.user.get_username(),
        "role": post.role, "area": {"code": post.area_code, "name": names.get(post.area_code, "")},
        "programme": {"id": str(programme.id), "name": programme.name, "is_demonstration": programme.is_demonstration},
        "powers": sorted(POWERS[Role(post.role)]), "is_shared_phone": request.phone is not None,
        "lists_old_after_minutes": int(lists_old_after(at=request.at).total_seconds() // 60),
    }  # fmt: skip
    language = get_language() or "en"
    told = {"at": request.at.isoformat(), "csrf": get_token(request), "language": language, "who": who}
    return JsonResponse(told)


def in_turn(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A door through which only so many go at once; the others are told when to come back, and lose nothing."""

    @wraps(view)
    def guarded(request: Any) -> HttpResponse:
        if not TURNS.acquire(timeout=rules.WAITS_FOR_TURN_SECONDS):
            refused = _refused(rules.BUSY)
            refused["retry-after"] = str(rules.come_back_in())
            return refused
        try:
            return view(request)
        finally:
            TURNS.release()

    return guarded


@require_POST
@for_phones
@in_turn
def push(request: Any) -> HttpResponse:
    """Take in a batch. 200 with a word per record, even if every one is invalid.

    401 or 403 for whoever may not send, 413 or 422 for what is no batch; nothing is taken in then.
    """
    problem = rules.why_not_send(KINDS, by=request.actor_for(Purpose.CHECK_AT_POST))
    batch = problem or _batch(request)
    if isinstance(batch, Problem):
        return _refused(batch)
    landed = services.land(batch, kinds=KINDS, programme=request.programme, actor_for=request.actor_for, at=request.at)
    language = get_language() or "en"
    return _answer({"at": request.at.isoformat(), "results": [_shown(one, language) for one in landed]})


@require_POST
@for_phones
@in_turn
def check(request: Any) -> HttpResponse:
    """Take in one record and say the verdict: {"at", "result": as in a batch, "verdict", ...} in one round trip."""
    body = _body(request)
    batch = body if isinstance(body, Problem) else rules.read_alone(body, at=request.at)
    if isinstance(batch, Problem):
        return _refused(batch)
    answered = services.answer(
        batch, questions=QUESTIONS, programme=request.programme, actor_for=request.actor_for, at=request.at
    )
    shown = _shown(answered.landed, get_language() or "en")
    return _answer({"at": request.at.isoformat(), "result": shown, **answered.told})


@require_GET
@for_phones
def pull(request: Any) -> HttpResponse:
    """A page of what a duty works with: ?duty=NAME&after=CURSOR."""
    name = request.GET.get("duty", "")
    duty = DUTIES.get(name)
    if duty is None:
        return _refused(rules.NO_DUTY)
    by = request.actor_for(duty.purpose)
    try:
        page = services.hand_out(name, duty, after=request.GET.get("after", ""), by=by, at=request.at)
    except NoSuchPlace:
        return _refused(rules.NO_PLACE)
    return JsonResponse({"at": request.at.isoformat(), "rows": page.rows, "next": page.next})


@require_GET
@for_phones
def news(request: Any) -> HttpResponse:
    """Whether anything came since the phone asked last: 304 if not, else {"at", "news": {list: text}} and a new tag.

    Eight thousand phones ask this every minute. It says that something came, never what: the phone then pulls the list.
    """
    told = services.newest(NEWS, programme=request.programme, actor_for=request.actor_for)
    tag = f'"{request.post.id.hex[-8:]} {" ".join(told.values())}"'
    if request.headers.get("if-none-match") == tag:
        response = HttpResponse(status=304)
    else:
        response = _answer({"at": request.at.isoformat(), "news": told})
    response["etag"] = tag
    return response


@require_GET
@for_phones
def keys(request: Any) -> HttpResponse:
    """The key that a phone seals its records to from now on; records sealed to an older one still open."""
    try:
        key = newest_field_key(request.programme.id)
    except Unreadable:
        return _refused(rules.NO_KEY)
    public = base64.b64encode(key.public).decode()
    made = {"id": str(key.id), "public": public, "made_at": key.made_at.isoformat()}
    return JsonResponse({"at": request.at.isoformat(), "suite": SUITE, "keys": [made]})


@require_GET
@for_phones
def root_key(request: Any) -> HttpResponse:
    """The key that signs both lists. A phone asks once, when it is enrolled, and never takes another for it."""
    try:
        key = root_of(request.programme.id)
    except NoKeys:
        return _refused(rules.NO_KEY)
    public = base64.b64encode(public_bytes(key)).decode()
    told = {"id": key_id_of(key).hex(), "public": public, "algorithm": "Ed25519", "fingerprint": fingerprint(key)}
    return JsonResponse({"at": request.at.isoformat(), "root": told})


@require_GET
@for_phones
def trust(request: Any) -> HttpResponse:
    """The keys that a token may be signed with, as `TrustList.signed` writes them; 304 for whoever holds them."""
    try:
        signed = trust_list(request.programme.id).signed(root=root_of(request.programme.id))
    except NoKeys:
        return _refused(rules.NO_KEY)
    return _listed(request, tag=hashlib.sha256(signed).hexdigest()[:32], signed=lambda: signed)


@require_GET
@for_phones
def withdrawn(request: Any) -> HttpResponse:
    """The tokens that count no more, as `WithdrawnTokens.signed` writes them; 304 for whoever holds them."""
    programme_id, at = request.programme.id, request.at
    try:
        key = root_of(programme_id)
    except NoKeys:
        return _refused(rules.NO_KEY)
    tag = withdrawn_tag(programme_id, at=at)
    return _listed(request, tag=tag, signed=lambda: withdrawn_tokens(programme_id, at=at).signed(root=key))


def _listed(request: Any, *, tag: str, signed: Callable[[], bytes]) -> HttpResponse:
    """A signed list, unless the phone says that it holds this very one. The phone keeps it, no cache between does."""
    holds = f'"{tag}"' in request.headers.get("if-none-match", "")
    response = HttpResponse(status=304) if holds else HttpResponse(signed(), content_type="application/cose")
    response["etag"] = f'"{tag}"'
    return response


def _body(request: Any) -> object:
    """What a request brought as JSON, or why it is nothing: too much, cut short, not JSON, not even text."""
    if int(request.headers.get("content-length") or 0) > rules.LARGEST_BODY:
        return rules.TOO_LARGE
    try:
        body = request.body
        return rules.TOO_LARGE if len(body) > rules.LARGEST_BODY else _decoded(body)
    except (ValueError, RecursionError, UnreadablePostError):
        return rules.NO_BATCH


def _decoded(body: bytes) -> object:
    """JSON as phones write it. Half a character pair in one record shall not cost the whole batch: it is read all
    the same, and that record is found unusable."""
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return json.loads(body)


def _batch(request: Any) -> rules.Batch | Problem:
    body = _body(request)
    return body if isinstance(body, Problem) else rules.read_batch(body, at=request.at)


def _answer(told: object) -> HttpResponse:
    """What JsonResponse gives, ten times as fast."""
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


class Shown(msgspec.Struct, omit_defaults=True, gc=False):
    """What a phone is told of one record."""

    client_id: str
    word: str
    text: str
    marks: tuple[str, ...] = ()
    code: str = ""
    field: str | None = ""
    reason: str = ""


def _shown(landed: Landed, language: str) -> Shown:
    shown = Shown(landed.client_id, landed.word, _text_of(landed.word, language), landed.marks)
    if landed.finding is not None:
        shown.code, shown.field = landed.finding.code, landed.finding.field
        shown.reason = landed.finding.reason.in_language(language)
    return shown


@lru_cache
def _text_of(word: MergeWord, language: str) -> str:
    return WORDS[word].in_language(language)


def _refused(problem: Problem, **more: object) -> HttpResponse:
    told = {"code": problem.code, "text": problem_text(problem), **more}
    if problem.code in rules.WIPES:
        told["wipe"] = list(rules.WIPES[problem.code])
    return JsonResponse(told, status=problem.status)
