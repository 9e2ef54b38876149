"""The site's settings: one file, everything from the environment, safe when nothing is set.

Names read from the environment begin with ROOMCAST_, except PORT, DATABASE_URL and CACHE_URL.
docs/operations.md lists them. Whatever the site writes lies below ROOMCAST_DATA.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from config import sign_ins
from config.secret_key import secret_key_of

env = environ.Env()

# --- Where things lie ---------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(env.str("ROOMCAST_DATA", default=str(BASE_DIR / "var"))).expanduser().resolve()
OBJECTS = DATA / "objects"
UPLOADS = DATA / "uploads"
WORK = DATA / "work"
SHELVES = DATA / "shelves"
STATIC_ROOT = DATA / "static"
for _folder in (DATA, OBJECTS, UPLOADS, WORK, SHELVES, STATIC_ROOT):
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)

# --- The site ------------------------------------------------------------------------------------
DEBUG = env.bool("ROOMCAST_DEBUG", default=False)
SECRET_KEY = env.str("ROOMCAST_SECRET_KEY", default="") or secret_key_of(DATA)
SECRET_KEY_FALLBACKS = env.list("ROOMCAST_SECRET_KEY_FALLBACKS", default=[])
PORT = env.int("PORT", default=8000)
BIND = env.str("ROOMCAST_BIND", default="127.0.0.1")
WEB_WORKERS = env.int("ROOMCAST_WEB_WORKERS", default=1)
WEB_THREADS = env.int("ROOMCAST_WEB_THREADS", default=64)
SITE_URL = env.str("ROOMCAST_SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
OUTBOUND = env.bool("ROOMCAST_OUTBOUND", default=False)
WEBSUB_HUB = env.str("ROOMCAST_WEBSUB_HUB", default="")
JURISDICTION = env.str("ROOMCAST_JURISDICTION", default="")
STORED_IN = env.str("ROOMCAST_STORED_IN", default="")
SITE_NAME = env.str("ROOMCAST_SITE_NAME", default="Roomcast")
WITHDRAWN_VOICE = env.str("ROOMCAST_WITHDRAWN_VOICE", default="silence")
WORDING = env.str("ROOMCAST_WORDING", default="speaker")
OBJECTION_HOURS = max(24, env.int("ROOMCAST_OBJECTION_HOURS", default=24))
UNCLAIMED_MS = env.int("ROOMCAST_UNCLAIMED_MS", default=1_000)
SIGNUP = env.bool("ROOMCAST_SIGNUP", default=False)
_host = urlsplit(SITE_URL).hostname or "127.0.0.1"
_loopback = ["127.0.0.1", "localhost", "[::1]"]
_https = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    _host,
    *(_loopback if _host in _loopback else []),
    *env.list("ROOMCAST_ALLOWED_HOSTS", default=[]),
]

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "feeds",
    "consent",
    "recordings",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.twitter_oauth2",
    "allauth.socialaccount.providers.discord",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.openid_connect",
    "django_q",
    "django_htmx",
    "csp",
    "storages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.wrong_method.page_for_wrong_method",
    "config.silent_providers.PageForSilentProvider",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- The consent desk ----------------------------------------------------------------------------
SECOND_ADMIN = env.bool("ROOMCAST_SECOND_ADMIN", default=False)
ROSTER_BY_DESK = env.bool("ROOMCAST_ROSTER_BY_DESK", default=False)

# --- Database and cache --------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Every transaction takes the write lock at its start: no deadlock by upgrade, no lost update.
    # synchronous stays FULL: a withdrawal that was answered must survive a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: or a REPLACE deletes without asking the ledger's guard.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
        "PRAGMA recursive_triggers=ON",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("ROOMCAST_DB_CONN_MAX_AGE", default=0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Not in memory: web and worker are several processes and see the same one.
CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{DATA / 'cache'}")}
CACHES["default"].setdefault("OPTIONS", {"MAX_ENTRIES": 10_000})

# --- Files ---------------------------------------------------------------------------------------
MAX_UPLOAD_BYTES = env.int("ROOMCAST_MAX_UPLOAD_BYTES", default=5 * 1024**3)
FILE_UPLOAD_HANDLERS = ["config.uploads.BoundedFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(UPLOADS)
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2

S3_BUCKET = env.str("ROOMCAST_S3_BUCKET", default="")


def _s3(**options: Any) -> dict[str, Any]:
    """One alias of the bucket. Nothing is overwritten, no listing is public, links are signed."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("ROOMCAST_S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("ROOMCAST_S3_REGION", default="") or None,
            "access_key": env.str("ROOMCAST_S3_ACCESS_KEY_ID", default="") or None,
            "secret_key": env.str("ROOMCAST_S3_SECRET_ACCESS_KEY", default="") or None,
            "addressing_style": env.str("ROOMCAST_S3_ADDRESSING", default="auto"),
            "signature_version": "s3v4",
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 300,
            **options,
        },
    }


