"""Which doors to a file hold, who helps, and how soon each way leads somewhere (INV-15)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from django.db.models import Q, QuerySet

from fangxian.core.actors.rules import Actor, Role
from fangxian.core.people.models import FileCode, Person
from fangxian.core.people.queries import code_index
from fangxian.core.privacy.queries import blind_index
from fangxian.measures.models import Appeal
from fangxian.portal import rules
from fangxian.portal.models import Objection, Proxy, TextCode, Wish


def text_code_index(code: str, *, asking_id: UUID, programme_id: UUID) -> bytes:
    """The keyed hash of a code by text, bound to the asking that it answers."""
    return blind_index(f"{asking_id}:{rules.typed_digits(code)}", programme_id=programme_id, label="portal.text_code")


def asking_of(asking_id: UUID, *, programme_id: UUID) -> TextCode | None:
    return TextCode.objects.filter(programme_id=programme_id, id=asking_id).select_related("person").first()


def letter_holds(code_id: UUID, *, person_id: UUID, at: datetime) -> bool:
    """Whether the letter by which a file was opened is still good: a new one, or she herself, ends it."""
    return FileCode.objects.filter(id=code_id, person_id=person_id, expires_at__gt=at).exists()


def letter_with_code(code: str, *, programme_id: UUID, at: datetime) -> FileCode | None:
    """The letter that carries this code, if it is still good."""
    index = code_index(code, programme_id=programme_id)
    found = FileCode.objects.filter(programme_id=programme_id, code_index=index, expires_at__gt=at)
    return found.select_related("person").first()


def proxy_with_code(code: str, *, programme_id: UUID, at: datetime) -> Proxy | None:
    """The helper who has this code, if the help holds at `at`."""
    index = code_index(code, programme_id=programme_id)
    found = Proxy.objects.filter(programme_id=programme_id, code_index=index).select_related("person").first()
    return found if found is not None and found.state_at(at) == rules.HOLDS else None


def proxy_that_holds(proxy_id: UUID, *, person_id: UUID, at: datetime) -> Proxy | None:
    """A helper's right, read anew at every page: what was taken back a moment ago opens nothing."""
    found = Proxy.objects.filter(id=proxy_id, person_id=person_id).first()
    return found if found is not None and found.state_at(at) == rules.HOLDS else None


def proxies_of(person: Person) -> QuerySet[Proxy]:
    """Everybody who was ever named to help a person, newest first."""
    return Proxy.objects.filter(programme_id=person.programme_id, person=person).order_by("-named_at", "-id")


def open_proxies_of(person: Person, *, at: datetime) -> list[Proxy]:
    return [proxy for proxy in proxies_of(person) if proxy.state_at(at) in (rules.WAITS, rules.HOLDS)]


def proxy_of(person: Person, proxy_id: UUID) -> Proxy | None:
    """One of her own helpers; None for anybody else's."""
    return proxies_of(person).filter(id=proxy_id).first()


def proxies_to_check(by: Actor, *, at: datetime) -> QuerySet[Proxy]:
    """Paper forms of the reader's area that wait for their second check, oldest first."""
    return (
        Proxy.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
        .filter(confirmed_at=None, revoked_at=None, ends_at__gt=at)
        .select_related("person", "recorded_by__unit")
        .order_by("named_at", "id")
    )


def is_child(person: Person, *, at: datetime) -> bool:
    """Whether a person is surely or possibly under the age at which a parent decides; unknown is not a child."""
    return person.birth_year is not None and at.year - person.birth_year <= rules.CHILD_UNDER_YEARS


@dataclass(frozen=True)
class ChannelTime:
    """How long one kind of wish took by one way.

    done_count, open_count   wishes of the span that were met, and that were not yet
    median_minutes           of those that were met; None if none was
    """

    what: str
    channel: str
    done_count: int
    open_count: int
    median_minutes: int | None

    @property
    def median_seconds(self) -> int | None:
        return None if self.median_minutes is None else self.median_minutes * 60


def times_by_channel(by: Actor, *, since: datetime, until: datetime) -> list[ChannelTime]:
    """The median time of each wish by each way, for those that came in [since, until) in the reader's area (INV-15).

    A reading counts from asking to the file being read, an objection and an appeal from lodging to the answer.
    """
    area = Q(programme_id=by.programme_id, area_code__startswith=by.area_code)
    taken: dict[tuple[str, str], list[float | None]] = defaultdict(list)

    def add(what: str, channel: str, asked_at: datetime, done_at: datetime | None) -> None:
        taken[what, channel].append((done_at - asked_at).total_seconds() / 60 if done_at else None)

    wishes = Wish.objects.filter(area, asked_at__gte=since, asked_at__lt=until)
    for row in wishes.values_list("what", "channel", "asked_at", "done_at"):
        add(*row)
    lodged = {"lodged_at__gte": since, "lodged_at__lt": until}
    for channel, asked_at, done_at in Objection.objects.filter(area, **lodged).values_list(
        "channel", "lodged_at", "answered_at"
    ):
        add(rules.TO_OBJECT, channel, asked_at, done_at)
    for role, channel, asked_at, done_at in Appeal.objects.filter(area, **lodged).values_list(
        "lodged_by_role", "channel", "lodged_at", "decided_at"
    ):
        add(rules.TO_APPEAL, _appeal_channel(role, channel), asked_at, done_at)
    return [_channel_time(what, channel, minutes) for (what, channel), minutes in sorted(taken.items())]


def _appeal_channel(role: str, channel: str) -> str:
    """The way an appeal came, in the words of the doors; measures call a counter "in_person"."""
    own = {Role.RESIDENT: "own_page", Role.HELPER: rules.HELPER}
    spoken = channel if channel in dict(rules.CHANNELS) else rules.COUNTER
    return own.get(Role(role)) or spoken


def _channel_time(what: str, channel: str, minutes: list[float | None]) -> ChannelTime:
    done = [taken for taken in minutes if taken is not None]
    return ChannelTime(what, channel, len(done), len(minutes) - len(done), round(median(done)) if done else None)
