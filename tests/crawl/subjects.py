"""What stands in a URL: for each parameter of a route, the thing of one's own county that it names.

**A new route with a parameter.** If the thing is already here under that name (`person_id`, `task_id`, ...),
nothing is to be done. If it is new, make one of it in `places.py` (or, if it belongs to no county, in
`city_wide` below) and put its id into `ids` under the name of the parameter; where another app uses the
same word for another thing, under "app:parameter". A parameter that nobody made fails the build.

SHARED names the things that are no county's secret: everybody whose role opens the page may read them, and
why. For all others the next county must not even learn that they exist.
"""

from __future__ import annotations

from datetime import date, timedelta

from fangxian.briefing.registry import BOARDS, FIGURES
from fangxian.briefing.services import issue_bulletin
from fangxian.core.actors.rules import Purpose, Role
from fangxian.core.areas.models import Area
from fangxian.core.orders.models import Order
from fangxian.core.signin.services import enrol_phone
from fangxian.core.staff.services import name_sponsor
from fangxian.erasure import services as erasure
from fangxian.erasure.models import RetentionReport
from fangxian.intake.sources.service_request import services as hotline
from fangxian.letters import services as letters
from fangxian.outgoing.services import register_outside_request
from fangxian.reactions.models import Claim
from fangxian.readiness import services as readiness
from tests import work
from tests.city import GRID, City
from tests.clarifications import published, question
from tests.exposed import a_public_list
from tests.posts import order
from tests.published import confirmed, proposed, publishers

from .places import Place
from .routes import Route

# Whose pages are no other county's, though everybody may know that they exist.
PUBLISHED = {"checkpoint_id": "open posts are listed for everybody, each with the way to complain of it"}
SHARED = {
    "account:key": "a link of the sign-in, about nobody",
    "account:uidb36": "a link of the sign-in, about nobody",
    "account:pk": "somebody's own second factor",
    "order_id": "orders are published",
    "what": "a word of the page",
    "act": "a word of the page",
    "pack_id": "rules are published",
    "rest": "an address of the API where nothing is",
    "key": "the name of a figure",
    "code": "a county's border",
    "area_id": "areas are public geography",
    "screening:list_id": "area lists apply to the whole city and name no person",
    "bulletin_id": "figures of the whole city",
    "outgoing:request_id": "what others asked of the whole city, and about nobody",
    "purpose": "a word of the page",
    "release_id": "figures made public, without a person in them",
    "public_id": "a document made public, without a person in it",
    "place_list_id": "places made public, without a person in them",
    "report_id": "how much was forgotten, in numbers",
    "programme_id": "programmes and their certificates are public",
    "form": "a kind of file",
    "service_code": "the kinds of requests are public",
    "desk_id": "another desk, for whoever issues keys in the whole city",
    "open311:request_id": "a request of the whole city, without its words and its place",
    "portal:checkpoint_id": "a post is public, and so is its poster",
    "portal:gate_id": "a gate is public, and so is its poster",
    "venue_code": "printed at a door for everybody",
    "hold_id": "holds are decided for the whole programme, by case number",
    "clarification_id": "a claim that the whole city may read of, and about nobody",
    "question_id": "asked of the whole city by nobody in particular",
    "claim_id": "a step of the machinery, about nobody",
}
ABSENT = {
    "uuid": "00000000-0000-7000-8000-000000000000",
    "int": 987_654_321,
    "str": "nobody",
    "portal:number": "100000000",
    "path": "nobody",
    "slug": "absent",
}  # what exists nowhere


