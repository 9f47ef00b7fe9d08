"""What anybody may read, for programs: health, programmes, rules, posts, area lists, published figures.

Nothing here is about a person. Everything is read only; what is asked for and not there is answered in words
with a stable code, as on the pages. The description is at /api/openapi.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.urls.converters import PathConverter
from django.utils.translation import override
from ninja import Field, NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError

from fangxian.core.packs.queries import Edition, edition, editions
from fangxian.core.problems.rules import Problem, Refused
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.screens.views import problem_text
from fangxian.engine.rules.packs import Rule, Source
from fangxian.intake.sources.checkpoint.queries import open_posts
from fangxian.publication.queries import days_published
from fangxian.publication.queries.places import versions_published
from fangxian.reactions.queries import what_is_behind
from fangxian.screening.queries import listings_of, lists_in_effect

DESCRIPTION = (
    "公开接口，只读，不含任何个人信息。文字有中英文两种；未知的内容为 null，从不猜测。时间为 UTC。\n\n"
    "What anybody may read; read only, nothing about a person. Texts in Chinese and English; what is not known is "
    "null and never guessed. Moments are UTC."
)
ROWS = 100
MOST_ROWS = 500


@dataclass(frozen=True)
class Reason:
    """Why the API itself does not answer, in both languages: programs show it to whoever reads either."""

    code: str
    zh: str
    en: str
    status: int = 404


class NotAnswered(Exception):
    """Raised with the `Reason` why there is no answer."""

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(reason.en)


NO_PROGRAMME = Reason("api.no_programme", "没有这个正在运行的项目。", "No programme of this id is running.")
WHICH_PROGRAMME = Reason(
    "api.which_programme",
    "有多个项目在运行，请指明一个。",
    "Several programmes are running: say which one.",
    status=409,
)
NO_PACK = Reason("api.no_pack", "没有这个规则版本。", "There are no rules of this id.")
NO_PAGE = Reason("api.no_page", "此地址没有内容。", "There is nothing at this address.")

api = NinjaAPI(
    title="防线 Fangxian",
    version="1",
    description=DESCRIPTION,
    docs_url=None,  # its page would load scripts from elsewhere, which the content policy forbids
    urls_namespace="api",
    openapi_url="/openapi.json",
)


class Said(Schema):
    """双语文字 / A text in both languages."""

    zh: str
    en: str


class Refusal(Schema):
    """为何不能 / Why something was not answered."""

    code: str = Field(description="稳定的代码 / Stable code.")
    text: Said = Field(description="说明 / In words.")


class Health(Schema):
    ok: bool = Field(description="后台工作是否正常 / Whether everything that works in the background does.")
    behind: list[Refusal] = Field(description="落后的工作及原因 / What has fallen behind, and why.")


class ProgrammeOut(Schema):
    id: UUID
    name: str
    city_name: str
    disease_name: str
    starts_on: date = Field(description="开始日 / First day.")
    review_on: date = Field(description="复审日 / Day on which it is reviewed.")
    is_demonstration: bool = Field(description="是否演练 / Whether it is an exercise with invented people.")


class SourceOut(Schema):
    ref: str
    text: str
    url: str | None
    quality: str = Field(
        description="V 已读原文、S 二手、M 记忆、D 我方决定 / V read, S second hand, M memory, D ours."
    )


class PackOut(Schema):
    id: str
    family: str
    edition: str
    title: Said
    issuer: str
    doc_no: str | None
    valid_from: datetime = Field(description="生效时刻 / From this moment.")
    valid_to: datetime | None = Field(description="失效时刻，不含 / Until this moment, which is not included.")
    state: str | None = Field(description="在该项目中的采纳状态；无项目则为 null / Adoption in the programme; or null.")
    sha256: str = Field(description="规范化全文的哈希 / Hash of the canonical text.")


class RuleOut(Schema):
    id: str
    version: str
    kind: str
    explain: Said
    inputs: list[str] = Field(description="规则只能看到的事实 / The only facts that the rule may see.")
    outcome: str | None
    milder: list[str] = Field(description="须先考虑的更轻措施 / Milder measures to consider first.")
    ceiling_type: str | None
    ceiling_days: int | None = Field(description="最长天数 / The most days that a measure may last.")
    legal_basis: list[str]
    sources: list[SourceOut]


class PackWithRules(PackOut):
    sources: list[SourceOut]
    rules: list[RuleOut]
    canonical: str = Field(description="规范化 JSON 全文，可自行验哈希 / The canonical JSON, for checking the hash.")


class PostOut(Schema):
    name: str
    kind: str
    area_code: str
    road: str
    direction: str
    phone: str = Field(description="投诉与咨询电话 / Whom to call.")
    order_number: str = Field(description="依据的命令 / The order that it stands on.")
    opens_at: datetime
    review_at: datetime = Field(description="复审时刻，届时自动关闭 / Closes by itself then unless reviewed.")


class ListingOut(Schema):
    area_code: str
    area_name: str
    level: str
    listed_from: date
    listed_until: date | None = Field(description="不再列入的首日 / First day on which it is no longer listed.")


class AreaListOut(Schema):
    id: UUID
    title: str
    source_name: str
    order_number: str | None
    listing_count: int
    listings: list[ListingOut]


class DayOut(Schema):
    id: UUID
    day: date
    version: int = Field(description="更正后加一 / One more with each correction.")
    as_of: datetime
    published_at: datetime
    path: str = Field(description="数据文件 / Where the figures are.")


class PlaceListOut(Schema):
    id: UUID
    version: int = Field(description="替换后加一 / One more each time that it is replaced.")
    as_of: datetime
    published_at: datetime
    reason: str = Field(description="为何替换；首版为空 / Why it was replaced; empty for the first.")
    path: str = Field(description="数据文件 / Where the places are.")


Which = Query(None, description="项目；只有一个时可省略 / The programme; may be left out while only one runs.")


@api.exception_handler(NotAnswered)
def not_answered(request: HttpRequest, exception: NotAnswered) -> HttpResponse:
    why = exception.reason
    said = {"zh": why.zh, "en": why.en}
    return api.create_response(request, {"code": why.code, "text": said}, status=why.status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    return api.create_response(request, _words(exception.problem), status=exception.problem.status)


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """422 in the same shape as every other refusal; names the parameters and never repeats what was sent."""
    where = ", ".join(sorted({str(error["loc"][-1]) for error in exception.errors}))
    said = {"zh": f"这些参数无法理解：{where}。", "en": f"These parameters were not understood: {where}."}
    return api.create_response(request, {"code": "api.not_understood", "text": said}, status=422)


@api.get("/health", response=Health, summary="运行状况 / Health")
def health(request: Any) -> dict[str, Any]:
    problems = what_is_behind(at=request.at)
    return {"ok": not problems, "behind": [_words(problem) for problem in problems]}


@api.get("/programmes", response=list[ProgrammeOut], summary="正在运行的项目 / Programmes that run")
def programmes(request: Any) -> list[Programme]:
    return list(live_programmes(at=request.at))


@api.get(
    "/packs",
    response={200: list[PackOut], 404: Refusal, 409: Refusal, 422: Refusal},
    summary="规则版本 / Editions of the rules",
)
def packs(request: Any, programme: UUID | None = Which) -> list[dict[str, Any]]:
    chosen = _programme(request, programme)
    return [_pack(one) for one in editions(chosen.id, at=request.at)]


@api.get(
    "/packs/{path:pack_id}", response={200: PackWithRules, 404: Refusal, 409: Refusal, 422: Refusal},
    summary="一个版本的全部规则与出处 / The rules of one edition, with their sources",
)  # fmt: skip
def pack(
    request: Any, pack_id: str = Path(..., min_length=1, max_length=100), programme: UUID | None = Which
) -> dict[str, Any]:
    found = edition(pack_id, programme_id=_programme(request, programme).id, at=request.at)
    if found is None:
        raise NotAnswered(NO_PACK)
    shown = found.pack
    return _pack(found) | {
        "sources": [_source(one) for one in shown.sources],
        "rules": [_rule(one) for one in shown.rules],
        "canonical": shown.canonical.decode(),
    }


@api.get(
    "/posts",
    response={200: list[PostOut], 404: Refusal, 409: Refusal, 422: Refusal},
    summary="公开的检查点 / Posts that stop people now",
)
def posts(request: Any, programme: UUID | None = Which) -> list[dict[str, Any]]:
    chosen = _programme(request, programme)
    now = [one.checkpoint for one in open_posts(chosen.id, at=request.at)]
    names = ("name", "kind", "area_code", "road", "direction", "phone", "opens_at", "review_at")
    return [{name: getattr(post, name) for name in names} | {"order_number": post.order.number} for post in now]


@api.get(
    "/area-lists", response={200: list[AreaListOut], 404: Refusal, 409: Refusal, 422: Refusal},
    summary="现行的地区名单 / Area lists in effect",
)  # fmt: skip
def area_lists(
    request: Any,
    programme: UUID | None = Which,
    limit: int = Query(ROWS, ge=1, le=MOST_ROWS, description="每份名单最多几行 / At most so many rows of each list."),
    offset: int = Query(0, ge=0, le=1_000_000, description="跳过几行 / So many rows are passed over."),
) -> list[dict[str, Any]]:
    chosen = _programme(request, programme)
    return [_area_list(one, limit=limit, offset=offset) for one in lists_in_effect(chosen.id, at=request.at)]


@api.get(
    "/figures",
    response={200: list[DayOut], 404: Refusal, 409: Refusal, 422: Refusal},
    summary="已公布的日期 / Days that are public",
)
def figures(
    request: Any,
    programme: UUID | None = Which,
    limit: int = Query(31, ge=1, le=MOST_ROWS, description="最多几天 / At most so many days."),
) -> list[dict[str, Any]]:
    days = days_published(_programme(request, programme).id, limit=limit)
    names = ("id", "day", "version", "as_of", "published_at")
    return [{name: getattr(day, name) for name in names} | {"path": f"/figures/{day.id}/figures.json"} for day in days]


@api.get(
    "/places",
    response={200: list[PlaceListOut], 404: Refusal, 409: Refusal, 422: Refusal},
    summary="已公布的涉疫场所名单 / Public lists of places, the newest first",
)
def places(request: Any, programme: UUID | None = Which) -> list[dict[str, Any]]:
    versions = versions_published(_programme(request, programme).id)
    names = ("id", "version", "as_of", "published_at", "reason")
    return [
        {name: getattr(one, name) for name in names} | {"path": f"/figures/places/{one.id}/places.json"}
        for one in versions
    ]


class AnyAddress(PathConverter):
    """Whatever is left of an address, line breaks included, which Django's own converter stops at."""

    regex = r"[\s\S]+"