def _local() -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": OBJECTS, "base_url": None, "directory_permissions_mode": 0o700},
    }


STORAGES: dict[str, dict[str, Any]] = {
    "default": _s3() if S3_BUCKET else _local(),
    "objects": _s3() if S3_BUCKET else _local(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.staticfiles.PackageFilesFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
PACKAGE_FILES = {
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/wavesurfer.esm.js": "wavesurfer.js/dist/wavesurfer.esm.js",
    "vendor/regions.esm.js": "wavesurfer.js/dist/plugins/regions.esm.js",
}

# --- People --------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",  # the admin's own sign-in, by username
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without password1 there is no password sign-in
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SIGNUP else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = SIGNUP
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers; the page says the same either way
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _https else "http"

# Where speakers can sign in with the account they spoke with: nowhere, unless named here.
ACCOUNT_PROVIDERS = sign_ins.configured(env)
MAIL_PROVIDERS = {"google", sign_ins.OIDC}
"""Those whose word on a mail address is taken, where they say that they verified it."""
SOCIALACCOUNT_PROVIDERS = sign_ins.for_allauth(ACCOUNT_PROVIDERS)
SOCIALACCOUNT_ADAPTER = "config.accounts.SpeakersAccountAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = max(1, env.int("ROOMCAST_SIGN_IN_SECONDS", default=5))
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False

# --- Mail ----------------------------------------------------------------------------------------
_mail = env.email_url("ROOMCAST_EMAIL_URL", default=f"filemail:///{DATA / 'mail'}")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("ROOMCAST_FROM_EMAIL", default=f"{SITE_NAME} <roomcast@{_host}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = [("", address.strip()) for address in env.list("ROOMCAST_ADMINS", default=[])]

# --- How long what is personal is kept, in days --------------------------------------------------
KEEP_DAYS = {
    name: max(0, env.int(f"ROOMCAST_KEEP_{name.upper()}_DAYS", default=days))
    for name, days in (
        ("addresses", 90),
        ("traces", 90),
        ("links", 90),
        ("mails", 90),
        ("raw", 30),
        ("claims", 1),
        ("proof", 3 * 365),
    )
}

# --- Browser safety ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A form leads to a provider by a redirect, which form-action has to know about.
        "form-action": [SELF, *(one["origin"] for one in ACCOUNT_PROVIDERS.values())],
        "frame-ancestors": [NONE],
    }
}
# An S3 store serves audio by a redirect, which media-src has to know about.
if S3_BUCKET and env.str("ROOMCAST_S3_MEDIA_ORIGIN", default=""):
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"].append(env.str("ROOMCAST_S3_MEDIA_ORIGIN"))
TRUST_PROXY = env.bool("ROOMCAST_TRUST_PROXY", default=_https)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_SSL_REDIRECT = _https and TRUST_PROXY
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
X_FRAME_OPTIONS = "DENY"

# --- Jobs ----------------------------------------------------------------------------------------
# recordings.jobs keeps the truth in our own rows; the queue only nudges. A task is handed out
# again only after `retry`, far beyond `timeout`, and a failed one is never handed out again.
JOB_TIMEOUT_SECONDS = env.int("ROOMCAST_JOB_TIMEOUT_SECONDS", default=2 * 3600)
JOB_LEASE_SECONDS = env.int("ROOMCAST_JOB_LEASE_SECONDS", default=30)
Q_CLUSTER = {
    "name": "roomcast",
    "orm": "default",
    "workers": env.int("ROOMCAST_WORKERS", default=2),
    "timeout": JOB_TIMEOUT_SECONDS,
    "retry": 4 * JOB_TIMEOUT_SECONDS,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.5,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 100,
    "recycle": 50,
    "max_rss": 350_000,
    "label": "Queue",
    "scheduler": env.bool("ROOMCAST_SCHEDULER", default=True),
}

# --- Log -----------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.ScrubbingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("ROOMCAST_LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers would print the same lines again, unscrubbed.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django-q": {"level": "WARNING"},  # our own log tells what a job did
    },
}
