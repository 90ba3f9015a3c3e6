"""How the parts are wired. Everything a clinic may set comes from the environment (docs/deploy.md)."""

import logging
import os
import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from rapport.config import audited, environment, home

HOME = home.folder()
DEBUG = os.environ.get("RAPPORT_DEBUG") == "1"
RAPPORT_DEMO = os.environ.get("RAPPORT_DEMO") == "1"
SECRET_KEY = home.secret_key(HOME)
ALLOWED_HOSTS = environment.names("RAPPORT_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.names("RAPPORT_ORIGINS")
BEHIND_TLS = os.environ.get("RAPPORT_TLS") == "1"

INSTALLED_APPS = [
    "rapport.web",
    "rapport.demo",
    "rapport.importing",
    "rapport.segmentation",
    "rapport.appointments",
    "rapport.feedback",
    "rapport.loyalty",
    "rapport.outreach",
    "rapport.care",
    "rapport.people",
    "rapport.staff",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_q",
    "rapport.config.audited.Audited",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rapport.web.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rapport.web.counter.counter_mode",
    "rapport.web.middleware.kept_by_no_browser",
    "rapport.web.middleware.language_of_the_reader",
    "rapport.web.middleware.clock_of_the_reader",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rapport.web.htmx.answer_htmx",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "rapport.web.access.RoleTableMiddleware",
    "rapport.web.second_step.gate.SecondStepMiddleware",
    "rapport.web.merging.former.follow_merges",
]

ROOT_URLCONF = "rapport.config.urls"
WSGI_APPLICATION = "rapport.config.wsgi.application"

_LOADERS: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rapport.web.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "rapport.web.controls.Controls"


def database() -> Any:
    """PostgreSQL where DATABASE_URL says so, else SQLite in the home folder.

    WAL is used only where SQLite is free of the WAL-reset bug (3.51.3 or newer): with several connections
    it can lose commits in older ones. Elsewhere a rollback journal with full syncing.
    """
    if url := environment.database_address():
        found = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
        found.setdefault("OPTIONS", {}).setdefault("prepare_threshold", 5)  # for what lib.prepared asks
        return found
    journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "rapport.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
        },
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        # among it is how often an address has asked: visitors by the hundred do not push that out
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "nothing": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:start"
ACCOUNT_ADAPTER = "rapport.web.accounts.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# passwords are counted by staff.door; the library counts second steps by user, and nothing by address alone
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
# addresses of the clinic's own proxies, whose X-Forwarded-For is believed
RAPPORT_PROXIES = frozenset(environment.names("RAPPORT_PROXIES"))
ACCOUNT_FORMS = {
    "change_password": "rapport.web.second_step.forms.PasswordForm",
    "set_password": "rapport.web.second_step.forms.FirstPasswordForm",
    "reauthenticate": "rapport.web.second_step.forms.ConfirmByPasswordForm",
}
MFA_ADAPTER = "rapport.web.second_step.words.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# a passkey cannot be guessed, and a clinic sits behind one address
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "rapport.web.second_step.forms.SecondStepForm",
    "reauthenticate": "rapport.web.second_step.forms.ConfirmByCodeForm",
    "activate_totp": "rapport.web.second_step.forms.AppForm",
    "add_webauthn": "rapport.web.second_step.forms.PasskeyForm",
    "edit_webauthn": "rapport.web.second_step.forms.PasskeyNameForm",
}

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
FORMAT_MODULE_PATH = ["rapport.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "rapport.web.storage.NamedByContent"
    },
}
# the most rows one export may take out of the house
RAPPORT_EXPORT_ROWS = 20_000
# how the world outside reaches this installation: links in messages, and what providers call back
RAPPORT_ADDRESS = os.environ.get("RAPPORT_ADDRESS", "").rstrip("/")
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "rapport.web.errors.csrf_failure"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365

Q_CLUSTER = {
    "name": "rapport",
    "orm": "default",
    "workers": environment.number("RAPPORT_WORKERS", 2),
    "timeout": 3600,
    # a job whose worker died is given to another after this long; longer than any batch takes
    "retry": 3700,
    "max_attempts": 5,
    "ack_failures": True,
    "catch_up": False,
    "poll": 0.5,
    # where it would note twice a second that it lives; `rapport doctor` sees that by the jobs done
    "cache": "nothing",
    "save_limit": 500,
    "label": "Rapport",
}

AUDITLOG_INCLUDE_TRACKING_MODELS = audited.MODELS

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _in_one_line(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": environment.one_of("RAPPORT_LOG", _LEVELS, "WARNING")},
    # they would log whole addresses, and providers have passwords and tokens in theirs
    "loggers": {
        **{name: {"level": "WARNING"} for name in ("httpx", "httpcore", "urllib3")},
        # whoever scans the net asks under any name: the sentence says which, where it came to tells nobody more
        "django.security.DisallowedHost": {"filters": ["in_one_line"]},
    },
    "filters": {"in_one_line": {"()": "django.utils.log.CallbackFilter", "callback": _in_one_line}},
}