register_converter(AnyAddress, "any_address")


@api.get("/{any_address:rest}", include_in_schema=False)
def nothing_here(request: Any, rest: str) -> None:
    raise NotAnswered(NO_PAGE)


def _words(problem: Problem) -> dict[str, Any]:
    """A refusal of the house with its text in both languages."""
    said = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            said[name] = problem_text(problem)
    return {"code": problem.code, "text": said}


def _programme(request: Any, wanted: UUID | None) -> Programme:
    """The programme that was asked for, or the only one that runs. Errors: NotAnswered."""
    running = list(live_programmes(at=request.at))
    if wanted is None and len(running) > 1:
        raise NotAnswered(WHICH_PROGRAMME)
    found = next((one for one in running if wanted in (None, one.id)), None)
    if found is None:
        raise NotAnswered(NO_PROGRAMME)
    return found


def _pack(one: Edition) -> dict[str, Any]:
    names = ("id", "family", "edition", "issuer", "doc_no", "valid_from", "valid_to", "sha256")
    title = {"zh": one.pack.title.zh, "en": one.pack.title.en}
    return {name: getattr(one.pack, name) for name in names} | {"title": title, "state": one.state}


def _source(one: Source) -> dict[str, Any]:
    return {"ref": one.ref, "text": one.text, "url": one.url, "quality": one.quality}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "version": rule.version,
        "kind": rule.kind,
        "explain": {"zh": rule.explain.zh, "en": rule.explain.en},
        "inputs": list(rule.inputs),
        "outcome": rule.outcome,
        "milder": list(rule.milder),
        "ceiling_type": rule.ceiling.type if rule.ceiling else None,
        "ceiling_days": rule.ceiling.days if rule.ceiling else None,
        "legal_basis": list(rule.legal_basis),
        "sources": [_source(one) for one in rule.sources],
    }


def _area_list(one: Any, *, limit: int, offset: int) -> dict[str, Any]:
    listings = listings_of(one)
    return {
        "id": one.id,
        "title": one.title,
        "source_name": one.source_name,
        "order_number": one.order.number if one.order else None,
        "listing_count": listings.count(),
        "listings": list(listings[offset : offset + limit]),
    }
