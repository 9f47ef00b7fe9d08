"""Keys are made with their programme, replaced, and destroyed at its end; what is sealed can be sealed anew."""

from .keys import destroy_key, destroy_keys, make_keys, rewrap_keys, rotate_field_key, rotate_keys, take_keys
from .resealing import Progress, reseal, reseal_for_a_while
from .signing import destroy_signing_keys

__all__ = [
    "Progress",
    "destroy_key",
    "destroy_keys",
    "destroy_signing_keys",
    "make_keys",
    "reseal",
    "reseal_for_a_while",
    "rewrap_keys",
    "rotate_field_key",
    "rotate_keys",
    "take_keys",
]
