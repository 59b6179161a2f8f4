"""Every setting, read from the environment; embedded unless DATABASE_URL and REDIS_URL are set."""

import os
import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from accounts.billing.origins import form_origins
from accounts.google import form_targets, provider_settings
from project.common import env
from project.common.database import database_from_url
from project.common.secrets import saved_fernet_key, saved_secret

BASE_DIR = Path(__file__).resolve().parent.parent

# Run
HOST = env.text("HOST", "127.0.0.1")
PORT = env.integer("PORT", 8000, low=1, high=65535)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DEBUG = env.flag("DEBUG")
# 0.0.0.0 and :: listen on every address, but are none to open in a browser.
OPEN_HOST = "localhost" if HOST in {"0.0.0.0", "::"} else f"[{HOST}]" if ":" in HOST else HOST  # noqa: S104
PUBLIC_URL = env.text("PUBLIC_URL", f"http://{OPEN_HOST}:{PORT}").rstrip("/")
IS_HTTPS = PUBLIC_URL.startswith("https://")
SECRET_KEY = env.text("SECRET_KEY") or saved_secret(DATA_DIR / "secret_key")
# Secrets that can be read again, and the digests of keys and tokens, survive a change of SECRET_KEY.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ENCRYPTION_KEYS = env.fernet_keys("ENCRYPTION_KEYS") or [saved_fernet_key(DATA_DIR / "encryption_key")]
TOKEN_PEPPER = env.text("TOKEN_PEPPER") or saved_secret(DATA_DIR / "token_pepper")
ADMIN_USERNAME = env.text("ADMIN_USERNAME", "admin")
ADMIN_PASSWORD = env.text("ADMIN_PASSWORD")
MARKET_DATA = env.choice("MARKET_DATA", "auto", ("auto", "live", "simulated"))
EXCHANGES = env.words("EXCHANGES", "binance,coinbase,kraken,bybit,okx,htx,kucoin,yahoo")
YFINANCE_CACHE_ENABLED = env.flag("YFINANCE_CACHE_ENABLED", True)
GPT_API_CACHE_ENABLED = env.flag("GPT_API_CACHE_ENABLED", True)
GPT_API_CACHE_TTL = env.integer("GPT_API_CACHE_TTL", 300, low=1, high=86_400)
CACHE_TTL = env.integer("CACHE_TTL", 3600, low=1, high=86_400)
EXCHANGE_BASE_URLS = env.json_object("EXCHANGE_BASE_URLS")
FLOW_RETENTION_DAYS = env.integer("FLOW_RETENTION_DAYS", 30, low=1, high=3650)
SIMULATION_SEED = env.integer("SIMULATION_SEED", 7)
NEWS_SCRAPE_INTERVAL = env.integer("NEWS_SCRAPE_INTERVAL", 600, low=10)
NEWS_MAX_ARTICLES = env.integer("NEWS_MAX_ARTICLES", 100, low=1, high=500)
NEWS_TIMEOUT = env.integer("NEWS_TIMEOUT", 30, low=1, high=60)
NEWS_USER_AGENT = env.text("NEWS_USER_AGENT", "Tidewatch/0.1")
NEWS_FEEDS = env.addresses("NEWS_FEEDS")
TWITTER_BEARER_TOKEN = env.text("TWITTER_BEARER_TOKEN")
TWITTER_BASE_URL = env.text("TWITTER_BASE_URL", "https://api.x.com").rstrip("/")
TWITTER_MAX_RESULTS = env.integer("TWITTER_MAX_RESULTS", 100, low=10, high=100)
TWITTER_TIMEOUT = env.integer("TWITTER_TIMEOUT", 30, low=1, high=30)
TWITTER_RETRY_ATTEMPTS = env.integer("TWITTER_RETRY_ATTEMPTS", 3, low=1, high=10)
TWITTER_RATE_LIMIT = env.pair("TWITTER_RATE_LIMIT", "300:900")
TWITTER_MONTHLY_READS = env.integer("TWITTER_MONTHLY_READS", 10000)
MONITORING_ENABLED = env.flag("MONITORING_ENABLED", True)
MONITORING_INTERVAL = env.integer("MONITORING_INTERVAL", 300, low=60, high=86_400)
ALERT_THRESHOLD = env.integer("ALERT_THRESHOLD", 50, low=1, high=100)
OUTGOING_ALLOW = env.networks("OUTGOING_ALLOW")
# On a machine's own address and without https it is somebody trying the program, not a deployment.
IS_LOCAL = HOST in {"127.0.0.1", "localhost", "::1"}
IS_DEPLOYED = IS_HTTPS or not IS_LOCAL
REGISTRATION = env.choice("REGISTRATION", "closed" if IS_DEPLOYED else "open", ("open", "admin", "closed"))
REQUIRE_STAFF_MFA = env.flag("REQUIRE_STAFF_MFA", IS_DEPLOYED)

