"""Controlled entries for tests: a declaration judged, a post that lets go on, a destination that is asked."""

from __future__ import annotations

from datetime import timedelta

from fangxian.core.actors.rules import Actor, Purpose, Role, system
from fangxian.core.audit.models import AuditEvent
from fangxian.intake.models import Fact
from fangxian.intake.sources.checkpoint import rules as posts
from fangxian.intake.sources.checkpoint import services
from fangxian.intake.sources.checkpoint.models import Checkpoint, Shift
from fangxian.intake.sources.checkpoint.services import Onward
from fangxian.reactions.table import REACTIONS
from fangxian.tasks.kinds.controlled_entry.models import ControlledEntry
from tests.city import GRID, City
from tests.posts import officer, shift, tap

MINUTES = 50  # of the way from the post to the grid


def judged_declaration(city: City):
    """A declaration of somebody who asks for follow-up, as the post reads it."""
    from tests.integration.test_a_post_counts_and_points_to_nobody import judged

    return judged(city)


def handed_over(city: City, *, at_shift: Shift | None = None, area_code: str = GRID, **onward) -> Fact:
    """The post lets her go on and tells the destination; nobody has reacted yet."""
    from fangxian.engine.rules.packs import read_pack

    receipt = judged_declaration(city)
    on = at_shift or shift(city)
    check = services.look_at_person(
        shift=on, tap=tap(city), look=posts.Look(declaration=posts.FOLLOW_UP), pack=read_pack("cn.temperature"),
        by=officer(city), at=city.at,
    )  # fmt: skip
    declared = Fact.objects.get(id=receipt.fact_id)
    told = {"area_code": area_code, "in_programme": True, "eta_at": city.at + timedelta(minutes=MINUTES)} | onward
    return services.hand_over_entry(
        check=check, declared=declared, rule=receipt.result_rule, onward=Onward(**told), by=officer(city), at=city.at
    )


def react(city: City) -> None:
    """What the worker does once a post has handed somebody over; twice, because that must change nothing."""
    for _ in range(2):
        for event in AuditEvent.objects.filter(action="intake.controlled_entry_handed_over").order_by("id"):
            for reaction in REACTIONS["intake.controlled_entry_handed_over"]:
                reaction(event, by=system(city.programme.id, Purpose.JUDGE_FACTS), at=city.at)


def entry(city: City, **how) -> ControlledEntry:
    """One controlled entry whose destination was asked just now."""
    fact = handed_over(city, **how)
    react(city)
    return ControlledEntry.objects.get(fact_id=fact.id)


def receiver(city: City, name: str = "grid") -> Actor:
    return city.actor(name, Purpose.VERIFY_LEAD)


def command(city: City) -> Actor:
    return city.actor("duty", Purpose.VERIFY_LEAD)


def phones(city: City) -> None:
    """Give everybody in post a duty phone."""
    for number, post in enumerate(city.posts.values()):
        post.user.phone = f"+8613900000{number:03d}"
        post.user.save(update_fields=["phone"])


__all__ = ["Checkpoint", "Role", "command", "entry", "handed_over", "phones", "react", "receiver"]
