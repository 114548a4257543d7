"""Django's settings. Everything a company may choose is a row; only what a host decides is read here."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

HOME = Path(os.environ.get("TRUCKROLL_HOME", ".home")).absolute()
MEDIA_ROOT = HOME / "media"
WEB_DIST = Path(os.environ.get("TRUCKROLL_WEB_DIST", Path(__file__).parents[3] / "web" / "dist"))


def _secret_key() -> str:
    file = HOME / "secret-key"
    if file.exists():
        return file.read_text().strip()
    # No home yet: a tool such as the documentation generator. Nothing signed outlives this process.
    return os.environ.get("TRUCKROLL_SECRET_KEY") or secrets.token_urlsafe(50)


def read_database_url(url: str) -> dict[str, object]:
    """Read `postgresql://user:password@host:port/name?host=/socket/dir` as Django wants it."""
    parts = urlsplit(url)
    query = {k: v[-1] for k, v in parse_qs(parts.query).items()}
    size = int(os.environ.get("TRUCKROLL_POOL", "10"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "truckroll",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {
            **({"pool": {"min_size": 1, "max_size": size, "timeout": 10}} if size else {}),
            "options": "-c idle_in_transaction_session_timeout=30s -c TimeZone=UTC",
            **query,
        },
    }


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("TRUCKROLL_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("TRUCKROLL_HOSTS", "*").split(",")
PUBLIC_URL = os.environ.get("TRUCKROLL_PUBLIC_URL", "")

DATABASES = {"default": read_database_url(os.environ.get("DATABASE_URL", "postgresql:///truckroll"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_I18N = False

# Rooms from the ground up; a handler of one room is loaded after what it listens to.
ROOMS = [
    "foundation",
    "accounts",
    "upkeep",
    "workforce",
    "customers",
    "contracts",
    "stock",
    "work",
    "dispatch",
    "notifications",
    "billing",
    "mobile",
    "portal",
    "intake",
    "search",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    *(f"truckroll.{room}.apps.{room.capitalize()}Config" for room in ROOMS),
]

# The audit's triggers are installed after each migration, from the models as they are: as migration operations each
# of them would render the state of every app anew, and a new database took half a minute of CPU instead of seconds.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "truckroll.config.urls"
WSGI_APPLICATION = "truckroll.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

AUTH_USER_MODEL = "accounts.User"
# The address is unique whatever its capitals, by a constraint Django's check does not recognise.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# argon2id at 19 MiB, t=2, p=1 (OWASP): Django's default of 100 MiB would let ten sign-ins take a gigabyte.
PASSWORD_HASHERS = ["truckroll.accounts.passwords.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "truckroll.accounts.adapter.NoSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_FRONTEND_URLS = {"account_reset_password_from_key": "/office/reset-password/{key}"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

SESSION_ENGINE = "truckroll.accounts.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = False

STATIC_URL = "/static/"
WHITENOISE_ROOT = WEB_DIST if WEB_DIST.is_dir() else None
# Vite names its assets by their content.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+$"

DATA_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "pgtrigger": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
