"""What every page shares: who may open it, the frame's context, refusals in words, the first page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from fangxian.core.actors.rules import POWERS, Purpose, Role, why_not_use
from fangxian.core.problems.rules import Problem, Refused, refuse, said

from .rules import label_of

# The powers of the duties that are done on the phone (field/src/duties).
ON_THE_PHONE = (
    "intake.check", "intake.sweep", "gates.keep", "venues.keep", "followup.work", "places.disinfect", "tasks.carry",
)  # fmt: skip
# The menu, in the order of the work: (power that shows the line, name of the page, its label).
MENU: list[tuple[str, str, str]] = [
    ("briefing.see", "briefing:home", said("Board")),
    ("publication.see", "publication:list", said("Publication")),
    ("outgoing.see", "outgoing:list", said("Hand-over packages")),
    ("outgoing.see", "outgoing:requests", said("Outside requests")),
    ("intake.see", "intake:lists", said("Pushed lists")),
    ("intake.confirm", "intake:to_confirm", said("Lists to confirm")),
    ("screening.see", "screening:verdicts", said("Verdicts")),
    ("screening.see_lists", "screening:lists", said("Area lists")),
    ("cases.see", "cases:list", said("Cases")),
    ("measures.see", "measures:list", said("Measures")),
    ("measures.decide_appeal", "measures:appeals", said("Appeals")),
    ("tasks.work", "tasks:today", said("Today")),
    ("followup.work", "followup:calls", said("Whom to ask today")),
    ("followup.work", "followup:visits", said("Doors of today")),
    ("measures.serve", "measures:in_my_area", said("At home in my area")),
    ("tasks.see", "entries:board", said("Arrivals")),
    ("tasks.see", "tasks:board", said("Tasks")),
    ("tasks.see", "tasks:late", said("Late tasks")),
    ("tasks.look_back", "tasks:look_backs", said("Look-backs")),
    ("tasks.dispatch", "tasks:nights", said("Who has the night")),
    ("people.name_care_team", "tasks:care", said("Three named people")),
    ("people.see_file", "files:followed_up", said("People followed up")),
    ("people.look_up", "files:look_up", said("Look somebody up")),
    ("people.match", "files:matches", said("One person, one file")),
    ("people.break_glass", "files:across", said("Reading across areas")),
    ("people.review_reads", "files:watch", said("Readings to review")),
    ("people.review_reads", "files:trace", said("Trace a page")),
    ("inquiries.work", "inquiries:list", said("Inquiries between areas")),
    ("assistance.request", "assistance:asked", said("Help from the police")),
    ("assistance.answer", "assistance:desk", said("Requests for help")),
    *((power, "field:shell", said("Work on the phone")) for power in ON_THE_PHONE),
    ("intake.check", "checkpoint:lane", said("My post")),
    ("intake.check", "entries:from_my_post", said("Let go on from here")),
    ("intake.run_posts", "checkpoint:posts", said("Posts")),
    ("intake.sweep", "sweep:mine", said("My doors")),
    ("intake.run_sweeps", "sweep:rounds", said("Sweeps")),
    ("gates.keep", "gate:mine", said("My gate")),
    ("gates.answer", "gate:gates", said("Gates")),
    ("venues.keep", "venue:venues", said("Dense places")),
    ("places.disinfect", "disinfection:log", said("Disinfection log")),
    ("requests.take", "requests:take", said("Take a call")),
    ("requests.take", "requests:board", said("Requests")),
    ("requests.look_at_photos", "requests:photos", said("Photos to look at")),
    ("requests.take", "requests:files", said("Files of other desks")),
    ("clarification.work", "clarification:desk", said("Questions that people send")),
    ("clarification.see", "clarification:board", said("Claims and answers")),
    ("mediation.work", "mediation:list", said("Incidents and mediation")),
    ("feedback.read", "feedback:digest", said("What people send us")),
    ("publicity.log", "clarification:publicity", said("Publicity ledger")),
    ("letters.see", "letters:board", said("Letters")),
    ("letters.answer", "letters:to_us", said("Letters to us")),
    ("letters.read", "letters:documents", said("Documents")),
    ("requests.run_desks", "requests:desks", said("Other desks")),
    ("portal.answer", "portal:objections", said("Objections")),
    ("people.issue_code", "portal:helpers", said("Helpers to check")),
    ("supervision.inspect", "supervision:mine", said("My visits")),
    ("supervision.see", "supervision:board", said("Findings")),
    ("supervision.plan", "supervision:visits", said("Visits of inspectors")),
    ("supervision.see", "supervision:coverage", said("Who has not been visited")),
    ("supervision.see", "supervision:rights", said("Signs of rights denied")),
    ("supervision.answer", "supervision:unit", said("Findings at my unit")),
    ("orders.see", "orders:list", said("Orders")),
    ("packs.see", "packs:list", said("Rules")),
    ("readiness.see", "readiness:liaisons", said("Who can be called")),
    ("readiness.unit", "readiness:own_sheet", said("Morning sheet")),
    ("readiness.run", "readiness:units", said("Units and morning sheets")),
    ("staff.see", "staff:coverage", said("Vacant grids")),
    ("staff.see", "staff:list", said("Staff")),
    ("signin.run_phones", "signin:phones", said("Shared phones")),
    ("staff.see", "areas:list", said("Areas")),
    ("programmes.create", "staff:new_programme", said("Begin a programme")),
    ("audit.read", "audit:list", said("Audit")),
    ("erasure.see", "erasure:terms", said("What is forgotten")),
    ("erasure.see", "erasure:plan", said("End of the programme")),
    ("messages.see", "outbox:outbox", said("Messages")),
    ("operations.see", "reactions:operations", said("Operations")),
]

# Under which heading a line stands, by its page or its app, where a role has more lines than FEW_LINES.
FEW_LINES = 10
GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    (said("Command"), frozenset({"briefing", "publication", "outgoing", "orders", "packs", "erasure:plan"})),
    (
        said("What was told"),
        frozenset({"intake", "requests", "letters", "clarification", "feedback", "screening", "cases"}),
    ),
    (
        said("Work of the day"),
        frozenset(
            {
                "tasks:today",
                "tasks:board",
                "tasks:late",
                "tasks:look_backs",
                "tasks:nights",
                "followup",
                "entries",
                "field",
                "readiness",
                "clarification:publicity",
            }
        ),
    ),
    (
        said("People and their rights"),
        frozenset({"measures", "tasks", "files", "portal", "assistance", "inquiries", "mediation"}),
    ),
    (said("Posts, gates, doors"), frozenset({"checkpoint", "gate", "venue", "sweep", "disinfection"})),
    (said("Supervision"), frozenset({"supervision"})),
    (said("Staff and system"), frozenset()),  # everything else
)

# What a role sees first: the next thing to do, not a menu. Others start at their first line of the menu.
FIRST_PAGES: dict[Role, str] = {
    Role.ADMINISTRATOR: "staff:coverage",
    Role.AUDITOR: "audit:list",
    Role.COMMANDER: "briefing:home",
    Role.DUTY_OFFICER: "intake:lists",
    Role.EPIDEMIOLOGIST: "cases:list",
    Role.HEALTH_APPROVER: "measures:list",
    Role.HOTLINE_OPERATOR: "requests:take",
    Role.DEPARTMENT_LIAISON: "letters:to_us",
    Role.GATE_KEEPER: "gate:mine",
    Role.GRID_WORKER: "tasks:today",
    Role.PUBLISHER: "publication:list",
    Role.PLACE_LIAISON: "gate:gates",
    Role.POLICE_LIAISON: "assistance:desk",
    Role.SIGNATORY: "orders:list",
    Role.SUPERVISOR: "tasks:late",
}

# Where a member of a unit sees what was dealt to her this morning: her first page, and an officer's lane.
OWN_PART_PAGES: dict[Role, str] = {**FIRST_PAGES, Role.CHECKPOINT_OFFICER: "checkpoint:lane"}

LARGE_TEXT_COOKIE = "large_text"
A_YEAR = 365 * 24 * 3600


def address_of(request: Any) -> str:
    """The network address that a request came from; behind our own proxies, the one that they saw."""
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def problem_text(problem: Problem) -> str:
    """A problem in the reader's language; a missing power is told by the roles that have it."""
    if problem.code == "actors.no_power":
        roles = [role for role in Role if problem.values.get("power") in POWERS[role]]
        return _who_may(roles)
    text = gettext(problem.text)
    return text % dict(problem.values) if problem.values else text


