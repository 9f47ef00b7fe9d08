"""Signed tokens: what a phone, a printed card or a slip says at a gate, checked with no network (INV-13).

A token says a word and until when; it says nothing of anybody. `opening` reads one, `gate` makes and
answers the city's own, `keys` is the signed list of keys that phones hold, `withdrawn` the list of
tokens that no longer count.
"""

from .keys import TrustList, VerificationKey
from .opening import Opened, Profile, TokenRefused, open_token
from .withdrawn import WithdrawnTokens

__all__ = ["Opened", "Profile", "TokenRefused", "TrustList", "VerificationKey", "WithdrawnTokens", "open_token"]
