"""Questions that wait, claims with their answers, and what is public of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from fangxian.core.actors.rules import Actor
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.programmes.models import Programme
from fangxian.engine.rules.packs import Pack
from fangxian.intake.sources.service_request.queries import catalogue
from fangxian.intake.sources.service_request.rules import likeness, stripping

from . import rules
from .models import Answer, Campaign, Clarification, Question

LIKE_FROM = 0.5  # our decision; a hint beside a question, never acted upon


def clock_of(programme: Programme, *, at: datetime) -> tuple[Pack, timedelta]:
    """The edition and the time within which a question is answered."""
    pack = pack_in_force(programme, rules.CLOCK_FAMILY, at)
    return pack, timedelta(minutes=pack.rule(rules.CLOCK).params["minutes"])


def stripped(text: str, programme: Programme, *, at: datetime) -> stripping.Stripped:
    """The text without what tells of a person's origin or health, by the hotline's edition."""
    return stripping.strip(text, group="ask", words=catalogue(programme, at=at).words)


# --- questions
def questions_waiting(by: Actor) -> QuerySet[Question]:
    """Questions that nobody has put to a claim yet, the first that is due first."""
    rows = Question.objects.filter(programme_id=by.programme_id, clarification=None, settled_at=None)
    return rows.order_by("due_at", "id")


def questions_chosen(ids: Iterable[UUID], *, by: Actor) -> list[Question]:
    return list(questions_waiting(by).filter(id__in=list(ids)))


def question_of(question_id: UUID, *, by: Actor) -> Question | None:
    return Question.objects.filter(programme_id=by.programme_id, id=question_id).first()


def questions_sent(ids: Iterable[UUID], *, programme_id: UUID) -> list[Question]:
    """Questions by the ids of their forms, which only the browser that sent them knows; the newest first."""
    rows = Question.objects.filter(programme_id=programme_id, client_id__in=list(ids))
    return list(rows.select_related("clarification").order_by("-received_at", "-id"))


def probably(questions: Iterable[Question], claims: Iterable[Clarification]) -> dict[UUID, Clarification]:
    """For each question the claim that it is most likely about; none where nothing is alike."""
    pairs = [(one, [set(likeness.pairs_of(one.claim_zh)), set(likeness.pairs_of(one.claim_en))]) for one in claims]
    found: dict[UUID, Clarification] = {}
    for question in questions:
        told = set(likeness.pairs_of(question.text or ""))
        rated = [(max(_likeness(told, words) for words in both), one) for one, both in pairs]
        best = max(rated, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] >= LIKE_FROM:
            found[question.id] = best[1]
    return found


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


# --- claims and answers
def clarifications(by: Actor) -> QuerySet[Clarification]:
    """Every claim: those that wait first, by their clock, then what is public."""
    rows = Clarification.objects.filter(programme_id=by.programme_id)
    return rows.order_by(F("published_at").desc(nulls_first=True), "due_at", "id")


def clarification_of(clarification_id: UUID, *, by: Actor) -> Clarification | None:
    return clarifications(by).filter(id=clarification_id).first()


def answers_of(one: Clarification) -> list[Answer]:
    """Every version that was proposed, the newest first."""
    rows = one.answers.select_related(
        "proposed_by__unit__body", "confirmed_by__unit__body", "declined_by__unit__body", "clarification"
    )
    return list(rows.order_by("-proposed_at", "-id"))


def answer_waiting(one: Clarification) -> Answer | None:
    return next((answer for answer in answers_of(one) if answer.is_waiting), None)


def newest_of(one: Clarification) -> Answer | None:
    """What the next version begins with: the newest that was proposed, declined ones too."""
    return one.answers.order_by("-proposed_at", "-id").first()


# --- what everybody may read
def programmes_with_answers() -> list[Programme]:
    """Programmes with something public; the one that published last first."""
    newest = Max(Coalesce("updated_at", "published_at"))
    rows = Clarification.objects.filter(published_at__isnull=False).values("programme").annotate(newest=newest)
    ids = [row["programme"] for row in rows.order_by("-newest")]
    found = Programme.objects.in_bulk(ids)
    return [found[one] for one in ids]


def published(programme_id: UUID, *, wanted: str = "") -> QuerySet[Clarification]:
    """Claims with a public answer, the newest first; only those that hold the words, if any are wanted."""
    rows = Clarification.objects.filter(programme_id=programme_id, published_at__isnull=False)
    for word in wanted.split():
        said = Answer.objects.filter(confirmed_at__isnull=False).filter(
            Q(claim_zh__icontains=word) | Q(claim_en__icontains=word)
            | Q(answer_zh__icontains=word) | Q(answer_en__icontains=word)
        )  # fmt: skip
        rows = rows.filter(id__in=said.values("clarification_id"))
    return rows.annotate(changed_at=Coalesce("updated_at", "published_at")).order_by("-changed_at", "-id")


def public_versions(one: Clarification) -> list[Answer]:
    """Every public version of an answer, the newest first; those that were replaced stay readable."""
    return list(one.answers.filter(confirmed_at__isnull=False).order_by("-version"))


def newest_answers(rows: Iterable[Clarification]) -> dict[UUID, Answer]:
    """The public answer of each claim."""
    found = Answer.objects.filter(clarification__in=[one.id for one in rows], confirmed_at__isnull=False)
    return {answer.clarification_id: answer for answer in found.order_by("version")}


def public_one(clarification_id: UUID) -> Clarification | None:
    rows = Clarification.objects.filter(id=clarification_id, published_at__isnull=False)
    return rows.select_related("programme").first()


# --- publicity
def campaigns(by: Actor) -> QuerySet[Campaign]:
    """Lines of the reader's area, the newest first."""
    rows = Campaign.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related("recorded_by__unit__body", "clarification").order_by("-starts_at", "-id")


def campaign_of(campaign_id: UUID, *, by: Actor) -> Campaign | None:
    return campaigns(by).filter(id=campaign_id).first()
