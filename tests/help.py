"""Help asked of the police, for tests. Everybody is invented."""

from __future__ import annotations

from fangxian.assistance import services
from fangxian.assistance.models import AssistanceRequest
from fangxian.core.actors.rules import Actor, Purpose, Role
from tests.city import GRID, City
from tests.work import later

ADDRESS = "演练路17号3幢302室"
WORDS = "楼道灯坏了，请带手电；大门朝北。"


def liaisons(city: City) -> City:
    """The city with a police liaison in each county: liaison (Wuxing), next_liaison (Deqing)."""
    city.post("liaison", Role.POLICE_LIAISON, "330502", "吴兴区公安分局", "public_security")
    city.post("next_liaison", Role.POLICE_LIAISON, "330521", "德清县公安局", "public_security")
    user = city.posts["liaison"].user
    user.phone = "+8616900030001"
    user.save(update_fields=["phone"])
    return city


def by(city: City, username: str) -> Actor:
    return city.actor(username, Purpose.ASSIST)


def help_asked(city: City, *, username: str = "duty", **changed: object) -> AssistanceRequest:
    """Somebody is to stand by at a door of GRID in an hour."""
    terms: dict = {
        "area_code": GRID, "address": ADDRESS, "help_kind": "stand_by", "words": WORDS, "phone": "13800138111",
        "needed_at": later(city, hours=1), "task": None, "at": city.at,
    } | changed  # fmt: skip
    return services.ask_for_help(programme=city.programme, by=by(city, username), **terms)
