"""The portal's settings: values come from the environment, defaults are the secure ones."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")

# Core
DEBUG = environment.flag("DEBUG")
SAMPLE_DATABASE = environment.flag("SAMPLE_DATABASE")
SITE_URL = environment.web_address("SITE_URL")
_HTTPS = SITE_URL.startswith("https://")
if SAMPLE_DATABASE and _HTTPS:
    raise ImproperlyConfigured(
        "SAMPLE_DATABASE lets notices lie in the past; it is refused on an https SITE_URL."
    )
SECRET_KEY = environment.text("SECRET_KEY")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured("SECRET_KEY must have at least 32 characters.")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", urlsplit(SITE_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
SINGLE_COMMUNE = environment.fitting(
    "SINGLE_COMMUNE", r"\d{5}", "the five digits of a commune's code"
)
METRICS_TOKEN = environment.fitting("METRICS_TOKEN", r"[!-~]{16,}", "16 letters or more")

INSTALLED_APPS = [
    "disclosures.apps.DisclosuresConfig",
    "portal.accounts.apps.AccountsConfig",
    "allauth",
    "allauth.account",
    "django_htmx",
    "disclosures.admin.apps.WorkbenchConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.SafeRequestMiddleware",
    "portal.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.middleware.IsolationHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.accounts.middleware.StaffAuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    }
]

# Database
DATABASES = {"default": environment.database("DATABASE_URL")}
if environment.text("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = environment.database("DATABASE_REPLICA_URL")
    # A replica that hangs must not hang its readers.
    DATABASES["replica"]["OPTIONS"].setdefault("connect_timeout", "2")
    DATABASE_ROUTERS = ["disclosures.queries.replica.ReplicaRouter"]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Django's 300 would throw counters of the throttle away while they still count.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
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
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "portal.accounts.adapter.StaffAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.StaffLoginForm",
    "change_password": "portal.accounts.forms.StaffPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# A million passwords of six digits, three of which hold: five guesses in five minutes
ACCOUNT_RATE_LIMITS = {"second_factor": "20/m/ip,5/5m/key"}
# Without a second factor nobody of the staff gets in
STAFF_MFA_REQUIRED = environment.flag("STAFF_MFA_REQUIRED")
# The one provider through which staff sign in as well; all three or none
OIDC_ISSUER = environment.provider("OIDC_ISSUER")
OIDC_CLIENT_ID = environment.beside("OIDC_ISSUER", "OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = environment.beside("OIDC_ISSUER", "OIDC_CLIENT_SECRET")

# Mail: without EMAIL_URL none is sent, and pages say so
_MAIL_SERVER = environment.mail_server("EMAIL_URL")
if _MAIL_SERVER:
    MAILERS = {"default": _MAIL_SERVER}
DEFAULT_FROM_EMAIL = environment.text(
    "MAIL_FROM", f"Công khai xã <khong-tra-loi@{urlsplit(SITE_URL).hostname}>"
)
# Where the demo's own mail server puts what it was given; a page shows it in samples alone
DEMO_MAIL_DIR = environment.folder("DEMO_MAIL_DIR", DATA_DIR / "mail")

# Messages to browsers: without a key no page offers them. They go to these services alone, for
# whoever follows names the address that is called.
VAPID_PRIVATE_KEY = environment.fitting(
    "VAPID_PRIVATE_KEY", "[A-Za-z0-9_-]{43}", "what `manage.py make_vapid_key` prints"
)
PUSH_SERVICES = environment.hosts(
    "PUSH_SERVICES",
    "fcm.googleapis.com,updates.push.services.mozilla.com,.push.apple.com,.notify.windows.com",
)

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("km", _("Khmer")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.staticfiles.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.staticfiles.SiteStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Uploads: never under a public root; the limits of one form come from the form
FILES_DIR, FILES_BUCKET = environment.file_store("FILES_URL", DATA_DIR / "files")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "portal.uploads.CappedUploadHandler",
]
# No form takes more than one; two are told from one, so that the person hears of it
DATA_UPLOAD_MAX_NUMBER_FILES = 4
# The virus scanner that every upload is shown to; without one nobody is asked
CLAMD_SOCKET = environment.scanner("CLAMD_SOCKET")

# Histories that were taken out, until their time is over; nothing in it needs a backup
EXPORTS_DIR = environment.folder("EXPORTS_DIR", DATA_DIR / "exports")

# Ledger
LEDGER_ORIGIN = environment.fitting(
    "LEDGER_ORIGIN", r"[^\s+/]+", "a name without spaces, + or /", urlsplit(SITE_URL).netloc
)
LEDGER_STATE_DIR = environment.folder("LEDGER_STATE_DIR", DATA_DIR / "ledger")
LEDGER_KEY_FILE = environment.file("LEDGER_KEY_FILE", LEDGER_STATE_DIR / "log.key")
# How many witnesses must have cosigned before a reader should believe a root
LEDGER_QUORUM = environment.whole("LEDGER_QUORUM", 1)
# With a key of its own this portal cosigns other portals' logs; without one it does not
WITNESS_KEY_FILE = environment.file_or_none("WITNESS_KEY_FILE")

# Security
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.forged"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOG_LEVEL = environment.fitting(
    "LOG_LEVEL", "DEBUG|INFO|WARNING|ERROR|CRITICAL", "DEBUG, INFO, WARNING or ERROR", "WARNING"
)
# Logging: paths without their query, never a form's content
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.logs.PrivateFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
