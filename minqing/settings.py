"""One settings file. What differs between installations comes from the environment (see docs/how-to/run-it.md)."""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent
ROOT = BASE.parent
VAR = Path(os.environ.get("MINQING_VAR", ROOT / "var"))
TESTING = "pytest" in sys.modules


def flag(name: str, default: bool) -> bool:
    """A yes-or-no of the environment: 1, true, yes, on."""
    return os.environ.get(name, str(default)).lower() in ("1", "true", "yes", "on")


# Counts of a desk's lists hold until something is written (Scope.kept); a test writes past the journal.
KEEP_COUNTS = not TESTING
DEBUG = flag("MINQING_DEBUG", False)
DEMO = flag("MINQING_DEMO", False)

DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'minqing.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456"
        ),
    }
    _database["CONN_MAX_AGE"] = None
    _key_home = Path(str(_database["NAME"]) + ".key")
else:
    _options = _database.setdefault("OPTIONS", {})
    # Compiling a statement costs a second where running it costs a hundredth: a board's grouped counts are that sort.
    _options["options"] = "-c jit=off"
    # Statements that ask for it (minqing/lib/planned.py) are planned once a connection.
    _options["prepare_threshold"] = 5
    if not TESTING:
        _options["pool"] = {"min_size": 1, "max_size": 8}
    _key_home = VAR / "minqing.key"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

VAULT_WORDS = "tests only" if TESTING else ""
VAULT_KEY_FILE = Path(os.environ.get("MINQING_KEY_FILE", _key_home))


def secret_key() -> str:
    """From the environment; on a single machine made once and kept beside the vault's key."""
    if "MINQING_SECRET_KEY" in os.environ:
        return os.environ["MINQING_SECRET_KEY"]
    if TESTING:
        return "tests only"
    path = VAULT_KEY_FILE.with_suffix(".session")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(32).hex())
    return path.read_text()


SECRET_KEY = secret_key()
if not SECRET_KEY:
    raise ImproperlyConfigured("MINQING_SECRET_KEY is empty.")
ALLOWED_HOSTS = os.environ.get("MINQING_HOSTS", "127.0.0.1,localhost,[::1]" + (",testserver" if TESTING else "")).split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MINQING_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "minqing.ground.journal",
    "minqing.ground.places",
    "minqing.ground.staff",
    "minqing.ground.notices",
    "minqing.records.people",
    "minqing.records.visits",
    "minqing.records.matters",
    "minqing.readings.figures",
    "minqing.readings.proposals",
    "minqing.readings.triage",
    "minqing.ledgers.tables",
    "minqing.ledgers.briefs",
    "minqing.faces.portal",
    "minqing.faces.mediation",
    "minqing.faces.open311",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "minqing.ground.staff.middleware.NotTooMuch",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "minqing.ground.staff.middleware.IdleSignOut",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "minqing.ground.staff.middleware.ScopeOfViewer",
    "minqing.ground.staff.middleware.WordsWithoutNul",
    "minqing.ground.staff.middleware.SentenceForRefusal",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "minqing.urls"
WSGI_APPLICATION = "minqing.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minqing.ground.staff.context.desk",
                "minqing.ground.notices.context.bell",
            ],
            "builtins": ["minqing.ground.staff.templatetags.said"],
        },
    }
]

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "minqing.ground.staff.recognising.Accounts"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign-in"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

IDLE_SECONDS = 30 * 60
SESSION_ENGINE = "minqing.ground.staff.recognising"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("MINQING_HTTPS", False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if flag("MINQING_HTTPS", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_SSL_REDIRECT = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
# Each test client loads the middleware anew, which would look through all files each time.
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
MEDIA_ROOT = VAR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
LEDGER_MAX_BYTES = 60 * 1024 * 1024
REQUEST_MAX_BYTES = 64 * 1024 * 1024

# Residents' pages: how often within an hour, how fast a form may come back, how long a finished matter can be opened again.
PORTAL = {
    name: int(os.environ.get(f"MINQING_PORTAL_{name.upper()}", number))
    for name, number in {
        "asked_from_address": 30, "asked_by_phone": 5, "added_for_receipt": 20, "wrong_from_address": 20, "wrong_for_receipt": 5,
        "fewest_seconds": 0 if TESTING else 3, "again_days": 30,
    }.items()
}  # fmt: skip
# Whether anybody may list masked requests through Open311, or only who has a key.
OPEN311_PUBLIC = flag("MINQING_OPEN311_PUBLIC", True)
# The address that posters and slips print; empty: the one under which the page was asked for.
PUBLIC_ADDRESS = os.environ.get("MINQING_PUBLIC_ADDRESS", "").rstrip("/")
# A font file with Chinese letters for posters; empty: the one that this machine recommends.
POSTER_FONT = os.environ.get("MINQING_POSTER_FONT", "")

# Notices outside the program (docs/how-to/notices.md). Nothing set: they are read in the program only.
NOTICE_CHANNELS = [
    kind for kind in os.environ.get("MINQING_NOTICE_CHANNELS", "email,wecom,dingtalk,feishu,url").split(",") if kind
]
NOTICE_HOSTS = [host for host in os.environ.get("MINQING_NOTICE_HOSTS", "").split(",") if host]
# smtp://user:password@host:25, smtp+tls:// (STARTTLS, 587) or smtps:// (465); or Django's usual names one by one.
_mail = urlsplit(os.environ.get("MINQING_EMAIL_URL", ""))
EMAIL_HOST = _mail.hostname or os.environ.get("EMAIL_HOST", "")
EMAIL_READY = bool(EMAIL_HOST)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_READY else 'console'}.EmailBackend"
EMAIL_USE_SSL = _mail.scheme == "smtps" or flag("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _mail.scheme == "smtp+tls" or flag("EMAIL_USE_TLS", False)
EMAIL_PORT = _mail.port or int(os.environ.get("EMAIL_PORT") or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25))
EMAIL_HOST_USER = unquote(_mail.username or "") or os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "") or os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or EMAIL_HOST_USER or "minqing@localhost"

# What was learned from sorted matters belongs to its database. Tests have none unless they set one.
_learned = VAR / "triage" if not _database["ENGINE"].endswith("sqlite3") else Path(f"{_database['NAME']}.triage")
TRIAGE_FOLDER = None if TESTING else Path(os.environ.get("MINQING_TRIAGE", _learned))

QUEUE_FILE = VAR / "queue.sqlite3" if not _database["ENGINE"].endswith("sqlite3") else Path(f"{_database['NAME']}.queue")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}, "nowhere": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("MINQING_LOG", "WARNING")},
    "loggers": {
        # Robots knock under other names, and an address that leads nowhere may hold somebody's void link.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
