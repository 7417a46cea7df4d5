"""Django's settings: SQLite that loses nothing, strict headers, nothing from outside."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from neocol.exchange.documents.render import HERE as DOCUMENTS

PACKAGE = Path(__file__).parent
DATA = Path(os.environ.get("NEOCOL_DATA", "neocol-data")).absolute()
KEY_FILE = DATA / "secret-key"

# Written by neocol.clinic.demo.prepare; without it every start has its own key.
SECRET_KEY = KEY_FILE.read_text("utf-8") if KEY_FILE.is_file() else get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "neocol.clinic.urls"
WSGI_APPLICATION = "neocol.clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "neocol.clinic.apps.ClinicConfig",
    "django.contrib.staticfiles",
    "django_htmx",  # brings the script that the plan page asks with
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "neocol.clinic.guards.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "neocol.clinic.guards.read_only",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "templates", DOCUMENTS / "templates"],
        "OPTIONS": {"environment": "neocol.clinic.jinja.environment"},
    },
]

# An acknowledged write must survive a power cut: WAL with synchronous=FULL, and write locks are
# taken when a transaction begins, so that none is refused half way.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "clinic.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}

STATIC_URL = "static/"
STATICFILES_DIRS = [DOCUMENTS / "static", PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True

LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TZ") or "UTC"
USE_TZ = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