# Google sign-in; GOOGLE_BASE_URLS points it at another provider, as the tests do.
GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = env.text("GOOGLE_CLIENT_SECRET")
GOOGLE_BASE_URLS = env.json_strings("GOOGLE_BASE_URLS")

# Billing
BILLING_PROVIDER = env.choice("BILLING_PROVIDER", "manual", ("manual", "stripe"))
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_BASE_URL = env.text("STRIPE_BASE_URL", "https://api.stripe.com")

# Hosts and protection
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [
    *("localhost", "127.0.0.1", "[::1]", HOST, socket.gethostname()),
    urlsplit(PUBLIC_URL).hostname or "localhost",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "dashboard.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(live|ready|version)$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
# How many proxies of ours stand in front; each adds one address to X-Forwarded-For.
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0, high=10)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [
            *(SELF, *form_targets(GOOGLE_CLIENT_ID, GOOGLE_BASE_URLS)),
            *form_origins(BILLING_PROVIDER, STRIPE_BASE_URL),
        ],
    }
}

INSTALLED_APPS = [
    "project",
    "accounts",
    "markets",
    "alerts",
    "dashboard",
    "daphne",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.mfa",
    "allauth.usersessions",
    "corsheaders",
    "ninja",
    "django_htmx",
    "django_q",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "project.middleware.RequestIdMiddleware",
    "project.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "project.static.StaticFilesMiddleware",
    "project.packing.PackingMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "project.api_gate.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dashboard.middleware.StaffMfaMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "accounts.middleware.SignInGuardMiddleware",
    "dashboard.middleware.ErrorPageMiddleware",
]

ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = "project.formats"

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
                "dashboard.context.shell",
            ],
        },
    },
]

