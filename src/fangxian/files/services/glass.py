"""Reading another area's file: asked, answered by a second person, read, given back."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.files import queries, rules
from fangxian.files.models import BreakGlass
from fangxian.files.queries import Work

from .alarming import tell_areas


@transaction.atomic
def ask_to_read(
    *,
    sought_by: str,
    sought: str,
    work: Work | None,
    reason: str,
    words: str,
    purpose: str,
    is_urgent: bool,
    by: Actor,
    at: datetime,
) -> BreakGlass:
    """Ask to read the file of somebody of another area. Whether she is known at all is not told.

    In danger of life reading begins at once and ends by itself unless a second person confirms it in time.
    """
    person = _person_sought(sought_by, sought, work=work, by=by, at=at)
    is_in_own_area = person is not None and by.covers(person.area_code)
    refuse(rules.why_not_ask(is_in_own_area=is_in_own_area, reason=reason, words=words, purpose=purpose,
                             is_urgent=is_urgent, by=by))  # fmt: skip
    assert work is not None
    within = settings.GLASS_SECOND_WITHIN if is_urgent else settings.GLASS_WAITS_WITHIN
    glass = BreakGlass.objects.create(
        programme_id=by.programme_id,
        area_code=by.area_code,
        subject_area_code=person.area_code if person else "",
        person=person,
        sought_by=sought_by,
        sought=sought.strip(),
        serves_kind=work.kind,
        serves_id=work.id,
        serves_number=work.number,
        reason=reason,
        words=words.strip(),
        purpose=purpose,
        is_urgent=is_urgent,
        requested_at=at,
        requested_by_id=by.post_id,
        second_by_at=at + within,
        ends_at=at + settings.GLASS_HOLDS if is_urgent else None,
    )
    detail = {"reason": reason, "purpose": purpose, "urgent": is_urgent, "for": work.kind, "work": str(work.id)}
    audit.record("files.glass_asked", on=glass, about=person.id if person else None, by=by, at=at, detail=detail)
    if is_urgent and person is not None:
        tell_areas(glass, at=at)
    return glass


def _person_sought(sought_by: str, sought: str, *, work: Work | None, by: Actor, at: datetime) -> Person | None:
    """Who is known by this number, wherever she is; None for nobody. It counts as a lookup."""
    recent = queries.lookup_count(by, at=at)
    refuse(
        rules.why_not_look_up(has_work=work is not None, recent_count=recent, most=settings.LOOKUPS_PER_HOUR, by=by)
        or rules.why_not_sought(sought_by, sought)
    )
    assert by.programme_id is not None
    known = queries.people_sought(sought_by, sought, programme_id=by.programme_id)
    if len(known) > 1:
        text = said("This belongs to several people: ask by the document or the file number.")
        refuse(Problem("files.several_people", text, field="sought"))
    return known[0] if known else None


@transaction.atomic
def decide_glass(*, glass: BreakGlass, is_granted: bool, words: str, by: Actor, at: datetime) -> BreakGlass:
    """Grant or refuse, as the second person. A refusal of what began at once closes it in that moment."""
    glass = _locked(glass)
    refuse(
        rules.why_not_second(
            state=rules.state_at(glass.times, at),
            asked_by_user_id=glass.requested_by.user_id,
            asked_by_body_id=glass.requested_by.unit.body_id,
            area_codes=(glass.area_code, glass.subject_area_code or glass.area_code),
            by=by,
        )
        or (rules.why_not_grant(has_person=glass.person_id is not None) if is_granted else None)
        or _why_not_words(words, is_granted=is_granted)
    )
    glass.decided_at, glass.decided_by_id, glass.is_granted = at, by.post_id, is_granted
    glass.decision_words = words.strip() or None
    if is_granted and glass.ends_at is None:
        glass.ends_at = at + settings.GLASS_HOLDS
    glass.save(update_fields=["decided_at", "decided_by", "is_granted", "decision_words", "ends_at"])
    action = "files.glass_granted" if is_granted else "files.glass_refused"
    audit.record(action, on=glass, about=glass.person_id, by=by, at=at, detail={"urgent": glass.is_urgent})
    if is_granted:
        tell_areas(glass, at=at)
    return glass


def _why_not_words(words: str, *, is_granted: bool) -> Problem | None:
    if is_granted or len(words.strip()) >= rules.SHORTEST_WORDS:
        return None
    text = said("Say in your own words why; at least %(count)s characters.")
    return Problem("files.no_words", text, {"count": rules.SHORTEST_WORDS}, "words", status=422)


@transaction.atomic
def give_back(*, glass: BreakGlass, by: Actor, at: datetime) -> BreakGlass:
    """End it before its time, or take the request back."""
    glass = _locked(glass)
    refuse(
        rules.why_not_give_back(
            state=rules.state_at(glass.times, at), asked_by_user_id=glass.requested_by.user_id, by=by
        )
    )
    glass.given_back_at = at
    glass.save(update_fields=["given_back_at"])
    audit.record("files.glass_given_back", on=glass, about=glass.person_id, by=by, at=at)
    return glass


def record_reading(glass: BreakGlass, *, by: Actor, at: datetime) -> None:
    """Write down one reading of a file under a grant; the person sees it among those who looked."""
    audit.record(
        queries.SAW_ELSEWHERE,
        on=glass,
        about=glass.person_id,
        area_code=glass.subject_area_code,
        by=by,
        at=at,
        detail={"confirmed": bool(glass.is_granted), "reason": glass.reason},
    )


def _locked(glass: BreakGlass) -> BreakGlass:
    rows = BreakGlass.objects.select_for_update(of=("self",)).select_related("requested_by__unit")
    return rows.get(id=glass.id)