def city_wide(city: City) -> tuple[dict[str, object], Order]:
    """What belongs to no county, made once before either of them."""
    area_list = work.list_in_effect(city)
    at_posts = order(city, "checkpoint", "gate")
    bulletin = issue_bulletin(
        programme=city.programme, boards=BOARDS, first_on=date(2020, 3, 9), last_on=date(2020, 3, 9),
        by=city.actor("commander", Purpose.COMMAND), at=city.at,
    )  # fmt: skip
    erasure.forget(at=city.at)
    report = RetentionReport.objects.exclude(programme=None).latest("ran_at")
    release = confirmed(city, proposed(publishers(city)))
    asked = register_outside_request(
        programme=city.programme, asker="police", asker_body="试验分局", channel="letter", wanted="list",
        received_at=city.at, by=city.actor("duty", Purpose.ADMINISTER), at=city.at,
    )  # fmt: skip
    by_admin = city.actor("admin", Purpose.ADMINISTER)
    desk, _ = hotline.issue_key(name="试验平台", programme=city.programme, by=by_admin, at=city.at)
    step = Claim.objects.create(
        programme=city.programme, position=1, event_id=1, event_at=city.at, action="tests.happened",
        reaction="tests.fail", due_at=city.at, attempts=6, parked_at=city.at + timedelta(minutes=1),
    )  # fmt: skip
    return {
        "order_id": at_posts.id, "screening:list_id": area_list.id, "bulletin_id": bulletin.id,
        "clarification_id": published(city).id, "question_id": question(city).id,
        "claim_id": step.id, "outgoing:request_id": asked.id, "purpose": "supplies",
        "public_id": _a_public_letter(city),
        "release_id": release.id, "place_list_id": a_public_list(city).id, "report_id": report.id,
        "programme_id": city.programme.id, "form": "json", "service_code": "open_venue",
        "desk_id": desk.id, "area_id": Area.objects.get(code=GRID).id,
        "pack_id": "cn.protocol.6", "key": next(iter(FIGURES)), "code": "330500", "what": "sign", "act": "review",
        "rest": "nothing/here", "account:key": "nothing", "account:uidb36": "1", "account:pk": 1,
    }, at_posts  # fmt: skip


def _a_public_letter(city: City) -> object:
    text = letters.Text("public_letter", "residents", "3305", title_zh="致市民的公开信", text_zh="请互相照应。")
    made = letters.draft_document(
        text=text, is_public=True, programme=city.programme, by=city.actor("duty", Purpose.COMMAND), at=city.at
    )
    commander = city.actor("commander", Purpose.COMMAND)
    return letters.approve_document(document=made, by=commander, at=city.at).id


def staff_of(city: City, place: Place) -> dict[str, object]:
    """Somebody in post in this county, and a leader who answers for it."""
    post = city.posts[f"{place.key}_{Role.SUPERVISOR}"]
    named = name_sponsor(
        leader=post.user, function="分片包保", kind="area", area_code=place.county, target="",
        by=city.actor("admin", Purpose.ADMINISTER), at=city.at,
    )  # fmt: skip
    by = city.actor(f"{place.key}_{Role.SUPERVISOR}", Purpose.ADMINISTER)
    phone, _ = enrol_phone(name=f"{place.mark}手机", area_code=place.county, days=7, by=by, at=city.at)
    duty = readiness.enter_duty(
        unit=post.unit, function="试验值班", phone="13800000001", starts_at=city.at,
        ends_at=city.at + timedelta(hours=12), by=by, at=city.at,
    )  # fmt: skip
    group = readiness.register_group(
        programme=city.programme, unit=post.unit, area_code=place.county, platform="wechat",
        name=f"{place.mark}邻里群", purpose="tell", function="试验值班", by=by, at=city.at,
    )  # fmt: skip
    return {
        "duty_id": duty.id,
        "group_id": group.id,
        "unit_id": post.unit_id,
        "user_id": post.user_id,
        "post_id": post.id,
        "sponsorship_id": named.id,
        "phone_id": phone.id,
    }


def value_of(route: Route, parameter: str, ids: dict[str, object]) -> object:
    """What this parameter names on this route. Errors: LookupError if nobody made it."""
    for name in (f"{route.app}:{parameter}", parameter):
        if name in ids:
            return ids[name]
    raise LookupError(f"{route.pattern}: nobody made a {parameter!r}; see tests/crawl/subjects.py")


def is_shared(route: Route, parameter: str) -> bool:
    """Whether what this parameter names may be known to every reader of the page."""
    return f"{route.app}:{parameter}" in SHARED or parameter in SHARED


def absent_of(route: Route, parameter: str, kind: str) -> object:
    """What is well formed and exists nowhere."""
    return ABSENT.get(f"{route.app}:{parameter}", ABSENT[kind])
