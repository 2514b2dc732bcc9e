"""
All settings come from the environment, so that one image serves every country and every role
(web, jobs, migration). fairlead.yaml says where each value comes from.
"""

import json
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
env = os.environ.get

# --- Who we are ---------------------------------------------------------------------------------

SECRET_KEY = os.environ["HERA_DJANGO_SECRET_KEY"]
VERSION = env("APP_VERSION") or env("RELEASE_COMMIT", "")[:12] or "unreleased"

# Third parties. A key that is not set turns its feature off.
GOOGLE_MAPS_KEY = env("GOOGLE_MAPS_KEY")
SENTRY_SDK_DSN = env("SENTRY_SDK_DSN")
MESSAGEBIRD_API_KEY = env("MESSAGEBIRD_API_KEY")
ONESIGNAL_ID = env("ONESIGNAL_ID")
ONESIGNAL_KEY = env("ONESIGNAL_KEY")

# --- Behind a load balancer ---------------------------------------------------------------------

# The load balancer lets only the hosts of our route through, and its health checks carry the task's
# own address as Host. So there is nothing left to filter here.
ALLOWED_HOSTS = ["*"]

# The load balancer ends TLS, says so in this header, and overwrites what a client sent in it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# No CSRF_TRUSTED_ORIGINS: Django 3.2 compares the Referer with Host, and only over HTTPS (from 4.0 on
# also Origin). The load balancer passes Host on as it came, port included, so both always match.

# Cookies that never travel in clear, wherever the public address is an https one.
HTTPS = env("SITE_URL", "").startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if HTTPS else 0

# --- Application --------------------------------------------------------------------------------

DEBUG = env("DJANGO_DEBUG") == "1"
ROOT_URLCONF = "hera.urls"
WSGI_APPLICATION = "hera.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "reminders",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Database -----------------------------------------------------------------------------------

# The same document as a managed database's secret on AWS: engine, host, port, username, password, dbname.
database = json.loads(os.environ["HERA_DB_SECRET"])

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": database.get("host"),
        "PORT": database.get("port"),
        "USER": database.get("username"),
        "PASSWORD": database.get("password"),
        "NAME": database.get("dbname"),
        # Each thread keeps its connection. See reminders/apps.py for what happens when one breaks.
        "CONN_MAX_AGE": 300,
        # Shorter than the load balancer's patience with a health check (3 s).
        "OPTIONS": {"connect_timeout": 2},
    }
}

# --- Languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("tr", "Türkçe")]
USE_I18N = True
USE_L10N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -------------------------------------------------------------------------------

# Collected, compressed and named by their hash when the image is built; served by WhiteNoise.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"

# --- Logs: one stream, stdout, where the platform collects them ---------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    # Django's own handlers would be silent without DEBUG.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