# Database and bus
DATABASES = {"default": database_from_url(env.text("DATABASE_URL"), DATA_DIR)}
BUS_FILE = DATA_DIR / "run" / "bus.url"
# Without a bus the address is a closed port: reads fall back to the database, and hints are not sent.
OWN_BUS = not env.text("REDIS_URL")
REDIS_URL = env.text("REDIS_URL") or (BUS_FILE.read_text().strip() if BUS_FILE.is_file() else "redis://127.0.0.1:1/0")
# Redis keeps keys apart by the number of their database, but not what is published.
BUS_NUMBER = number if (number := REDIS_URL.rpartition("/")[2]).isdigit() else "0"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # Without socket_timeout None, redis-py 8 closes idle sockets after 5 s.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": f"tw{BUS_NUMBER}"},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tw",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Tasks: the queue only rings the bell; what is to be done stands in our own rows.
TASK_TIMEOUT_S = 60
Q_CLUSTER = {
    "name": "tidewatch",
    "orm": "default",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "timeout": TASK_TIMEOUT_S,
    "retry": 180,
    "max_attempts": 3,
    "ack_failures": True,
    "guard_cycle": 0.5,
    "recycle": 500,
    "save_limit": 250,
    "catch_up": False,
    "poll": 0.5,
    "label": "Tasks",
}

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["accounts.hashers.Argon2Hasher"]
PASSWORD_MIN_LENGTH = env.integer("PASSWORD_MIN_LENGTH", 12, low=8, high=128)
PASSWORD_REQUIRE_SPECIAL = env.flag("PASSWORD_REQUIRE_SPECIAL", True)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    *([{"NAME": "accounts.passwords.SpecialCharacterValidator"}] if PASSWORD_REQUIRE_SPECIAL else []),
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.SocialSignupForm"}
ACCOUNT_USERNAME_BLACKLIST = ["account", "admin", "administrator", "root", "support", "system", "tidewatch"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
RATE_LIMIT_LOGIN_ATTEMPTS = env.pair("RATE_LIMIT_LOGIN_ATTEMPTS", "5:300")
# Passwords are counted in accounts/limits.py, posts of the page in accounts/sign_in_page.py, and codes here.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "20/m/ip,{}/{}s/key".format(*RATE_LIMIT_LOGIN_ATTEMPTS)}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SOCIALACCOUNT_PROVIDERS = provider_settings(GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GOOGLE_BASE_URLS)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

MFA_ADAPTER = "accounts.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tidewatch"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_FORMS = {
    "authenticate": "accounts.mfa_forms.CodeForm",
    "authenticate_webauthn": "accounts.mfa_forms.PasskeyForm",
    "reauthenticate": "accounts.mfa_forms.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "accounts.mfa_forms.PasskeyReauthenticateForm",
    "activate_totp": "accounts.mfa_forms.ActivateAppForm",
    "add_webauthn": "accounts.mfa_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.mfa_forms.RenamePasskeyForm",
    "login_webauthn": "accounts.mfa_forms.PasskeyLoginForm",
}

# Tokens and keys
JWT_ALGORITHM = env.choice("JWT_ALGORITHM", "hs256", ("hs256", "hs384", "hs512")).upper()
ACCESS_TOKEN_LIFETIME = timedelta(hours=env.integer("JWT_EXPIRATION_HOURS", 24, low=1, high=720))
REFRESH_TOKEN_LIFETIME = timedelta(days=env.integer("REFRESH_TOKEN_EXPIRATION_DAYS", 30, low=1, high=365))
API_KEY_EXPIRATION_DAYS = env.integer("API_KEY_EXPIRATION_DAYS", 90, low=1, high=3650)
ALLOW_TOKEN_IN_QUERY = env.flag("ALLOW_TOKEN_IN_QUERY")
GPT_API_API_KEYS = env.words("GPT_API_API_KEYS")
GPT_API_REQUIRE_AUTH = env.flag("GPT_API_REQUIRE_AUTH", True)
GPT_API_IP_ALLOWLIST = env.networks("GPT_API_IP_ALLOWLIST")

# Limits of the API: calls and the seconds they are counted over
RATE_LIMIT_ENABLED = env.flag("RATE_LIMIT_ENABLED", True)
RATE_LIMIT_STRATEGY = env.choice(
    "RATE_LIMIT_STRATEGY", "sliding_window", ("fixed_window", "sliding_window", "token_bucket")
)
RATE_LIMIT_PER_MIN = env.integer("RATE_LIMIT_PER_MIN", 60, low=1)
RATE_LIMIT_BURST = env.integer("RATE_LIMIT_BURST", 120, low=1)
RATE_LIMIT_IP_PER_MIN = env.integer("RATE_LIMIT_IP_PER_MIN", 300, low=1)
RATE_LIMIT_IP_BURST = env.integer("RATE_LIMIT_IP_BURST", 600, low=1)
RATE_LIMIT_REQUESTS = env.integer("RATE_LIMIT_REQUESTS", 100, low=1)
RATE_LIMIT_WINDOW = env.integer("RATE_LIMIT_WINDOW", 60, low=1)
RATE_LIMIT_API_GENERAL = env.pair("RATE_LIMIT_API_GENERAL", "1000:3600")
RATE_LIMIT_API_ALERTS = env.pair("RATE_LIMIT_API_ALERTS", "100:3600")
RATE_LIMIT_GLOBAL = env.pair("RATE_LIMIT_GLOBAL", "10000:60")
RATE_LIMIT_STRICT = env.pair("RATE_LIMIT_STRICT", "10:60")
RATE_LIMIT_NORMAL = env.pair("RATE_LIMIT_NORMAL", "100:60")
RATE_LIMIT_GENEROUS = env.pair("RATE_LIMIT_GENEROUS", "1000:60")
RATE_LIMIT_WEBSOCKET = env.pair("RATE_LIMIT_WEBSOCKET", "10:60")
WEBSOCKET_MAX_CONNECTIONS = env.integer("WEBSOCKET_MAX_CONNECTIONS", 1000, low=1)
WEBSOCKET_USER_CONNECTIONS = env.integer("WEBSOCKET_USER_CONNECTIONS", 10, low=1)
WEBSOCKET_IDLE_TIMEOUT = env.integer("WEBSOCKET_IDLE_TIMEOUT", 300, low=10)

# Doors of the API
API_DOCS = env.choice("API_DOCS", "users" if IS_DEPLOYED else "everybody", ("everybody", "users", "off"))
REQUEST_SIZE_LIMIT_MB = env.integer("REQUEST_SIZE_LIMIT_MB", 1, low=1, high=10)
DATA_UPLOAD_MAX_MEMORY_SIZE = max(2_621_440, REQUEST_SIZE_LIMIT_MB * 1_048_576)
REQUEST_TIMEOUT = env.integer("REQUEST_TIMEOUT", 30, low=1, high=600)
MAX_CONCURRENT_REQUESTS = env.integer("MAX_CONCURRENT_REQUESTS", 100, low=1)
CORS_ALLOWED_ORIGINS = env.origins("CORS_ORIGINS")
CORS_URLS_REGEX = r"^/(api/|graphql$)"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "x-api-key", "x-request-id"]
CORS_EXPOSE_HEADERS = [
    *("Link", "X-Request-ID", "Retry-After", "RateLimit", "RateLimit-Policy"),
    *("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
]

# Mail: written to files until a server is named.
SMTP_HOST = env.text("SMTP_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = SMTP_HOST
EMAIL_PORT = env.integer("SMTP_PORT", 587, low=1, high=65535)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_USE_TLS", True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("FROM_EMAIL", "Tidewatch <tidewatch@localhost>")
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SMTP_HOST else "optional"

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "project.storage.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 60

LOG_LEVEL = env.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")).upper()
LOG_FORMAT = env.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING_CONFIG = "project.logs.configure"
LOGGING = {"level": LOG_LEVEL, "format": LOG_FORMAT}
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
