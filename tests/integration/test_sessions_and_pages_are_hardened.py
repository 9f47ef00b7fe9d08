"""Headers of every page, cookies in production, and Django's own check for an installation that is live."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as live
from tests.signing_in import enrolled, live_now, sign_in

HTTPS = {
    "FANGXIAN_HTTPS": "1", "FANGXIAN_PROXIES": "1", "FANGXIAN_DEBUG": "0",
    "FANGXIAN_SECRET_KEY": "a-key-of-a-test-that-is-long-enough-and-never-used-elsewhere",
    "DATABASE_URL": "postgresql:///nothing-is-connected", "FANGXIAN_HOSTS": "city.example",
}  # fmt: skip
ASK = """
import django; django.setup()
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 31_000_000, s.SECURE_SSL_REDIRECT,
      s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.MFA_REQUIRED, not s.DEBUG)
"""


def in_production(*command):
    environment = {**os.environ, **HTTPS, "DJANGO_SETTINGS_MODULE": "fangxian.config.settings"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the journeys of the same run set it
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=120)


def test_the_check_of_a_live_installation_finds_nothing():
    found = in_production("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


def test_a_live_installation_sends_cookies_over_tls_alone():
    assert in_production("-c", ASK).stdout.split() == ["True"] * 8


@pytest.mark.parametrize("path", ["/", "/account/login/", "/sign-in/card/", "/p/", "/staff/me/", "/nothing-here/"])
def test_every_page_carries_its_headers(city, settings, path):
    live_now(city, settings)
    headers = sign_in("duty").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";" and "style-src 'self';" in policy + ";"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"] and "microphone=()" in headers["Permissions-Policy"]


def test_no_script_and_no_style_stands_in_a_page_itself():
    from pathlib import Path

    source = Path(live.SOURCE)
    pages = {p: p.read_text("utf-8") for p in source.rglob("templates/**/*.html")}
    del pages[source / "briefing/templates/briefing/paper.html"]  # a bulletin as a file, read away from this site
    inline = ("<style", ' style="', " onclick=", " onload=", " onsubmit=", "javascript:")
    assert [f"{p.name}: {sign}" for p, text in pages.items() for sign in inline if sign in text.lower()] == []


def test_cookies_of_a_sign_in_are_read_by_no_script(city, settings):
    live_now(city, settings)
    for client in (sign_in("duty"), enrolled(city, area_code="330502001")):
        client.get("/account/login/")
        ours = {
            name: morsel for name, morsel in client.cookies.items() if name in ("sessionid", "browser", "csrftoken")
        }
        assert all(morsel["httponly"] and morsel["samesite"] == "Lax" for morsel in ours.values())
    assert ours.keys() >= {"csrftoken"}
