"""How the library that signs people in is told our rules."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from fangxian.core.privacy.rules import master_id, seal, unseal
from fangxian.core.screens.views import address_of
from fangxian.core.signin import rules
from fangxian.core.staff.views import StaffAccountAdapter

LABEL = "signin.factor"


class SignInAdapter(StaffAccountAdapter):
    """A fresh sign-in is proof enough; behind our own proxies an address is the one that they saw."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        sign_in = getattr(context.request, "sign_in", None)
        if sign_in is not None and rules.is_fresh(started_at=sign_in.started_at, at=context.request.at):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes are stored encrypted, apart from their key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), key=_key(), key_id=master_id(_key()), label=LABEL)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), key=_key(), label=LABEL).decode()


def _key() -> bytes:
    return hashlib.sha256(b"fangxian second factors\0" + settings.SECRET_KEY.encode()).digest()
