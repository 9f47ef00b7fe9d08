from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels

WORDS: dict[str, dict[str, tuple[str, str] | str]] = {
    "signin.way": {
        "password": said("Password alone"),
        "password_and_factor": said("Password and second factor"),
        "passkey": said("Passkey"),
        "card": said("Card and PIN"),
    },
    "signin.address": {
        "machine": said("This machine"),
        "own_network": said("Own network"),
        "outside": said("From outside"),
        "unknown": said("Not known"),
    },
    "signin.end": {
        "signed_out": said("Signed out"),
        "idle": said("Nothing done for too long"),
        "whole": said("Longest time reached"),
        "revoked": said("Ended from elsewhere"),
        "reset": said("New password or factor given"),
        "left": said("Left the force"),
        "phone": said("Phone or card no longer valid"),
    },
    "signin.phone": {
        "enrolled": (said("Enrolled"), "good"),
        "expired": (said("Expired"), "ended"),
        "revoked": (said("Revoked"), "ended"),
    },
    "signin.identifier": {
        "staff_card": said("her staff card with a picture"),
        "identity_document": said("her identity document"),
        "known_to_me": said("her face: I work with her"),
        "unit_confirmed": said("her unit's word, asked by me on a number I knew"),
    },
    "signin.factor": {
        "totp": said("Code from an app"),
        "webauthn": said("Passkey or security key"),
        "recovery_codes": said("Recovery codes"),
    },
    "messages.kind": {"signin.warning": said("Warning about one's own sign-in")},
}


class SignInConfig(AppConfig):
    name = "fangxian.core.signin"
    label = "signin"

    def ready(self) -> None:
        for kind, words in WORDS.items():
            add_labels(kind, words)
        from . import views

        views.listen()
