"""What everybody may read: which claims are so and which are not, with sources, and what was updated when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from fangxian.clarification import queries
from fangxian.clarification.forms import claim_in_language
from fangxian.clarification.models import Answer, Clarification
from fangxian.core.programmes.models import Programme

ROWS, IN_FEED, LONGEST_SEARCH = 20, 50, 60


@require_safe
def clarifications(request: Any) -> HttpResponse:
    """Claims with their answers, the newest first, of the programme asked for or the one that published last."""
    programmes = queries.programmes_with_answers()
    chosen = _chosen(request, programmes)
    wanted = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = queries.published(chosen.id, wanted=wanted) if chosen else Clarification.objects.none()
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    answers = queries.newest_answers(page.object_list)
    request.programme = chosen or request.programme
    context = {
        "page": page, "rows": [(one, answers[one.id]) for one in page.object_list], "q": wanted,
        "programmes": programmes, "chosen": chosen, "is_chinese": _is_chinese(),
    }  # fmt: skip
    return render(request, "clarification/public.html", context)


@require_safe
def clarification(request: Any, clarification_id: UUID) -> HttpResponse:
    """One claim with its answer in both languages, its sources, and what every version changed."""
    found = queries.public_one(clarification_id)
    if found is None:
        raise Http404
    request.programme = found.programme
    versions = queries.public_versions(found)
    wanted = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.version) == wanted), versions[0])
    context = {
        "one": found, "answer": shown, "is_newest": shown == versions[0], "versions": versions,
        "is_chinese": _is_chinese(),
    }  # fmt: skip
    return render(request, "clarification/public_one.html", context)


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _chosen(request: Any, programmes: list[Programme]) -> Programme | None:
    wanted = request.GET.get("programme")
    return next((one for one in programmes if str(one.id) == wanted), programmes[0] if programmes else None)


class Atom(Feed):
    """Public answers, the newest first, for whoever wants to be told of a new one."""

    feed_type = Atom1Feed
    title = gettext_lazy("Questions and answers")
    page = "clarification:atom"

    def get_object(self, request: HttpRequest) -> Programme | None:
        return _chosen(request, queries.programmes_with_answers())

    def link(self) -> str:
        return reverse("clarification:public")

    def feed_url(self) -> str:
        return reverse(self.page)

    def subtitle(self, programme: Programme | None) -> str:
        return programme.city_name if programme else ""

    description = subtitle

    def items(self, programme: Programme | None) -> list[tuple[Clarification, Answer]]:
        found = list(queries.published(programme.id)[:IN_FEED]) if programme else []
        answers = queries.newest_answers(found)
        return [(one, answers[one.id]) for one in found]

    def item_title(self, item: tuple[Clarification, Answer]) -> str:
        return claim_in_language(item[0])

    def item_description(self, item: tuple[Clarification, Answer]) -> str:
        """In both languages, because a feed is read where nobody chooses one."""
        answer = item[1]
        changed = f"{gettext('What is new')}: {answer.change_zh} {answer.change_en}\n" if answer.change_zh else ""
        return f"{changed}{answer.answer_zh}\n{answer.answer_en}"

    def item_link(self, item: tuple[Clarification, Answer]) -> str:
        return reverse("clarification:public_one", args=[item[0].id])

    def item_guid(self, item: tuple[Clarification, Answer]) -> str:
        return f"urn:uuid:{item[1].id}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: tuple[Clarification, Answer]) -> Any:
        return item[0].published_at

    def item_updateddate(self, item: tuple[Clarification, Answer]) -> Any:
        return item[0].updated_at or item[0].published_at


class Rss(Atom):
    """The same in RSS."""

    feed_type = Rss201rev2Feed
    page = "clarification:rss"
