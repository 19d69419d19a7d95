"""Django's settings. What a place decides comes from the environment; the folder of data holds the rest.

``JIHENG_HOME`` is that folder: the embedded database, the key, attachments, access logs. ``DATABASE_URL``
moves the records to PostgreSQL; attachments and logs stay in the folder.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from jiheng_web.databases import database_from_url, embedded_database

PACKAGE = Path(__file__).parent
HOME = Path(os.environ.get("JIHENG_HOME", "jiheng-data")).resolve()


def _secret_key() -> str:
    """Return the key that signs sessions, made on the first start and kept in the folder of data."""
    if given := os.environ.get("JIHENG_SECRET_KEY"):
        return given
    kept = HOME / "secret.key"
    try:
        return kept.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        HOME.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(48)
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process of the same start was first
            return kept.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(made)
        return made


def _listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _whole(name: str, default: int, least: int) -> int:
    return max(least, int(os.environ.get(name, default)))


def _one_of(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = os.environ.get(name) or default
    if value not in choices:
        raise ValueError(f"{name} 只能是 {'、'.join(choices)}，不能是“{value}”。")
    return value


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = _listed("JIHENG_HOSTS", "localhost,127.0.0.1,[::1]")
BEHIND_HTTPS = os.environ.get("JIHENG_HTTPS", "") == "1"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if BEHIND_HTTPS else []
TRUSTED_PROXY = os.environ.get("JIHENG_TRUSTED_PROXY", "")
"""Address of the proxy whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed; none by default."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "csp",
    "jiheng_web.accounts",
    "jiheng_web.journal",
    "jiheng_web.filings",
    "jiheng_web.approvals",
]

MIDDLEWARE = [
    "jiheng_web.middleware.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiheng_web.middleware.answer_refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jiheng_web.accounts.middleware.hold_session",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jiheng_web.urls"
WSGI_APPLICATION = "jiheng_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiheng_web.context.frame",
            ],
            "builtins": ["jiheng_web.templatetags.jiheng_tags", "jiheng_web.templatetags.approval_tags"],
        },
    }
]

DATABASES = {
    "default": database_from_url(os.environ["DATABASE_URL"])
    if os.environ.get("DATABASE_URL")
    else embedded_database(HOME / "jiheng.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_LEAST_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "jiheng_web.accounts.passwords.NotOwnNameValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LEAST_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "jiheng_web.accounts.passwords.SeveralKindsValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

# Five wrong passwords for one name from one address lock it for half an hour (等保: 登录失败处理).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "jiheng_web.accounts.views.locked_out"
AXES_CLIENT_IP_CALLABLE = "jiheng_web.middleware.address_of"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # the journal has every sign-in

SECOND_FACTOR = _one_of("JIHENG_SECOND_FACTOR", "admins", ("admins", "all", "off"))
"""Who has to prove a second factor: the three administrators, everybody, or whoever chose to (``off``)."""

IDLE_MINUTES = _whole("JIHENG_IDLE_MINUTES", 30, 1)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "jiheng_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_NAME = "jiheng_csrf"
CSRF_FAILURE_VIEW = "jiheng_web.pages.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = os.environ.get("JIHENG_TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True


def _stamp_of(folder: Path) -> str:
    """Return a name for the present state of the static files: a changed script has a new address."""
    files = sorted(folder.rglob("*.*"))
    state = [(str(file.relative_to(folder)), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:12]


STATIC_URL = f"/static/{_stamp_of(PACKAGE / 'static')}/"

STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 365 * 24 * 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILES = HOME / "files"
LARGEST_UPLOAD = 50 * 1024 * 1024

ACCESS_LOGS = HOME / "access"
ACCESS_LOG_MONTHS = _whole("JIHENG_ACCESS_LOG_MONTHS", 6, 6)
"""Calendar months that access logs are kept; never fewer than six (网络安全法)."""

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
