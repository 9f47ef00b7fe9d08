"""Orders and posts for tests, made through the real services."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from fangxian.core.actors.rules import Purpose
from fangxian.core.orders import services as orders
from fangxian.core.orders.models import Order
from fangxian.intake.sources.checkpoint import services
from fangxian.intake.sources.checkpoint.models import Checkpoint, Shift
from fangxian.intake.sources.checkpoint.services import PostTerms, Tap
from tests.city import City


def order(city: City, *enables: str, number: str = "湖防指〔2020〕1号", **changes) -> Order:
    """An order in force, drafted by one, reviewed by another and signed by two."""
    terms = {
        "programme": city.programme, "number": number, "title": "演练令", "text": "演练。", "issuer": "指挥部",
        "level": "city", "legal_basis": ["IDL-2013-42"], "scope_area_codes": ["3305"], "enables": list(enables),
        "effective_from": city.at, "expires_at": city.at + timedelta(days=14),
    }  # fmt: skip
    drafted = orders.draft_order(**{**terms, **changes}, by=city.actor("admin", Purpose.ADMINISTER), at=city.at)
    made = orders.review_order(order=drafted, by=city.actor("signatory", Purpose.ADMINISTER), at=city.at)
    for name in ("signatory", "signatory2"):
        orders.sign_order(order=made, by=city.actor(name, Purpose.ADMINISTER), at=city.at)
    return made


def terms(city: City, **changes) -> PostTerms:
    return PostTerms(
        **{
            "name": "织里收费站", "kind": "motorway_exit", "ring": "outer", "area_code": "330502",
            "road": "G50 织里出口",
            "direction": "in", "phone": "0572-2398110", "opens_at": city.at, "review_at": city.at + timedelta(days=7),
            "approved_level": "province", "approval_ref": "浙防控〔2020〕8号", "area_risk": "medium",
        }
        | changes
    )  # fmt: skip


def post(city: City, *, under: Order | None = None, **changes) -> Checkpoint:
    """An open post."""
    return services.open_post(
        terms=terms(city, **changes), order=under or order(city, "checkpoint"), programme=city.programme,
        by=city.actor("duty", Purpose.COMMAND), at=city.at,
    )  # fmt: skip


def shift(city: City, name: str = "checkpoint", *, at_post: Checkpoint | None = None) -> Shift:
    return services.begin_shift(checkpoint=at_post or post(city), by=officer(city, name), at=city.at)


def officer(city: City, name: str = "checkpoint"):
    return city.actor(name, Purpose.CHECK_AT_POST)


def tap(city: City, persons: int = 1, vehicles: int = 0, **passed: float) -> Tap:
    return Tap(uuid4(), city.at + timedelta(**passed), persons, vehicles)
