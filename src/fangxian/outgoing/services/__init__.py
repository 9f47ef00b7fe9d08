"""What leaves: asked for, decided, made, handed over, revoked; and what is refused to everybody."""

from .deciding import approve_package, decline_package, revoke_package
from .handing import confirm_destroyed, drop_packages, hand_over
from .making import make_packages
from .refusing import register_outside_request
from .requesting import request_package

__all__ = [
    "approve_package",
    "confirm_destroyed",
    "decline_package",
    "drop_packages",
    "hand_over",
    "make_packages",
    "register_outside_request",
    "request_package",
    "revoke_package",
]
