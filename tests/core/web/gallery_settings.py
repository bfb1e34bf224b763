"""The least Django that can show the gallery: no database, no sign-in."""

from pathlib import Path

from csp.constants import NONE, SELF

SECRET_KEY = "only for tests"
DEBUG = False
DEMO = True
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.staticfiles", "django_cotton", "django_htmx", "mangnon.core.web"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
            ]
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True
# The policy of the real site.
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
    }
}
ROOT_URLCONF = "tests.core.web.gallery_urls"
STATIC_URL = "/static/"
LANGUAGE_CODE = "vi"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
DATABASES: dict[str, dict[str, str]] = {}
STATIC_ROOT = Path("/nonexistent")
