"""One's own file, put together from the queries of every room; the doors to it; the objections to it."""

from .copying import copy_of
from .doors import (
    asking_of,
    is_child,
    letter_holds,
    letter_with_code,
    open_proxies_of,
    proxies_of,
    proxies_to_check,
    proxy_of,
    proxy_that_holds,
    proxy_with_code,
    text_code_index,
    times_by_channel,
)
from .holdings import holdings_of
from .looks import all_looks_at, looks_at
from .objections import is_involved, objection_of, objections_in, objections_of
from .own_file import HeldFact, held_fact, held_facts, held_measure, held_measures, own_file

__all__ = [
    "HeldFact",
    "all_looks_at",
    "asking_of",
    "copy_of",
    "held_fact",
    "held_facts",
    "held_measure",
    "held_measures",
    "holdings_of",
    "is_child",
    "is_involved",
    "letter_holds",
    "letter_with_code",
    "looks_at",
    "objection_of",
    "objections_in",
    "objections_of",
    "open_proxies_of",
    "own_file",
    "proxies_of",
    "proxies_to_check",
    "proxy_of",
    "proxy_that_holds",
    "proxy_with_code",
    "text_code_index",
    "times_by_channel",
]
