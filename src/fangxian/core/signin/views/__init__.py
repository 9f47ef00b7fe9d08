"""Getting in and staying in: the gate before every page, card and PIN, second factors, who is signed in where."""

from .adapters import SecondFactorAdapter, SignInAdapter
from .doors import card, choose_pin, second_factor
from .gate import SignInMiddleware, was_withdrawn
from .listening import listen
from .own import end_mine, end_others, mine
from .people import end_card, end_theirs, forget_factors, give_pin, issue_card, person
from .phones import phones, revoke

__all__ = [
    "SecondFactorAdapter",
    "SignInAdapter",
    "SignInMiddleware",
    "card",
    "choose_pin",
    "end_card",
    "end_mine",
    "end_others",
    "end_theirs",
    "forget_factors",
    "give_pin",
    "issue_card",
    "listen",
    "mine",
    "person",
    "phones",
    "revoke",
    "second_factor",
    "was_withdrawn",
]