def _who_may(roles: list[Role]) -> str:
    if not roles:
        return gettext("Nobody may do this.")
    named = gettext(", ").join(gettext(label_of("role", role).text) for role in roles)
    return gettext("Your role may not do this. These may: %(roles)s.") % {"roles": named}


def screen(*, power: str, purpose: Purpose) -> Callable:
    """A view for people in a post: needs `power`, acts for `purpose` as `request.actor`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @login_required
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.post is None:
                return redirect("staff:choose_post")
            request.actor = request.actor_for(purpose)
            refuse(why_not_use(power, by=request.actor))
            return view(request, *args, **kwargs)

        guarded.power = power  # type: ignore[attr-defined]
        return guarded

    return decorate


class HeadersMiddleware:
    """What a browser may do with a page of ours, and that nobody keeps one: phones and desks are shared.

    Static files are answered before it and may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        for name, value in settings.PAGE_HEADERS.items():
            response.setdefault(name, value)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Nothing of a request that is too large is read."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= settings.LARGEST_REQUEST:
            return None
        most = settings.LARGEST_REQUEST // 1024 // 1024
        return render(request, "413.html", {"most": most}, status=413)


class InMemory(MemoryFileUploadHandler):
    """A file that is sent to us lies on no disk in the clear, where a list or a photo could be found again.

    However large it is: what a request may hold at all is bounded before it is read (LARGEST_REQUEST).
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


class RefusalMiddleware:
    """Turns a `Refused` that no view caught into a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        problem = exception.problem
        context = {"problem": problem, "text": problem_text(problem), "back": _back(request)}
        return render(request, "screens/refused.html", context, status=problem.status)


