"""Django's settings, put together from the data directory that `QUIETLINE_DATA` names.

Without one (type checks, `makemigrations --check`) everything is made up for the life of the process.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from quietline.config.databases import FIGURES, connection
from quietline.config.datadir import RELEASE_SEED_BYTES, DataDir, Installation
from quietline.config.passwords import HASHERS, VALIDATORS
from quietline.edge.app import MOST_EDITED_BYTES, MOST_PICTURE_BYTES
from quietline.vault import ChainSealer, Pepper

PACKAGE = Path(__file__).parent.parent

_data = os.environ.get("QUIETLINE_DATA")
DATA_DIR = DataDir(Path(_data or tempfile.gettempdir()))
INSTALLATION = (DATA_DIR.installation() if _data else Installation()).overridden_by(os.environ)
SECRET_KEY = DATA_DIR.secret_key() if _data else secrets.token_urlsafe(64)
QUIETLINE_PEPPER = DATA_DIR.pepper() if _data else secrets.token_bytes(32)
# The audit may not know the vault: it is handed what marks and seals its rows.
QUIETLINE_AUDIT_SEALER = ChainSealer(Pepper(QUIETLINE_PEPPER))
# Asked when something is signed or its public half is shown: most processes never need it.
QUIETLINE_RELEASE_SEED = DATA_DIR.release_seed if _data else partial(secrets.token_bytes, RELEASE_SEED_BYTES)
QUIETLINE_AUDIT_HEAD = DATA_DIR.audit_head_file if _data else None
_erasures_copy = [Path(INSTALLATION.erasures_copy)] if INSTALLATION.erasures_copy else []
QUIETLINE_ERASURES = [DATA_DIR.erasures_file, *_erasures_copy] if _data else []
QUIETLINE_BACKUP_DAYS = INSTALLATION.backup_days

DEBUG = False  # a debug page shows what somebody typed; there is no setting to turn it on
ORIGIN = INSTALLATION.origin.rstrip("/")
SECURE = ORIGIN.lower().startswith("https://")
# Where the partners' island is: another process, of which this one knows the address alone.
QUIETLINE_PARTNERS_ORIGIN = INSTALLATION.partners_origin.rstrip("/")
QUIETLINE_EXIT_URL = INSTALLATION.exit_url
QUIETLINE_CALL_SECRET = INSTALLATION.call_secret
QUIETLINE_TWILIO_TOKEN = INSTALLATION.twilio_token
QUIETLINE_SSO_ISSUER = INSTALLATION.sso_issuer
QUIETLINE_SSO_CLIENT = INSTALLATION.sso_client
QUIETLINE_SSO_SECRET = INSTALLATION.sso_secret
QUIETLINE_PARTNER_SECRETS = dict(pair.partition("=")[::2] for pair in INSTALLATION.partner_secrets)
_origin_host = [urlsplit(ORIGIN).hostname] if ORIGIN else []
ALLOWED_HOSTS = [
    *(h for h in _origin_host if h),
    *INSTALLATION.allowed_hosts,
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [ORIGIN] if SECURE else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "quietline.config",
    "quietline.ui",
    "quietline.tally",
    "quietline.audit",
    "quietline.live",
    "quietline.campaigns",
    "quietline.team",
    "quietline.contact",
    "quietline.safeguarding",
    "quietline.content",
    "quietline.insights.board",
    "quietline.insights.judged",
    "quietline.insights.partners",
    "quietline.insights.released",
    "quietline.desk",
    # Sign-in in steps and second factors; pages and limits are our own (team/sign_in).
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # The editor, below our own parts: a template of the same name there wins.
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
]

MIDDLEWARE = [
    "quietline.config.middleware.LanguageFromPath",
    "quietline.config.middleware.HandedIn",
    "quietline.config.middleware.EditorsPolicy",
    "quietline.config.middleware.WrongMethod",
    "quietline.config.middleware.RefusedAtTheEdge",
    "quietline.config.middleware.DatabaseInTrouble",
    "quietline.config.middleware.EditorsForms",
    "quietline.config.middleware.StaffSession",
    "quietline.config.middleware.StaffCsrf",
    "quietline.config.middleware.StaffSignIn",
    "allauth.account.middleware.AccountMiddleware",
    "quietline.config.middleware.EditorsMessages",
    "quietline.config.middleware.RefusedByDefault",
]

ROOT_URLCONF = "quietline.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "quietline.config.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "quietline.ui.templatetags.ui"],
        },
    }
]

DATABASES = {
    "default": connection(INSTALLATION.database_url, sqlite=DATA_DIR.database if _data else Path(":memory:")),
    FIGURES: connection(INSTALLATION.figures_url, sqlite=DATA_DIR.figures if _data else Path(":memory:")),
}
DATABASE_ROUTERS = ["quietline.config.databases.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "team.Practitioner"
PASSWORD_HASHERS = HASHERS
AUTH_PASSWORD_VALIDATORS = [*VALIDATORS, {"NAME": "quietline.team.sign_in.strength.GuessableValidator"}]
LOGIN_URL = "team:sign-in"
LOGIN_REDIRECT_URL = "desk:list"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "quietline.team.sign_in.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # from the password to the second step
# Counted by address, and kept in a cache: ours are blinded (edge/limits.py).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "quietline.team.sign_in.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_USER_VERIFICATION = "required"

_host_prefix = "__Host-" if SECURE else ""
SESSION_ENGINE = "quietline.team.sign_in.kept"
SESSION_COOKIE_NAME = f"{_host_prefix}quietline-desk"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 30 * 60  # idle; a busy session is renewed, for a shift at most (team/keys.py)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# A cookie of its own: with the token in the session, every look at the sign-in page would write a row.
CSRF_COOKIE_NAME = f"{_host_prefix}quietline-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "quietline.config.views.csrf_failed"
QUIETLINE_KEY_COOKIE = f"{_host_prefix}quietline-key"
QUIETLINE_DEVICE_COOKIE = f"{_host_prefix}quietline-device"
QUIETLINE_SEEKER_COOKIE = f"{_host_prefix}quietline"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic")), ("cy", _("Welsh")), ("pl", _("Polish"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Forms are refused at the edge long before; these are the second fence. An editor's page has many fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_EDITED_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# Nobody uploads anything; an editor's picture and a table of figures are let in by config/middleware.py alone.
FILE_UPLOAD_HANDLERS: list[str] = []
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_PICTURE_BYTES
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "quietline.content.storage.DatabaseStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The editor, at /edit/. It asks nobody else for anything: no pictures of people, no news of its maker.
QUIETLINE_IS_OPEN = "quietline.config.offers.is_open"
QUIETLINE_STATEMENTS = "quietline.config.statements"
QUIETLINE_TOLD_APART = "quietline.config.told_apart"
WAGTAIL_SITE_NAME = "Quietline"
WAGTAILADMIN_BASE_URL = ORIGIN
# Not in a cookie: what the editor says names pages.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A password opens keys, and an e-mail is a sign-in: both are the business of quietline.team.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "content.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "quietline.content.pictures.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = MOST_PICTURE_BYTES
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
TAGGIT_CASE_INSENSITIVE = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING_CONFIG = "quietline.config.quiet_logging.configure"
LOGGING: dict[str, object] = {"version": 1}  # empty, and Django would not call what stands above
SILENCED_SYSTEM_CHECKS: list[str] = []
