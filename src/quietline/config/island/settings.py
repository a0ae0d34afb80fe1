"""Django's settings of the partners' island, from a data directory with `quietline.toml` and `partners-key` in it."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from quietline.config.databases import FIGURES, connection
from quietline.config.datadir import DataDir, Installation
from quietline.config.passwords import HASHERS, VALIDATORS

_data = os.environ.get("QUIETLINE_DATA")
DATA_DIR = DataDir(Path(_data or tempfile.gettempdir()))
INSTALLATION = (DATA_DIR.installation() if _data else Installation()).overridden_by(os.environ)
# Nothing of the helpline's own secrets: neither its pepper nor what signs its sessions is on this machine.
SECRET_KEY = (DATA_DIR.partners_key() if _data else secrets.token_bytes(32)).hex()

DEBUG = False
ORIGIN = INSTALLATION.partners_origin.rstrip("/")
SECURE = ORIGIN.lower().startswith("https://")
_origin_host = [urlsplit(ORIGIN).hostname] if ORIGIN else []
ALLOWED_HOSTS = [*(h for h in _origin_host if h), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if SECURE else []

INSTALLED_APPS = ["quietline.ui", "quietline.insights.released", "quietline.insights.partners"]
MIDDLEWARE = [
    "quietline.config.island.middleware.Answered",
    "django.middleware.csrf.CsrfViewMiddleware",
    "quietline.config.island.middleware.SignedIn",
]
ROOT_URLCONF = "quietline.config.island.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "quietline.config.island.middleware.page",
            ],
            "builtins": ["django.templatetags.i18n", "quietline.ui.templatetags.ui"],
        },
    }
]

# No `default`: whatever asks for another database than the figures' fails.
DATABASES = {
    "default": {},
    FIGURES: connection(INSTALLATION.figures_url, sqlite=DATA_DIR.figures if _data else Path(":memory:")),
}
DATABASE_ROUTERS = ["quietline.config.databases.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = HASHERS
AUTH_PASSWORD_VALIDATORS = VALIDATORS

_host_prefix = "__Host-" if SECURE else ""
CSRF_COOKIE_NAME = f"{_host_prefix}quietline-partner-csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "quietline.config.island.views.csrf_failed"

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"

DATA_UPLOAD_MAX_MEMORY_SIZE = 128 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS: list[str] = []
STATIC_URL = "/static/"
LOGGING_CONFIG = "quietline.config.quiet_logging.configure"
LOGGING: dict[str, object] = {"version": 1}
SILENCED_SYSTEM_CHECKS: list[str] = []