def _back(request: HttpRequest) -> str:
    """The page one came from, if it is ours and another one; else the first page."""
    referer = request.headers.get("referer", "")
    own = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if own and referer != request.build_absolute_uri() else "/"


def page_context(request: Any) -> dict[str, Any]:
    """The programme, the post, the moment and the menu of the reader."""
    post = getattr(request, "post", None)
    programme = getattr(request, "programme", None)
    return {
        "post": post,
        "programme": programme,
        "at": getattr(request, "at", None),
        "is_demonstration": bool(programme and programme.is_demonstration),
        "text_is_large": request.COOKIES.get(LARGE_TEXT_COOKIE) == "1",
        "menu": grouped(menu_of(Role(post.role), path=request.path)) if post else [],
        "shows_own_part": post is not None and shows_own_part(Role(post.role), request),
    }


def menu_of(role: Role, *, path: str = "") -> list[dict[str, Any]]:
    """The lines of the menu that a role's powers open, each once; the one that `path` lies under is current."""
    open_to_her = dict.fromkeys((name, label) for power, name, label in MENU if power in POWERS[role])
    lines = [{"href": reverse(name), "label": gettext(label), "name": name} for name, label in open_to_her]
    under = [line["href"] for line in lines if path.startswith(line["href"])]
    return [{**line, "is_current": bool(under) and line["href"] == max(under, key=len)} for line in lines]


def grouped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines under their headings, in the order of GROUPS; a short menu is one group without a heading."""
    if len(lines) <= FEW_LINES:
        return [{"label": "", "lines": lines, "is_current": False}] if lines else []
    groups = [{"label": gettext(label), "lines": [], "is_current": False} for label, _ in GROUPS]
    for line in lines:
        group = groups[_group_of(line["name"])]
        group["lines"].append(line)
        group["is_current"] = group["is_current"] or line["is_current"]
    return [group for group in groups if group["lines"]]


def _group_of(name: str) -> int:
    """Its page is named by one group, or else its app; the last group takes what nobody names."""
    for known in (name, name.split(":")[0]):
        for place, (_, names) in enumerate(GROUPS):
            if known in names:
                return place
    return len(GROUPS) - 1


def shows_own_part(role: Role, request: Any) -> bool:
    """Whether this is the first page of somebody to whom a unit's work is dealt out: her part stands on it."""
    here = request.resolver_match
    return here is not None and here.view_name == OWN_PART_PAGES.get(role) and "readiness.unit" in POWERS[role]


def first_page(request: Any) -> HttpResponse:
    """The first page: the public door, or for somebody in a post the next thing to do."""
    if not request.user.is_authenticated:
        return render(request, "screens/door.html")
    if request.post is None:
        return redirect("staff:choose_post")
    role = Role(request.post.role)
    if role in FIRST_PAGES:
        return redirect(FIRST_PAGES[role])
    lines = menu_of(role)
    return redirect(lines[0]["href"]) if lines else render(request, "screens/nothing_to_do.html")


def page_wanted(request: HttpRequest) -> str:
    """Where somebody wants to be afterwards (`next`), if it is a page of ours; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else "/"


def led_to(request: HttpRequest, view: object, url: str, problem: Problem) -> HttpResponse:
    """Lead somebody to what she must do before any page. A door of machines (`speaks_json`) tells why instead."""
    if getattr(view, "speaks_json", False):
        return JsonResponse({"code": problem.code, "text": problem_text(problem)}, status=problem.status)
    if getattr(request, "htmx", False):  # a part of a page: the whole page goes there
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Large text or normal text, remembered on this device for a year."""
    response = redirect(page_wanted(request))
    if request.POST.get("large"):
        response.set_cookie(LARGE_TEXT_COOKIE, "1", max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(LARGE_TEXT_COOKIE)
    return response


def answer_to(request: Any, form: Any, write: Callable[[], HttpResponse]) -> HttpResponse | None:
    """The answer to a form that was sent and accepted; None if the page is to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return write()
    except Refused as refused:
        form.refuse(refused.problem)
        return None
