"""Settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

SOURCE = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("FANGXIAN_HOME", "var")).resolve()
DEBUG = os.environ.get("FANGXIAN_DEBUG") == "1"
SECRET_KEY = os.environ["FANGXIAN_SECRET_KEY"]
# Wraps every programme's keys; kept apart from the database and its backups.
MASTER_KEY = base64.urlsafe_b64decode(os.environ["FANGXIAN_MASTER_KEY"])
# While the master key is being changed: what it was, until `fangxian keys rewrap` has run.
PREVIOUS_MASTER_KEY = base64.urlsafe_b64decode(os.environ.get("PREVIOUS_FANGXIAN_MASTER_KEY", "")) or None
# Seals the files of the backups; kept apart from them and from the master key.
BACKUP_KEY = base64.urlsafe_b64decode(os.environ.get("FANGXIAN_BACKUP_KEY", "")) or None
# Where the worker writes a backup once a day, and the wrapped keys, which must lie elsewhere; empty: it makes none.
BACKUP_FOLDER = os.environ.get("FANGXIAN_BACKUP_FOLDER", "")
BACKUP_KEYS_FILE = os.environ.get("FANGXIAN_BACKUP_KEYS_FILE", "")
# Where closed days go as numbers (snapshots): a folder, or s3://bucket/prefix?region=…; the index on a local disk.
LAKE_URL = os.environ.get("FANGXIAN_LAKE") or str(HOME / "lake")
LAKE_INDEX = Path(os.environ.get("FANGXIAN_LAKE_INDEX") or HOME / "lake-index")
BACKUPS_KEPT_DAYS = int(os.environ.get("FANGXIAN_BACKUPS_KEPT_DAYS", "14"))
ALLOWED_HOSTS = os.environ.get("FANGXIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# How many proxies of our own stand before the server: the address that the first of them saw is the visitor's.
TRUSTED_PROXY_COUNT = int(os.environ.get("FANGXIAN_PROXIES", "0"))
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("FANGXIAN_ORIGINS", "").split(",") if o]

# A demonstration city lives in 2020: its clock starts at a given moment and then runs as ours does.
CLOCK_OFFSET = timedelta()
if _starts_at := os.environ.get("FANGXIAN_CLOCK_STARTS_AT"):
    CLOCK_OFFSET = datetime.fromisoformat(_starts_at).astimezone(UTC) - datetime.fromtimestamp(
        float(os.environ.get("FANGXIAN_CLOCK_STARTED", datetime.now(UTC).timestamp())), UTC
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "fangxian.core.screens",
    "fangxian.core.days",
    "fangxian.core.limits",
    "fangxian.core.privacy",
    "fangxian.core.audit",
    "fangxian.core.backups",
    "fangxian.core.messages",
    "fangxian.core.programmes",
    "fangxian.core.packs",
    "fangxian.core.areas",
    "fangxian.core.staff",
    "fangxian.core.signin",
    "fangxian.core.orders",
    "fangxian.core.people",
    "fangxian.core.tokens",
    "fangxian.intake",
    "fangxian.screening",
    "fangxian.snapshots",
    "fangxian.cases",
    "fangxian.tasks",
    "fangxian.measures",
    "fangxian.assistance",
    "fangxian.clarification",
    "fangxian.inquiries",
    "fangxian.letters",
    "fangxian.mediation",
    "fangxian.supervision",
    "fangxian.feedback",
    "fangxian.readiness",
    "fangxian.followup",
    "fangxian.briefing",
    "fangxian.outgoing",
    "fangxian.publication",
    "fangxian.files",
    "fangxian.erasure",
    "fangxian.portal",
    "fangxian.fieldsync",
    "fangxian.reactions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fangxian.core.screens.views.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fangxian.core.signin.views.SignInMiddleware",
    "fangxian.core.staff.views.PostMiddleware",
    "fangxian.core.audit.views.RefusalsAreRecorded",
    "fangxian.core.screens.views.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fangxian.config.urls"
WSGI_APPLICATION = "fangxian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "core" / "screens" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fangxian.core.screens.views.page_context",
            ],
            "builtins": [
                "fangxian.core.screens.templatetags.screens",
                "fangxian.core.areas.templatetags.areas",
                "django.templatetags.i18n",
            ],
        },
    }
]
FORM_RENDERER = "fangxian.core.screens.forms.Renderer"


def _database(variable: str) -> dict:
    parts = conninfo_to_dict(os.environ[variable])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname"),
        "USER": parts.get("user"),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Named parameters are bound by the server and statements prepared, which Django leaves off.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
    }


# One role, one purpose: the application cannot rewrite the audit, the sealer cannot read people,
# the publication role sees aggregates only, and the owner is used by migrations alone.
DATABASES = {"default": _database("DATABASE_URL")}
for _alias in ("owner", "sealer", "publication"):
    if os.environ.get(f"{_alias.upper()}_DATABASE_URL"):
        DATABASES[_alias] = _database(f"{_alias.upper()}_DATABASE_URL")
        DATABASES[_alias]["TEST"] = {"MIRROR": "default"}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A used one-time code or a rate must be known to every process, so the cache is a table.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits_sharedcache"},
}
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "fangxian.core.staff.services.backend.StaffBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "fangxian.core.signin.views.SignInAdapter"
ACCOUNT_FORMS = {"login": "fangxian.core.staff.forms.SignInForm"}
ACCOUNT_SESSION_REMEMBER = False  # phones and desks are shared: a session ends with the browser
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USERNAME_MIN_LENGTH = 2
# axes counts wrong passwords in the database, for all processes; a whole office shares one address at change of shift
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "300/m/ip"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Everybody but invented people needs a second factor; on shared phones it is the card (core/signin).
MFA_REQUIRED = os.environ.get("FANGXIAN_MFA", "1") == "1"
MFA_ADAPTER = "fangxian.core.signin.views.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "fangxian.core.signin.forms.KeyForm",
    "authenticate": "fangxian.core.signin.forms.CodeForm",
    "reauthenticate": "fangxian.core.signin.forms.CodeAgainForm",
}
MFA_TOTP_ISSUER = "Fangxian"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "fangxian.core.screens.views.address_of"  # behind our own proxies, what they saw
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password"]
# A sign-in ends after so long without an act, and at most after a long shift; the browser keeps it no longer.
SESSION_IDLE_LIMIT = timedelta(minutes=int(os.environ.get("FANGXIAN_SESSION_IDLE_MINUTES", "120")))
SESSION_WHOLE_LIMIT = timedelta(hours=int(os.environ.get("FANGXIAN_SESSION_HOURS", "12")))
SESSION_ENGINE = "fangxian.core.signin.services.session_store"
SESSION_COOKIE_AGE = int(SESSION_WHOLE_LIMIT.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
# Behind a proxy that speaks TLS: cookies go over it alone, and browsers are told to use nothing else.
IS_HTTPS = os.environ.get("FANGXIAN_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # pages carry the token themselves
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS and TRUSTED_PROXY_COUNT > 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PAGE_HEADERS = {
    # the camera reads codes at a post; the rest no page of ours asks for
    "Permissions-Policy": "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "accelerometer=(), browsing-topics=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
LARGEST_REQUEST = 64 * 1024 * 1024  # bytes, files included; each form has its own, smaller limit
FILE_UPLOAD_HANDLERS = ["fangxian.core.screens.views.InMemory"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # ECharts sets style attributes on what it draws; a style element of a page's own runs nowhere
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
# our own words go before a library's for the same English
LOCALE_PATHS = sorted(SOURCE.glob("*/locale"))
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# the phone's files are named by their content (field/), so a browser may keep them for ever
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/field/assets/"
MEDIA_ROOT = HOME / "files"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Who sends what to people: channel -> class (core/messages/connect.py). None: shown here, sent nowhere.
MESSAGE_SINKS: dict[str, str | None] = {"sms": None, "letter": None}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"fangxian": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
# W021: being on the browsers' own list of TLS sites is the city's decision, not the software's
SILENCED_SYSTEM_CHECKS = ["models.W042", "security.W021"]
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # an app's background work stands in its jobs.py

# A pushed list in which this many people share one identical stay raises an alarm (O8). Coaches and
# trains carry about fifty; the false list of June 2022 had 1,317.
INTAKE_IDENTICAL_STAYS_ALARM = int(os.environ.get("FANGXIAN_IDENTICAL_STAYS_ALARM", "50"))
# So many phones send at once; one thread is left for the pages (`fangxian serve --threads`).
SYNC_AT_ONCE = max(1, int(os.environ.get("FANGXIAN_SYNC_AT_ONCE", 2 * (os.cpu_count() or 2) - 1)))
# Looking people up, and reading files of another area (files): how often in an hour, how long a grant holds, how
# soon a second person must answer: where life is in danger, and otherwise.
LOOKUPS_PER_HOUR = int(os.environ.get("FANGXIAN_LOOKUPS_PER_HOUR", "20"))
GLASS_HOLDS = timedelta(minutes=int(os.environ.get("FANGXIAN_GLASS_HOLDS_MINUTES", "120")))
GLASS_SECOND_WITHIN = timedelta(minutes=int(os.environ.get("FANGXIAN_GLASS_SECOND_WITHIN_MINUTES", "60")))
GLASS_WAITS_WITHIN = timedelta(hours=int(os.environ.get("FANGXIAN_GLASS_WAITS_WITHIN_HOURS", "24")))
# Says in a dry run what the rules would find; judging stands downstream of intake, so it is named, not imported.
INTAKE_FORECAST = "fangxian.screening.services.forecast"
