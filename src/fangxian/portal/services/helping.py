"""Who helps a person with her file: named by herself or on a checked paper form, for a time, for some things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, override

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.messages.rules import LANGUAGES, PHONE, SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.core.people.models import Person
from fangxian.core.people.queries import code_index
from fangxian.core.people.rules import new_code
from fangxian.core.problems.rules import Problem, forbidden, refuse, said
from fangxian.core.programmes.rules import why_not_write_own
from fangxian.core.staff.models import Post
from fangxian.portal import queries, rules
from fangxian.portal.models import Proxy, Wish

from .opening import why_not_issue


@dataclass(frozen=True)
class Help:
    """Who is to help, for how long and with what. phone is E.164 or ""."""

    name: str
    relation: str
    scope: Sequence[str]
    days: int
    phone: str = ""


@transaction.atomic
def name_helper(*, person: Person, help_: Help, by: Actor, at: datetime) -> tuple[Proxy, str]:
    """She names a helper herself; returns the helper and the helper's own code, which is shown once."""
    if by.subject_id != person.id or by.role != Role.RESIDENT:
        refuse(forbidden("portal.not_her_own", said("Only the person herself names and takes back helpers.")))
    refuse(why_not_write_own(stood_down_at=person.programme.stood_down_at, at=at))
    refuse(_why_not_name(person, help_, is_by_herself=True, at=at))
    proxy = _proxy(person, help_, named_how=rules.BY_HERSELF, at=at)
    proxy.confirmed_at = at
    code = _give_code(proxy)
    proxy.save()
    _note_wish(proxy, channel="own_page", asked_at=at, done_at=at)
    audit.record(
        "portal.helper_named", on=proxy, about=person.id, by=by, at=at,
        detail={"scope": list(help_.scope), "days": help_.days, "how": rules.BY_HERSELF},
    )  # fmt: skip
    return proxy, code


def why_not_record_help(person: Person, *, by: Actor) -> Problem | None:
    """Why `by` may not record or check a paper form of this person."""
    return why_not_use("people.issue_code", by=by, area_code=person.area_code) or why_not_issue(person, by=by)


@transaction.atomic
def record_form(
    *, person: Person, help_: Help, asked_how: str, saw_form: bool, asked_at: datetime, by: Actor, at: datetime
) -> Proxy:
    """A worker records a paper form after asking the person herself; it holds once a second worker has checked it."""
    refuse(why_not_write_own(stood_down_at=person.programme.stood_down_at, at=at))
    refuse(why_not_record_help(person, by=by))
    refuse(rules.why_not_asked_at(asked_at, at=at))
    is_oneself = _is_of_staff(help_, user_id=by.user_id)
    refuse(rules.why_not_record_form(asked_how=asked_how, saw_form=saw_form, is_oneself=is_oneself))
    refuse(_why_not_name(person, help_, is_by_herself=False, at=at))
    proxy = _proxy(person, help_, named_how=rules.BY_PAPER, at=at)
    proxy.asked_how, proxy.recorded_by_id = asked_how, by.post_id
    proxy.save()
    _note_wish(proxy, channel="paper", asked_at=asked_at, done_at=None, by=by)
    audit.record(
        "portal.helper_recorded", on=proxy, about=person.id, by=by, at=at,
        detail={"scope": list(help_.scope), "days": help_.days, "how": rules.BY_PAPER, "asked": asked_how},
    )  # fmt: skip
    return proxy


def saw_form(*, proxy: Proxy, by: Actor, at: datetime) -> None:
    """Record that a form was opened for its second check."""
    audit.record("portal.saw_helper_form", on=proxy, about=proxy.person_id, by=by, at=at)


@transaction.atomic
def confirm_form(*, proxy: Proxy, by: Actor, at: datetime) -> tuple[Proxy, str]:
    """The second check of a paper form, by somebody else; returns the helper's code, and tells the person."""
    proxy = Proxy.objects.select_for_update(of=("self",)).select_related("person", "recorded_by").get(pk=proxy.pk)
    refuse(why_not_use("people.issue_code", by=by, area_code=proxy.area_code))
    refuse(why_not_confirm(proxy, by=by, at=at))
    proxy.confirmed_at, proxy.confirmed_by_id = at, by.post_id
    code = _give_code(proxy)
    proxy.save(update_fields=["confirmed_at", "confirmed_by", "code_index"])
    Wish.objects.filter(key_id=proxy.id, what=rules.TO_NAME_HELPER).update(done_at=at)
    _tell_person(proxy, by=by, at=at)
    audit.record("portal.helper_confirmed", on=proxy, about=proxy.person_id, by=by, at=at)
    return proxy, code


