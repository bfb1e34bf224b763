"""Django's settings; everything a site may choose comes from the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from mangnon.core.store.layout import data_folder
from mangnon.core.store.server import Purpose, address
from mangnon.core.web.address import public_address
from mangnon.interfaces.public.address import read_networks

DEMO = os.environ.get("MANGNON_DEMO") == "1"
DEBUG = os.environ.get("MANGNON_DEBUG") == "1"
PACKAGE = Path(__file__).resolve().parents[1]


def _secret() -> str:
    named = os.environ.get("MANGNON_SECRET_KEY")
    if named:
        return named
    kept = data_folder() / "secret.key"
    try:
        return kept.read_text()
    except OSError:
        pass
    made = secrets.token_urlsafe(48)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(made)
    except FileExistsError:
        return kept.read_text()
    except OSError:
        return made
    return made


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("MANGNON_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [name for name in os.environ.get("MANGNON_ORIGINS", "").split(",") if name]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_cotton",
    "django_htmx",
    "mangnon.core.web",
    "pgtrigger",
    "pghistory",
    "mangnon.core.accounts",  # before allauth: its templates come first
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "mangnon.core.places",
    "mangnon.core.scope",
    "mangnon.core.vault",
    "mangnon.core.audit",
    "mangnon.domain.children",
    "mangnon.domain.worklist",
    "mangnon.domain.growth",
    "mangnon.domain.immunization",
    "mangnon.domain.screening",
    "mangnon.domain.questionnaires",
    "mangnon.domain.nutrition",
    "mangnon.domain.protection",
    "mangnon.domain.outreach",
    "mangnon.domain.workforce",
    "mangnon.domain.facilities",
    "mangnon.domain.referrals",
    "mangnon.domain.safety",
    "mangnon.interfaces.exchange",
    "mangnon.interfaces.places",
    "mangnon.interfaces.papers",
    "mangnon.interfaces.public",
    "mangnon.interfaces.office",
    "mangnon.config.apps.WiringConfig",
]

MIDDLEWARE = [
    "mangnon.core.web.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mangnon.interfaces.public.middleware.PublicMiddleware",  # before sessions: no cookie is read there
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "mangnon.core.accounts.middleware.EntranceMiddleware",
    "mangnon.interfaces.places.middleware.NewDayMiddleware",  # before scopes are read: they may change that day
    "mangnon.core.scope.middleware.ScopeMiddleware",
]

ROOT_URLCONF = "mangnon.config.urls"
WSGI_APPLICATION = "mangnon.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mangnon.interfaces.office.frame.shell",
            ],
        },
    }
]

COTTON_ISOLATE_BY_DEFAULT = True  # nothing leaks from a page into a component undeclared

_purpose = Purpose(os.environ.get("MANGNON_DB_PURPOSE", "service"))


def _database(purpose: Purpose) -> dict[str, object]:
    where = address(purpose)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": where.host,
        "PORT": where.port,
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "OPTIONS": {"options": where.options} if where.options else {},
        "CONN_MAX_AGE": 300 if purpose is Purpose.WEB else 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


DATABASES = {"default": _database(_purpose)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "mangnon.core.accounts.passwords.NotOneself"},
    {"NAME": "mangnon.core.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "mangnon.core.accounts.passwords.NotCommon"},
    {"NAME": "mangnon.core.accounts.passwords.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/vao/"
ACCOUNT_ADAPTER = "mangnon.core.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/900s/key", "login": "60/m/ip"}  # codes; passwords are counted by axes
MFA_ADAPTER = "mangnon.core.accounts.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account is given by hand; its e-mail proves nothing
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "Măng Non"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "mangnon.core.accounts.lockout.counted_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_AGE = 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "mangnon_session"
CSRF_FAILURE_VIEW = "mangnon.core.web.pages.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "mangnon_csrf"
_https = os.environ.get("MANGNON_HTTPS") == "1"
# What is printed leads here, through whatever host it was printed.
PUBLIC_ADDRESS = public_address(
    named=os.environ.get("MANGNON_PUBLIC_URL", ""),
    hosts=ALLOWED_HOSTS,
    https=_https,
    port=int(os.environ.get("MANGNON_PORT", "8000")),
)
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxies whose word about who spoke to them is taken: Măng Non itself listens on this machine only.
TRUSTED_PROXIES = read_networks(os.environ.get("MANGNON_PROXIES", "127.0.0.0/8,::1"))
# Where somebody who must leave the page for telling a worry is led at once: a page that everybody opens.
PUBLIC_EXIT_URL = os.environ.get("MANGNON_EXIT_URL", "https://www.google.com/search?q=thời+tiết+Thái+Nguyên")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

CACHES = {
    "default": {  # shared by the web processes, so that a limit on guessing holds for all of them
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": data_folder() / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # a task is a worker's duty here; background work lives in jobs.py

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = data_folder() / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": data_folder() / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "mangnon.core.web.staticfiles.OfficeStaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000  # a session table of a whole commune is one form
FILE_UPLOAD_HANDLERS = [
    "mangnon.interfaces.exchange.uploads.SizeLimitHandler",  # first: what it stops is not read on
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

PGHISTORY_CONTEXT_FIELD_KWARGS = {"null": True}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
