"""What happens at the sign-in: sessions begin and end, phones are enrolled, cards and PINs given."""

from .cards import accept_card, choose_pin, end_card, give_pin, issue_card
from .factors import forget_factors, record_factor
from .phones import enrol_phone, note_told_to_forget, revoke_phone
from .sessions import alone, begin, clear_old, end_after_event, end_all, end_sign_in, expire, keep_alive, sign_out

__all__ = [
    "accept_card",
    "alone",
    "begin",
    "choose_pin",
    "clear_old",
    "end_after_event",
    "end_all",
    "end_card",
    "end_sign_in",
    "enrol_phone",
    "expire",
    "forget_factors",
    "give_pin",
    "issue_card",
    "keep_alive",
    "note_told_to_forget",
    "record_factor",
    "revoke_phone",
    "sign_out",
]