def why_not_confirm(proxy: Proxy, *, by: Actor, at: datetime) -> Problem | None:
    """Why `by` may not make the second check of this form."""
    first = proxy.recorded_by
    is_helper = first is not None and _is_of_staff(
        Help(proxy.name or "", proxy.relation, proxy.scope, 1, proxy.phone or ""), user_id=by.user_id
    )
    if is_helper:
        return rules.why_not_record_form(asked_how="", saw_form=False, is_oneself=True)
    return rules.why_not_confirm(
        state=proxy.state_at(at), first_user_id=first.user_id if first else None, by_user_id=by.user_id
    )


@transaction.atomic
def take_back(*, proxy: Proxy, by: Actor, at: datetime) -> Proxy:
    """End somebody's help at once: by the person herself, or by the community on her word."""
    is_own = by.role == Role.RESIDENT and by.subject_id == proxy.person_id
    if not is_own:
        refuse(why_not_use("people.issue_code", by=by, area_code=proxy.area_code))
    proxy = Proxy.objects.select_for_update().get(pk=proxy.pk)
    if proxy.revoked_at is None:
        proxy.revoked_at = at
        proxy.save(update_fields=["revoked_at"])
        audit.record("portal.helper_taken_back", on=proxy, about=proxy.person_id, by=by, at=at)
    return proxy


def _why_not_name(person: Person, help_: Help, *, is_by_herself: bool, at: datetime) -> Problem | None:
    return rules.why_not_name(
        scope=help_.scope, days=help_.days, relation=help_.relation,
        open_count=len(queries.open_proxies_of(person, at=at)), is_child=queries.is_child(person, at=at),
        is_by_herself=is_by_herself,
    )  # fmt: skip


def _is_of_staff(help_: Help, *, user_id: int | None) -> bool:
    """Whether the helper is the worker who records or checks the form: by phone or by name."""
    user = Post.objects.filter(user_id=user_id).select_related("user").first()
    if user is None:
        return False
    phone = user.user.phone or ""
    return user.user.full_name.strip() == help_.name.strip() or bool(phone and phone == help_.phone)


def _proxy(person: Person, help_: Help, *, named_how: str, at: datetime) -> Proxy:
    return Proxy(
        programme_id=person.programme_id, person=person, area_code=person.area_code, name=help_.name.strip(),
        phone=help_.phone or None, relation=help_.relation, scope=list(help_.scope), named_how=named_how, named_at=at,
        ends_at=at + timedelta(days=help_.days),
    )  # fmt: skip


def _give_code(proxy: Proxy) -> str:
    code = new_code()
    proxy.code_index = code_index(code, programme_id=proxy.programme_id)
    return code


def _note_wish(
    proxy: Proxy, *, channel: str, asked_at: datetime, done_at: datetime | None, by: Actor | None = None
) -> None:
    Wish.objects.create(
        programme_id=proxy.programme_id, person_id=proxy.person_id, area_code=proxy.area_code,
        what=rules.TO_NAME_HELPER, channel=channel, key_id=proxy.id, asked_at=asked_at, done_at=done_at,
        recorded_by_id=by.post_id if by else None,
    )  # fmt: skip


def _tell_person(proxy: Proxy, *, by: Actor, at: datetime) -> None:
    """A helper by paper is told to the person herself, so that a false form does not stay unseen."""
    phone = proxy.person.phone
    if not phone or not PHONE.fullmatch(phone):
        return
    texts = {}
    for language in LANGUAGES:
        with override(language):
            texts[language] = gettext(
                "Somebody was recorded as your helper and may now read your own file. If you did not want this, "
                "take it back on your own page, or tell the community: it ends at once."
            )
    send_on_commit(
        kind="portal.helper", channel=SMS, to=phone, text_zh=texts["zh-hans"], text_en=texts["en"],
        programme_id=proxy.programme_id, person_id=proxy.person_id, language=proxy.person.language,
        once_key=f"portal.helper:{proxy.id}", by=by, at=at,
    )  # fmt: skip
