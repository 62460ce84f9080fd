"""All settings come from the environment; `.env.example` explains each one.

Outside the demo nothing secret has a default: a missing value stops the start with a sentence.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kcc.lib.limits import give_time
from kcc.settings_rooms import *  # noqa: F403 - all of them are settings
from kcc.settings_rooms import CHOICES_IN_API

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
env_file = env.path("ENV_FILE", default=BASE_DIR / ".env")
if Path(env_file).exists():
    env.read_env(str(env_file))

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
RUNNING_TESTS = "pytest" in sys.modules


def secret(name: str, demo: str) -> str:
    """A secret from the environment; only the demo and the tests may run on a known one."""
    value = env.str(name, default="")
    if value:
        return value
    if DEMO or RUNNING_TESTS:
        return demo
    raise ImproperlyConfigured(
        f"{name} is not set. Put a long random value in the environment or in .env "
        "(see .env.example), or set DEMO=1 to try the demo town."
    )


SECRET_KEY = secret(
    "SECRET_KEY", "demo-only-secret-key-that-protects-nothing-but-a-fictional-town-0"
)
# Encrypts the BSN at rest and keys its look-up hash; kept apart from SECRET_KEY so that either
# can be replaced alone.
PERSONAL_DATA_KEY = secret(
    "PERSONAL_DATA_KEY", "demo-only-personal-data-key-for-a-fictional-town-0"
)
ORGANISATION_NAME = env.str("ORGANISATION_NAME", default="Gemeente Lindenwaard")
# RSIN of the municipality: bronorganisatie in the export of cases (docs/api.md).
ORGANISATION_RSIN = env.str("ORGANISATION_RSIN", default="")
# How a customer reaches us: a sentence in what we write to who could not be called.
REACH_US = env.str("REACH_US", default="Neem dan zelf contact met ons op.")
CUSTOMER_MESSAGE_FILE = env.path(
    "CUSTOMER_MESSAGE_FILE", default=BASE_DIR / "contacts" / "data" / "niet-bereikt.txt"
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if DEMO or RUNNING_TESTS else [],
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# A style sheet in static/ with --basis-* tokens: the look of the municipality (docs/operations.md).
THEME_CSS = env.str("THEME_CSS", default="")
# The look of the reports on paper: a file (SVG or PNG), and a colour (dashboard.reports.checks).
REPORT_LOGO = env.str("REPORT_LOGO", default="")
REPORT_COLOUR = env.str("REPORT_COLOUR", default="#154273")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

INSTALLED_APPS = [
    "kcc.organisation",
    "kcc.audit",
    "kcc.jobs",
    "kcc.customers",
    "cases",
    "contacts",
    "dashboard",
    "maturity",
    "kcc.lib",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.forms",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kcc.lib.busy.BusyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kcc.organisation.middleware.NoStoreMiddleware",
    "kcc.organisation.middleware.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kcc.audit.middleware.OriginMiddleware",
    # Deny by default: a view is public only when it says so with @login_not_required.
    "kcc.organisation.middleware.ExpiredSessionMiddleware",
    "kcc.organisation.middleware.LoginMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "kcc.organisation.middleware.LanguageMiddleware",
    "kcc.organisation.middleware.TotpRequiredMiddleware",
    "axes.middleware.AxesMiddleware",
    "kcc.lib.buttons.ButtonPageMiddleware",
]

ROOT_URLCONF = "kcc.urls"
WSGI_APPLICATION = "kcc.wsgi.application"
FORM_RENDERER = "kcc.lib.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kcc.lib.templatetags.kcc", "kcc.lib.templatetags.kept"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kcc.context.page",
            ],
        },
    },
]

# -- Data -----------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'kcc.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
# Seconds the database may work on one statement of a page, of a job, and wait for a lock of
# somebody else; 0 is no limit (manage.py: a migration takes as long as it takes).
STATEMENT_SECONDS = env.float("STATEMENT_SECONDS", default=0 if RUNNING_TESTS else 5)
JOB_STATEMENT_SECONDS = env.float("JOB_STATEMENT_SECONDS", default=60)
LOCK_SECONDS = env.float("LOCK_SECONDS", default=0 if RUNNING_TESTS else 2)
# What takes longer is written in the log, without its values.
SLOW_STATEMENT_SECONDS = env.float("SLOW_STATEMENT_SECONDS", default=1)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with Django's defaults parallel POSTs fail with "database is locked"; with
    # these none do. kcc.organisation.checks refuses other values.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            " PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
        ),
    }
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE_FILE", default="") or None}
else:
    # Measured on the lists of callbacks and cases: PostgreSQL took 15 to 26 ms to find the best
    # order for ten joined tables, and 1 ms to read them. What a filter asks for stands first in our
    # statements, so six are enough. Compiling a statement (jit) takes longer than any of ours.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options.setdefault("options", "-c join_collapse_limit=6 -c jit=off")
    give_time(DATABASES["default"], statement_seconds=STATEMENT_SECONDS, lock_seconds=LOCK_SECONDS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisation.User"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "var" / "files")
FILE_UPLOAD_PERMISSIONS = 0o600
# Documents of cases: how large one may be, and the virus scanner that looks at each (none: empty).
DOCUMENT_MOST_MEGABYTES = env.int("DOCUMENT_MOST_MEGABYTES", default=25)
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")

REDIS_URL = env.str("REDIS_URL", default="")


def next_database(url: str) -> str:
    """The same Redis, the database after this one: clearing the cache must not clear the broker."""
    parts = urlsplit(url)
    number = parts.path.strip("/") or "0"
    return parts._replace(path=f"/{int(number) + 1}").geturl() if number.isdecimal() else url


CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "kcc.lib.cache.RedisCache",
        "LOCATION": next_database(REDIS_URL),
        "KEY_PREFIX": "kcc",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }

# -- Work (kcc.jobs): the rows are the truth, Celery only triggers --------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Publishing must never hold up a request: the row exists, the reconciler will find it.
CELERY_TASK_PUBLISH_RETRY = False
# Measured: without max_retries a publish to a Redis that is away takes six seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
}
# A worker waits for its broker as long as it takes.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULE = {
    "reconcile-jobs": {"task": "kcc.jobs.tasks.reconcile", "schedule": 30.0},
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A worker takes from both; one on a machine without the files takes from the first only:
# `celery -A kcc worker -Q celery` (docs/scaling.md).
WITH_FILES = "files"
CELERY_TASK_QUEUES = {"celery": {}, WITH_FILES: {}}
# A worker that says nothing for so long is taken for dead; another one takes its job over.
JOB_LEASE_SECONDS = 60

# -- Mail (kcc.jobs.delivery): rows wait for as long as EMAIL_URL is not set -----------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20  # seconds, of each step of the conversation with the mail server
# Longer than the slowest conversation: a message is sent by one worker at a time.
MAIL_LEASE_SECONDS = 300
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="kcc@localhost")
# What links in a mail begin with.
BASE_URL = (env.str("BASE_URL", default="") or next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/")
# Days after which the words and the address of a finished mail are removed.
MAIL_KEPT_DAYS = env.int("MAIL_KEPT_DAYS", default=30)

# -- Self-assessment ---------------------------------------------------------------------------
# Inhabitants from which a municipality counts as medium-sized, and from which as large.
MATURITY_SIZE_LIMITS = tuple(map(int, env.list("MATURITY_SIZE_LIMITS", default=[25_000, 100_000])))
if len(MATURITY_SIZE_LIMITS) != 2 or not 0 < MATURITY_SIZE_LIMITS[0] < MATURITY_SIZE_LIMITS[1]:
    raise ImproperlyConfigured(
        "MATURITY_SIZE_LIMITS holds two numbers of inhabitants, the smaller one first: 25000,100000"
    )
# Days after the end of a round after which the answers of persons are removed.
MATURITY_ANSWERS_KEPT_DAYS = env.int("MATURITY_ANSWERS_KEPT_DAYS", default=90)

# -- Who may come in ------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if RUNNING_TESTS:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("login")
REQUIRE_TOTP = env.bool("REQUIRE_TOTP", default=not (DEMO or RUNNING_TESTS))
OTP_TOTP_ISSUER = "KCC"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "kcc.organisation.views.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=0)

SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=10) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = env.bool("HTTPS", default=not (DEMO or RUNNING_TESTS))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# -- Words and time -------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = False
PHONE_REGION = "NL"

# -- Files the browser fetches -------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "var" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or RUNNING_TESTS
        else "kcc.lib.staticfiles.Storage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or RUNNING_TESTS
# Looks a file up when asked, so that not every test client lists all of them first.
WHITENOISE_AUTOREFRESH = DEBUG or RUNNING_TESTS

# -- API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    # The first one gives the answer to who does not say who they are: 401, not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "kcc.organisation.authentication.BearerAuthentication",
        "kcc.organisation.authentication.VerifiedSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    # Per person; searching is dearer than reading, and the way to fish for people.
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "anon": "60/min", "search": "60/min"},
    "NUM_PROXIES": env.int("PROXY_COUNT", default=0),
    "EXCEPTION_HANDLER": "kcc.lib.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "KCC",
    "DESCRIPTION": "Contacts, callbacks, cases, figures and maturity of a contact centre.",
    "VERSION": "1.5.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kcc.lib.problems.describe",
    ],
    "ENUM_NAME_OVERRIDES": CHOICES_IN_API,
}

# -- Logging: no personal data, no query strings ------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "filters": {"without_keys": {"()": "kcc.lib.logs.WithoutKeys"}},
    "loggers": {
        "axes": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        # It writes the address of what was not found or went wrong.
        "django.request": {"filters": ["without_keys"]},
    },
}
