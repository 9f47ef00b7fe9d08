"""Open311 GeoReport v2: other desks and apps send requests and read what became of them, in JSON or XML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.areas.queries import names_of
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.audit import services as audit
from fangxian.core.limits.rules import Limit
from fangxian.core.limits.services import is_within
from fangxian.core.problems.rules import Problem, Refused, said
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.screens.views import address_of, problem_text
from fangxian.intake.sources.service_request import queries, rules, services
from fangxian.intake.sources.service_request.forms import in_language
from fangxian.intake.sources.service_request.models import OtherDesk
from fangxian.intake.sources.service_request.rules import codes, georeport, stripping
from fangxian.intake.sources.service_request.services.desks import digest_of

KEYS_TRIED = Limit(30, timedelta(minutes=15))
# a desk sends 20,000 calls a day and not evenly; a reader pages through thousands of rows
SENT, READ = Limit(2000, timedelta(minutes=1)), Limit(600, timedelta(minutes=1))
FORMS = {"json": "application/json", "xml": "text/xml"}
SPECIFICATION, CHANGESET = "http://wiki.open311.org/GeoReport_v2", "2026-11-22T00:00:00Z"
OWN_NUMBER = "attribute[number]"  # of the desk that sends it: sent twice, it is received once
NO_PROGRAMME = Problem("open311.jurisdiction", said("Say by jurisdiction_id which programme is meant."), status=400)
NO_KEY = Problem("open311.key", said("This api_key is not in force. The command issues keys to desks by name."),
                 status=403)  # fmt: skip
NOT_THERE = Problem("open311.not_there", said("There is no such request, or it is nobody else’s to read."), status=404)
NO_SERVICE = Problem("open311.service", said("There is no such kind of request."), status=404)
NO_FORM = Problem("open311.form", said("Ask for json or xml."), status=404)
OTHERWISE = Problem("open311.method", said("This address is not asked in this way."), status=405)
TOO_OFTEN = Problem("open311.too_often", said("Too many calls. Come back in a minute."), status=429)


class NotAnswered(Exception):
    """Raised with the `Problem` that the asker reads."""

    def __init__(self, problem: Problem):
        self.problem = problem


def open311(method: str, root: str) -> Callable:
    """A door of GeoReport: knows its programme and, by its key, the desk; answers in the form of its address."""

    def decorate(view: Callable[..., Sequence[dict[str, Any]]]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: Any, form: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if form not in FORMS or request.method not in {"GET": ("GET", "HEAD"), "POST": ("POST",)}[method]:
                return _refusal(NO_FORM if form not in FORMS else OTHERWISE, form)
            given = request.POST if method == "POST" else request.GET
            try:
                _enter(request, given)
                rows = view(request, given, *args, **kwargs)
            except NotAnswered as refused:
                return _refusal(refused.problem, form)
            except Refused as refused:
                return _refusal(refused.problem, form)
            response = _written(root, rows, form)
            response.status_code = 201 if method == "POST" else 200
            patch_cache_control(response, private=True, no_store=True)
            return response

        return opened

    return decorate


def _enter(request: Any, given: Any) -> None:
    running = list(live_programmes(at=request.at))
    wanted = given.get("jurisdiction_id") or (str(running[0].id) if len(running) == 1 else "")
    request.programme = next((one for one in running if str(one.id) == wanted), None)
    if request.programme is None:
        raise NotAnswered(NO_PROGRAMME)
    request.desk = _desk(request, given.get("api_key", "") or request.GET.get("api_key", ""))
    request.actor = Actor(role=Role.RESIDENT, purpose=Purpose.RECEIVE_FACTS, programme_id=request.programme.id)


def _desk(request: Any, key: str) -> OtherDesk | None:
    if not key:
        return None
    desk = queries.desk_of_key(digest_of(key), programme_id=request.programme.id)
    if desk is None:
        within = is_within("open311.key", address_of(request), limit=KEYS_TRIED, at=request.at)
        raise NotAnswered(NO_KEY if within else TOO_OFTEN)
    return desk


@open311("GET", "services")
def services_list(request: Any, given: Any) -> Sequence[dict[str, Any]]:
    known = queries.catalogue(request.programme, at=request.at).services
    return [_service(service) for service in known.values()]


@open311("GET", "service_definition")
def service_definition(request: Any, given: Any, service_code: str) -> Sequence[dict[str, Any]]:
    """No kind of request asks for more than words and place."""
    if service_code not in queries.catalogue(request.programme, at=request.at).services:
        raise NotAnswered(NO_SERVICE)
    return [{"service_code": service_code, "attributes": []}]


def _service(service: queries.Service) -> dict[str, Any]:
    return georeport.service_row(service, name=in_language(service), group=gettext(rules.GROUPS[service.group]))


@csrf_exempt
def requests(request: Any, form: str) -> HttpResponse:
    """GET: those that may be read. POST: one is sent."""
    return (send if request.method == "POST" else read)(request, form)


@open311("GET", "service_requests")
def read(request: Any, given: Any) -> Sequence[dict[str, Any]]:
    key = str(request.desk.id) if request.desk else address_of(request)
    if not is_within("open311.read", key, limit=READ, at=request.at):
        raise NotAnswered(TOO_OFTEN)
    readable = queries.readable_by(request.desk, programme=request.programme, at=request.at)
    if wanted := given.get("service_request_id"):
        return _shown(request, readable.filter(id__in=_ids(wanted)))
    asked = georeport.read_asked(given, at=request.at)
    if isinstance(asked, Problem):
        raise NotAnswered(asked)
    pages = Paginator(queries.asked_for(readable, asked), asked.rows)
    return _shown(request, pages.page(asked.page).object_list if asked.page <= pages.num_pages else [])


@open311("GET", "service_requests")
def one_request(request: Any, given: Any, request_id: UUID) -> Sequence[dict[str, Any]]:
    readable = queries.readable_by(request.desk, programme=request.programme, at=request.at)
    rows = _shown(request, readable.filter(id=request_id))
    if not rows:
        raise NotAnswered(NOT_THERE)
    return rows


@open311("GET", "service_requests")
def token(request: Any, given: Any, request_id: UUID) -> Sequence[dict[str, Any]]:
    """A request has its number at once, so its token is that number."""
    if not queries.readable_by(request.desk, programme=request.programme, at=request.at).filter(id=request_id).exists():
        raise NotAnswered(NOT_THERE)
    return [{"service_request_id": str(request_id), "token": str(request_id)}]


@open311("POST", "service_requests")
def send(request: Any, given: Any) -> Sequence[dict[str, Any]]:
    """Take a request of a desk down. Names are not kept; what was left out is told."""
    if request.desk is None:
        raise NotAnswered(NO_KEY)
    if not is_within("open311.send", str(request.desk.id), limit=SENT, at=request.at):
        raise NotAnswered(TOO_OFTEN)
    place = georeport.place_of(given)
    if isinstance(place, Problem):
        raise NotAnswered(place)
    contact = (given.get("phone") or given.get("email") or "").strip()
    made = services.receive(
        told=services.Told(
            text=given.get("description", ""), service=given.get("service_code", ""), place=place,
            area_code=given.get("address_id", "").strip(), contact=contact, wants_callback=bool(given.get("phone")),
        ),
        channel=rules.OPEN311, client_id=uuid4(), programme=request.programme, by=request.actor, at=request.at,
        sent_by=services.SentBy(request.desk, given.get(OWN_NUMBER, "").strip()[:100]),
    )  # fmt: skip
    notice = _notice(made, dropped=[name for name in georeport.NOT_KEPT if given.get(name)])
    return [{"service_request_id": str(made.request.id), "service_notice": notice or None, "account_id": None}]


def _notice(made: services.Received, *, dropped: list[str]) -> str:
    told = []
    if made.code:
        told.append(gettext("Under the code %(code)s the caller reads the answer.") % {"code": codes.spoken(made.code)})
    if dropped:
        told.append(gettext("Not kept: %(names)s.") % {"names": ", ".join(dropped)})
    for kind in made.left_out:
        told.append(gettext("Left out: %(what)s.") % {"what": gettext(stripping.KINDS[kind])})
    return " ".join(told)


def _shown(request: Any, rows: Any) -> list[dict[str, Any]]:
    """The rows as the standard has them; that a desk read words of its own requests goes on record."""
    rows = list(rows)
    known = queries.catalogue(request.programme, at=request.at).services
    county = LENGTHS["county"]
    names = names_of({row.area_code[:county] for row in rows}, programme_id=request.programme.id)
    own = [row for row in rows if request.desk is not None and row.desk_id == request.desk.id]
    if own:
        audit.record(
            "intake.desk_saw_requests", on=request.desk, by=request.actor, at=request.at, count=len(own),
            detail={"first": str(own[0].id), "last": str(own[-1].id)},
        )  # fmt: skip
    return [
        georeport.request_row(
            row, state=rules.state_at(row, request.at), county=names.get(row.area_code[:county], ""),
            service_name=in_language(known[row.service_code]) if row.service_code in known else None,
            answer=queries.lead_of(row).answer, is_own=row in own,
        )
        for row in rows
    ]  # fmt: skip


def discovery(request: Any, form: str) -> HttpResponse:
    """Where GeoReport is spoken: what an app asks first."""
    if form not in FORMS:
        return _refusal(NO_FORM, form)
    services_url = request.build_absolute_uri(reverse("open311:services", args=["json"]))
    endpoint = {
        "specification": SPECIFICATION, "url": services_url.removesuffix("/services.json"), "changeset": CHANGESET,
        "type": "production", "formats": list(FORMS.values()),
    }  # fmt: skip
    told = {"changeset": CHANGESET, "contact": None, "key_service": None, "endpoints": [endpoint]}
    return _written("discovery", [told], form)


def _ids(text: str) -> list[UUID]:
    found = []
    for part in text.split(",")[: georeport.MOST_ROWS]:
        try:
            found.append(UUID(part.strip()))
        except ValueError:
            continue
    return found


def _written(root: str, rows: Sequence[dict[str, Any]], form: str) -> HttpResponse:
    if form == "xml":
        return HttpResponse(georeport.as_xml(root, rows), content_type="text/xml; charset=utf-8")
    body: Any = list(rows) if root in georeport.ELEMENTS else rows[0]
    return JsonResponse(body, safe=False, json_dumps_params={"ensure_ascii": False})


def _refusal(problem: Problem, form: str) -> HttpResponse:
    """As the standard has it: a list of errors, each with code and description."""
    response = _written("errors", [{"code": problem.code, "description": problem_text(problem)}], form)
    response.status_code = problem.status
    return response
