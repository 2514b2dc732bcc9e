"""All settings come from the environment, so that one image serves web, worker, pipeline and migration."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

env = os.environ.get
BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
DEBUG = env("DEBUG") == "True"
GIT_SHA = env("GIT_SHA", "")
LLM_BACKEND = env("LLM_BACKEND", "fake")
ALLOWED_HOSTS = ["*"]  # the load balancer lets only our hosts through, and asks by address itself
CSRF_TRUSTED_ORIGINS = [f"https://{env('DOMAIN_NAME', 'localhost')}"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ROOT_URLCONF = "consultations.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.staticfiles", "consultations"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
              "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}]

url = urlsplit(os.environ["DATABASE_URL"])
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": unquote(url.username or ""),
    "PASSWORD": unquote(url.password or ""), "HOST": url.hostname, "PORT": url.port or 5432, "CONN_MAX_AGE": 60}}
STATIC_URL, STATIC_ROOT = "/static/", BASE_DIR / "static-files"
USE_TZ = True
