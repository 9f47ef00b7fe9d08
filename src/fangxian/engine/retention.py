"""Until when a class of records is kept, and what happens then. Source: the pack `cn.retention`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.engine.clocks.days import city_day, day_end
from fangxian.engine.rules.packs import Pack, Rule


def retention_rule(pack: Pack, retention_class: str) -> Rule:
    """The RETENTION rule of a class. Errors: LookupError naming the classes that exist."""
    for rule in pack.rules_of("RETENTION"):
        if rule.params["class"] == retention_class:
            return rule
    known = ", ".join(rule.params["class"] for rule in pack.rules_of("RETENTION"))
    raise LookupError(f"no retention class {retention_class!r}; known are: {known}")


def kept_until(pack: Pack, retention_class: str, *, counted_from_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The first moment at which a record must be gone: the end of its last city day, in UTC.

    Returns None if the class is kept until an event (stand-down, remedies exhausted) and not for a number of days.
    """
    days = retention_rule(pack, retention_class).params["days"]
    if days is None:
        return None
    last: date = city_day(counted_from_at, zone) + timedelta(days=days)
    return day_end(last, zone)
