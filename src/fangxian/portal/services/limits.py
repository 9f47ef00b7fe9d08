"""How often something is tried at the door."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from fangxian.core.problems.rules import Problem
from fangxian.portal import rules


def why_not_now(kind: str, key: str, *, at: datetime) -> Problem | None:
    """Count one more try of `kind` by `key` (an address, a phone), and say why it may not go on, if so.

    Nothing but a keyed hash of the key is kept, for the length of the limit's window.
    """
    within = int(rules.LIMITS[kind].within.total_seconds())
    window = int(at.timestamp()) // within
    name = "tries:" + salted_hmac("portal.tries", f"{kind}:{key}:{window}", algorithm="sha256").hexdigest()
    cache.add(name, 0, timeout=within)
    try:
        tried = cache.incr(name)
    except ValueError:  # the window passed between the two lines
        tried = 1
    return rules.why_not_try(tried=tried, kind=kind)
