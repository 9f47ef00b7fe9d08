"""What a person shows at a gate: on her phone, on a card, on a sheet for a household (F18, INV-13, INV-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import OWN_ROLES, Actor, why_not_use
from fangxian.core.people.models import Person
from fangxian.core.people.queries import people_with_phone
from fangxian.core.people.rules import normalise_name
from fangxian.core.problems.rules import Problem, forbidden, refuse, said
from fangxian.core.programmes.rules import why_not_collect
from fangxian.core.tokens import services as tokens
from fangxian.core.tokens.models import IssuedToken
from fangxian.core.tokens.queries import edition_at, text_of, tokens_about, tokens_of_person
from fangxian.core.tokens.rules import CARD, PHONE, RECEIPT, term_of
from fangxian.engine.tokens.gate import Kind, Word
from fangxian.intake.models import Receipt
from fangxian.intake.rules import receipt_word
from fangxian.measures.queries import gate_word_until
from fangxian.portal import rules
from fangxian.portal.models import Wish
from fangxian.portal.rules import passing

from .opening import has_task

NOT_HERS = said("Only the person herself, a helper of hers, or the community on her word does this.")


@dataclass(frozen=True)
class Shown:
    """A token as its bearer sees it: the text of its code, and what a keeper is told. Nothing of it is stored."""

    text: str
    word: Word
    row: IssuedToken
    person: Person | None = None

    @property
    def expires_at(self) -> datetime:
        return self.row.expires_at


@transaction.atomic
def token_on_phone(*, person: Person, by: Actor, at: datetime) -> Shown:
    """The token to show now: the one of a moment ago, or a new one; its word is computed at this moment."""
    refuse(_why_not_own(person, by=by))
    tokens.hold_still(person.id)
    found = gate_word_until(person.id, at=at)
    renew_within = term_of(edition_at(at), PHONE).renew_within
    newest = tokens_of_person(person.id).filter(form=PHONE, withdrawn_at=None).first()
    if newest is not None and renew_within is not None and passing.may_show_again(
        issued_at=newest.issued_at, expires_at=newest.expires_at, renew_at=newest.issued_at + renew_within,
        until=found.until, at=at,
    ):  # fmt: skip
        word = Word(found.word)
        return Shown(text_of(newest, word=word, at=at), word, newest, person)
    return _issue(person, PHONE, by=by, at=at)


@transaction.atomic
def own_card(*, person: Person, by: Actor, at: datetime) -> Shown:
    """A card that she, or her helper, prints from her own file."""
    refuse(_why_not_own(person, by=by))
    _note(person, channel="own_page", asked_at=at, by=by, at=at)
    return _issue(person, CARD, by=by, at=at)


@transaction.atomic
def code_on_receipt(*, receipt: Receipt, by: Actor, at: datetime) -> Shown | Problem:
    """The code that a post reads from a receipt without a network: declared, and whether the rule asks for more.

    Returns the problem if there is none just now: the number on the receipt counts all the same.
    """
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("programme", "person").get(pk=receipt.pk)
    problem = why_not_collect(stood_down_at=receipt.programme.stood_down_at, at=at)
    if problem is not None:
        return problem
    word = receipt_word(receipt.result)
    renew_within = term_of(edition_at(at), RECEIPT).renew_within
    newest = tokens_about(receipt.id).filter(withdrawn_at=None).first()
    if newest is not None and renew_within is not None and passing.may_show_again(
        issued_at=newest.issued_at, expires_at=newest.expires_at, renew_at=newest.issued_at + renew_within,
        until=None, at=at,
    ):  # fmt: skip
        return Shown(text_of(newest, word=word, at=at), word, newest, receipt.person)
    issued = tokens.issue(
        programme=receipt.programme, kind=Kind.RECEIPT, form=RECEIPT, word=word, person_id=receipt.person_id,
        about_id=receipt.id, by=by, at=at,
    )  # fmt: skip
    return Shown(issued.text, word, issued.row, receipt.person)


def why_not_make_cards(person: Person, *, by: Actor) -> Problem | None:
    """Why `by` may not print or withdraw what this person shows at gates; no file need be kept on her."""
    return why_not_use("people.issue_code", by=by, area_code=person.area_code) or rules.why_not_issue(
        is_followed=True, has_task=has_task(person, by=by), sees_files=by.can("people.see_file")
    )


@transaction.atomic
def cards_of_household(
    *, person: Person, others: Sequence[str], channel: str, asked_at: datetime, is_sure: bool, by: Actor, at: datetime
) -> list[Shown]:
    """Cards that the community prints for whoever has no phone: a person, and others who are reached by her phone.

    others  their names, as she says them; a name that is not known under her number is refused by its line
    """
    refuse(why_not_make_cards(person, by=by))
    refuse(rules.why_not_at_desk(channel=channel, is_sure=is_sure) or rules.why_not_asked_at(asked_at, at=at))
    people = [person, *_of_household(person, others, by=by)]
    cards = []
    for one in people:
        _note(one, channel=channel, asked_at=asked_at, by=by, at=at)
        cards.append(_issue(one, CARD, by=by, at=at))
    return cards


@transaction.atomic
def end_token(*, person: Person, token_id: UUID, by: Actor, at: datetime) -> int:
    """A card was lost, or a code copied: it counts no more once gates have the next list."""
    refuse(_why_not_own(person, by=by))
    issued = tokens_of_person(person.id).filter(id=token_id).first()
    return tokens.withdraw_one(issued, by=by, at=at) if issued else 0


@transaction.atomic
def end_cards(*, person: Person, by: Actor, at: datetime) -> int:
    """The community withdraws everything that she holds for gates, on her word."""
    refuse(why_not_make_cards(person, by=by))
    return tokens.withdraw_of_person(person.id, by=by, at=at)


def _issue(person: Person, form: str, *, by: Actor, at: datetime) -> Shown:
    tokens.hold_still(person.id)
    found = gate_word_until(person.id, at=at)
    word = Word(found.word)
    issued = tokens.issue(
        programme=person.programme, kind=Kind.GATE, form=form, word=word, person_id=person.id,
        scope=passing.scope_of(person.area_code), until=found.until, by=by, at=at,
    )  # fmt: skip
    return Shown(issued.text, word, issued.row, person)


def _why_not_own(person: Person, *, by: Actor) -> Problem | None:
    if by.role in OWN_ROLES and by.subject_id == person.id:
        return None
    return forbidden("portal.not_her_token", NOT_HERS)


def _of_household(person: Person, names: Sequence[str], *, by: Actor) -> list[Person]:
    """Those whom she names, if they are reached by her phone and live in the worker's area."""
    wanted = [(line, normalise_name(name)) for line, name in enumerate(names, start=1) if name.strip()]
    phone = person.phone
    reached = people_with_phone(phone, programme_id=person.programme_id) if phone and wanted else []
    known = {normalise_name(one.name or ""): one for one in reached if one.id != person.id and by.covers(one.area_code)}
    unknown = [line for line, name in wanted if name not in known]
    refuse(passing.why_not_on_a_sheet(count=len(wanted) + 1, unknown_lines=unknown))
    return list({known[name].id: known[name] for _, name in wanted}.values())


def _note(person: Person, *, channel: str, asked_at: datetime, by: Actor, at: datetime) -> None:
    Wish.objects.create(
        programme_id=person.programme_id, person=person, area_code=person.area_code, what=rules.TO_HAVE_CARD,
        channel=channel, asked_at=asked_at, done_at=at, recorded_by_id=by.post_id,
    )  # fmt: skip
