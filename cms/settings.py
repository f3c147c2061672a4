"""Every Django setting of Klarsyn. What an installation changes is read once, from an environment variable named KLARSYN_….

`docs/settings.md` lists the variables. Without any, Klarsyn runs on one machine with no services: SQLite, Whoosh, local files.
"""

import os
import secrets
import shlex
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cms.accounts.provider.configuration import ALLAUTH_APPS, group_roles, provider_app, provider_settings
from search_index.connection import connection

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """The environment variable KLARSYN_<name>, or the default when it is unset or empty."""
    return os.environ.get(f"KLARSYN_{name}") or default


def env_flag(name: str, default: bool) -> bool:
    """KLARSYN_<name> as yes or no: 1, true, yes and on mean yes."""
    value = env(name)
    return value.strip().lower() in {"1", "true", "yes", "on"} if value else default


# --- Where things are -------------------------------------------------------------------------------------------------

VAR = Path(env("VAR", str(BASE_DIR / "var"))).resolve()
RELEASED = VAR / "content" / "released" if env("VAR") else BASE_DIR / "content" / "released"
CONTENT_PAGES = Path(env("CONTENT_PAGES", str(BASE_DIR / "content" / "pages")))
SITE_URL = env("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
RELEASES_KEPT = int(env("RELEASES_KEPT", "5"))
REMOVAL_REQUEST_WORKING_DAYS = int(env("REMOVAL_REQUEST_WORKING_DAYS", "3"))
REMOVAL_REQUEST_KEPT_DAYS = int(
    env("REMOVAL_REQUEST_KEPT_DAYS", "180")
)  # after the decision; then the person's words are erased
IMPORTS = VAR / "imports"
IMPORT_KEPT_HOURS = int(env("IMPORT_KEPT_HOURS", "48"))  # an uploaded file that nobody brings in; then it is erased
IMPORT_HOSTS = {host.strip().lower() for host in env("IMPORT_HOSTS").split(",") if host.strip()}
DEPLOY_COMMAND = shlex.split(env("DEPLOY_COMMAND"))  # {site} and {maps} in it stand for folders of the release
ALLOWED_NUMBERS = {number.strip() for number in env("ALLOWED_NUMBERS").split(",") if number.strip()}

(VAR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns at every start when its folder is missing


def secret_key() -> str:
    """KLARSYN_SECRET_KEY, or a key made at the first start and kept in var/secret-key, readable by its owner only."""
    if key := env("SECRET_KEY"):
        return key
    path = VAR / "secret-key"
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


SECRET_KEY = secret_key()
DEBUG = env_flag("DEBUG", False)
ALLOWED_HOSTS = [host.strip() for host in env("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",") if host.strip()]
ADMIN_URL = env("ADMIN_URL", "http://127.0.0.1:8001").rstrip("/")
WAGTAILADMIN_BASE_URL = ADMIN_URL
FORMS_URL = env("FORMS_URL", ADMIN_URL).rstrip(
    "/"
)  # where people outside reach /synpunkt/ and /anmal/, when that is not the admin's own address
FORM_URL = env("FORM_URL", f"{FORMS_URL}/synpunkt/")  # where every public page leads people who want to say something
CSRF_TRUSTED_ORIGINS = [ADMIN_URL] if ADMIN_URL.startswith("https://") else []

# --- Applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cms.accounts",
    "cms.organisation",
    "cms.cases",
    "cms.statistics",
    "cms.publication",
    "cms.editorial",
    "cms.stewardship",
    "cms.mail",
    "cms.handling",
    "cms.intake",
    "cms.reports",
    "cms.period_reports",
    "cms.imports",
    "cms.api",
    "cms.demo",
    "cms.server",
    "search_index",
    "publish",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "haystack",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
    "django_otp.middleware.OTPMiddleware",
    "cms.accounts.middleware.RefusalLog",
    "cms.accounts.middleware.SessionLimits",
    "cms.accounts.second_factor.SecondFactor",
    "cms.accounts.guard.UnitGuard",
    "cms.publication.refusals.RefusedDecisions",
    "axes.middleware.AxesMiddleware",
    "cms.api.edge.ApiEdge",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# A thread of the server keeps its connection: opening SQLite and reading its schema again cost each request 4 ms of processor.
CONNECTION_SECONDS = 600


def database() -> dict[str, object]:
    """SQLite under var/, or PostgreSQL when KLARSYN_POSTGRES_DB names a database."""
    if name := env("POSTGRES_DB"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": env("POSTGRES_USER"),
            "PASSWORD": env("POSTGRES_PASSWORD"),
            "HOST": env("POSTGRES_HOST"),
            "PORT": env("POSTGRES_PORT"),
            "CONN_MAX_AGE": CONNECTION_SECONDS,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "klarsyn.sqlite3",
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            # A writer waits for another instead of failing, and takes the lock when it begins, not half-way.
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
        },
    }


DATABASES = {"default": database()}

HAYSTACK_CONNECTIONS = {"default": connection(env("SEARCH_URL"), str(VAR / "whoosh"))}
HAYSTACK_SIGNAL_PROCESSOR = "search_index.signals.BatchingSignalProcessor"

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

TASKS = {
    "default": {
        "BACKEND": env("TASKS_BACKEND", "django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default", "imports"],  # each has a worker of its own
    },
}

MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
BEHIND_PROXY = env_flag("BEHIND_PROXY", False)
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "cms.accounts.addresses.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the security log holds sign-ins, without browsers and addresses
AXES_VERBOSE = False  # its lines name what was typed as a user name
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
OTP_TOTP_ISSUER = "Klarsyn"
SECOND_FACTOR = env("SECOND_FACTOR", "optional")
if SECOND_FACTOR not in {"off", "optional", "required"}:
    raise ImproperlyConfigured(f"KLARSYN_SECOND_FACTOR is “{SECOND_FACTOR}”. It may be off, optional or required.")

SECOND_FACTOR_TRUSTED = env_flag("SIGN_IN_TRUSTS_FACTOR", False)  # the provider's own second factor is enough

HTTPS = ADMIN_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 9  # a working day
SESSION_IDLE_SECONDS = int(env("SESSION_IDLE_MINUTES", "120")) * 60
SESSION_COOKIE_NAME = "__Host-klarsyn" if HTTPS else "klarsyn"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY  # the proxy is what speaks HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in frames of its own

# --- Sign-in through the municipality's identity provider ---------------------------------------------------------------

SIGN_IN = env("SIGN_IN", "off")
SIGN_IN_NAME = env("SIGN_IN_NAME", "kommunens inloggning")
SIGN_IN_ROLES = group_roles(env("SIGN_IN_ROLES"))
SIGN_IN_GROUPS_CLAIM = env("SIGN_IN_GROUPS_CLAIM", "groups")
SIGN_IN_USER_NAME_CLAIM = env("SIGN_IN_USER_NAME_CLAIM", "preferred_username")
SIGN_IN_NEW_ACCOUNTS = env_flag("SIGN_IN_NEW_ACCOUNTS", False)
PROVIDER = {
    "server_url": env("OIDC_SERVER_URL"),
    "client_id": env("OIDC_CLIENT_ID"),
    "client_secret": env("OIDC_CLIENT_SECRET"),
    "scopes": env("OIDC_SCOPES", "openid profile email"),
    "metadata_url": env("SAML_METADATA_URL"),
    "entity_id": env("SAML_ENTITY_ID"),
    "sso_url": env("SAML_SSO_URL"),
    "certificate": env("SAML_CERTIFICATE"),
}
if SIGN_IN != "off":
    INSTALLED_APPS += [*ALLAUTH_APPS, provider_app(SIGN_IN)]
    MIDDLEWARE.insert(
        MIDDLEWARE.index("cms.accounts.middleware.RefusalLog"), "allauth.account.middleware.AccountMiddleware"
    )
    SOCIALACCOUNT_PROVIDERS = provider_settings(SIGN_IN, PROVIDER, name=SIGN_IN_NAME, roles=SIGN_IN_ROLES)
SOCIALACCOUNT_ONLY = True  # passwords stay with Django's own sign-in
SOCIALACCOUNT_ADAPTER = "cms.accounts.provider.adapter.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # its addresses take nothing but POST
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
ACCOUNT_ADAPTER = "cms.accounts.provider.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = [("sv", _("Swedish"))]
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# --- Wagtail ----------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Klarsyn"
WAGTAILADMIN_USER_LOGIN_FORM = "cms.accounts.sign_in_form.SignInForm"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # nothing leaves the municipality's network unasked
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.publication.workflow.after_review"

# --- E-mail -----------------------------------------------------------------------------------------------------------

EMAIL_HOST = env("SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(env("SMTP_PORT", "25"))
EMAIL_HOST_USER = env("SMTP_USER")
EMAIL_HOST_PASSWORD = env("SMTP_PASSWORD")
EMAIL_USE_TLS = env_flag("SMTP_TLS", False)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env("SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"  # without an SMTP server, messages are kept as files instead of being lost
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "synpunkter@localhost")
MAIL_KEPT_DAYS = int(env("MAIL_KEPT_DAYS", "30"))  # after a letter is sent; then its address and text are erased

# --- Limits -----------------------------------------------------------------------------------------------------------

UNDO_MINUTES = int(env("UNDO_MINUTES", "15"))  # an approval can be taken back so long, while no release has it online
HOLD_MINUTES = int(env("HOLD_MINUTES", "0"))  # an approval in the review screen is hidden from releases so long
FORM_PER_HOUR = int(env("FORM_PER_HOUR", "30"))  # feedback of one network
FORM_PER_MINUTE = int(env("FORM_PER_MINUTE", "120"))  # feedback of all together
WEBHOOK_HOSTS = {
    host.strip().lower() for host in env("WEBHOOK_HOSTS").split(",") if host.strip()
}  # machines of the inner network that events of the API may be sent to
EVENTS_KEPT_DAYS = int(env("EVENTS_KEPT_DAYS", "90"))  # after an event was taken or given up; then its line goes
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # counts against abuse; with few places, a flood would push counts out
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
    "loggers": {"wagtail": {"level": "WARNING"}},  # below that, its lines hold the headings of what was edited
}
