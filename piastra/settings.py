"""Every setting of the portal, read from the environment; see docs/settings.md for the list.

A value that is missing or wrong stops the start with a sentence that says which one and what to do.
"""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from piastra.identity_provider import identity_provider
from piastra.patience import patient_options
from piastra.rate_limits import rate_limits
from piastra.secret_files import secret, with_password
from piastra.tools.embedded import files_folder, own_address

BASE_DIR = Path(__file__).resolve().parent.parent


class Env(environ.Env):
    """The environment. An empty variable is none: the file of a place names them all, and gives some a value."""

    def get_value(self, var, cast=None, default=environ.Env.NOTSET, parse_default=False):
        is_given = self.ENVIRON.get(str(var), "").strip() or default is self.NOTSET
        return super().get_value(var, cast, default, parse_default) if is_given else default


env = Env()


def number(name: str, default: int) -> int:
    """A whole number; a variable without a value, as in a file that was not filled in, means the default."""
    text = env.str(name, default="").strip() or str(default)
    if not text.isdecimal():
        raise ImproperlyConfigured(
            f"{name} is {text!r}: a whole number is needed, such as {default}."
        )
    return int(text)


# -- How it runs -----------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = secret("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
#: Whether the portal brings its own database, and whose folder then holds its address and its files too.
IS_EMBEDDED = not env.str("DATABASE_URL", default="")
SITE_URL = (env.str("SITE_URL", default="").strip() or own_address(is_embedded=IS_EMBEDDED)).rstrip(
    "/"
)
# Behind TLS everything is strict; the embedded portal on localhost speaks plain HTTP.
HTTPS = SITE_URL.startswith("https://")

if not SECRET_KEY:
    if HTTPS:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give the portal a long random text of its own, "
            "for example: export SECRET_KEY=$(openssl rand -base64 48)"
        )
    from piastra.tools.embedded import secret_key

    SECRET_KEY = secret_key()

# -- The house ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "members",
    "spaces",
    "events",
    "budget",
    "piastra.reports",
    "piastra",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # The list of passkeys, a page of allauth, loads it.
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Whose account somebody of the identity provider opens; its pages are ours (members.views.identities).
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "core.requests.RequestIdMiddleware",
    "core.requests.SiteAddressMiddleware",
    "core.headers.HeadersMiddleware",
    # Pages shrink to a quarter on a phone's line; Django pads them against guessing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    # Before whatever answers by itself: static files, redirects, errors.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.authentication.entrance.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # After whoever sends strangers to sign in, and before every view.
    "members.authentication.second_factor.SecondFactorMiddleware",
    "core.parking.ParkingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.composing.ComposedTextMiddleware",
    "members.authentication.closed_accounts.ClosedAccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "piastra.errors.WrongMethodMiddleware",
    "members.authentication.browsers.KnownBrowserMiddleware",
    "core.limits.TooManyMiddleware",
    # The last: its page knows who reads it. Nobody has read the body before it.
    "core.requests.RefuseMalformedMiddleware",
]

ROOT_URLCONF = "piastra.urls"
WSGI_APPLICATION = "piastra.wsgi.application"

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
                "piastra.navigation.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "core.forms.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Data --------------------------------------------------------------------------------------------
if IS_EMBEDDED:
    if HTTPS:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set. Name the PostgreSQL server, for example "
            "postgres://piastra:password@db:5432/piastra"
        )
    # One dialect everywhere: where no server is named, the portal brings a PostgreSQL of its own.
    from piastra.tools.embedded import use_database

    use_database()
DATABASES = {"default": env.db("DATABASE_URL")}
# A socket folder is written %2Fpath in an address.
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
# An address can be shown, a password can't: where one stands in a file, it holds.
DATABASES["default"]["PASSWORD"] = secret("DATABASE_PASSWORD") or DATABASES["default"]["PASSWORD"]
DATABASES["default"]["OPTIONS"] = patient_options(
    DATABASES["default"].get("OPTIONS", {}),
    # Somebody waits for gunicorn's answers; reports and migrations may take their time.
    seconds=number("STATEMENT_TIMEOUT", 20) if env.bool("SERVES_VISITORS", default=False) else 0,
)
DATABASES["default"]["CONN_MAX_AGE"] = number("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(files_folder() / "media")))
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
# Made by `npm run build`: only what the pages load, so that collecting takes seconds.
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
STORAGES = {
    # Several web and worker processes share the media: a common volume, or another store by its class.
    "default": {
        "BACKEND": env.str("STORAGE_CLASS", default="core.storage.WholeFiles"),
        "OPTIONS": env.json("STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "core.storage.StaticFiles"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640  # of media: static files have modes of their own, core/storage.py
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024  # A paper of 10 MB, and its form.

# -- Language and time -------------------------------------------------------------------------------
LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Rome"

# -- People ------------------------------------------------------------------------------------------
# How many days before its end a member is reminded to ask for the renewal.
RENEWAL_NOTICE_DAYS = [int(days) for days in env.list("RENEWAL_NOTICE_DAYS", default=["30", "7"])]
AUTH_USER_MODEL = "members.User"
# The e-mail is unique by its lower-case form, which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "members.authentication.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.authentication.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "members.forms.SignupForm"
ACCOUNT_FORMS = {
    "add_email": "members.authentication.account_forms.NewAddressForm",
    "change_password": "members.authentication.account_forms.ChangeForm",
    "login": "members.authentication.account_forms.SignInForm",
    "reauthenticate": "members.authentication.account_forms.PasswordAgainForm",
    "reset_password": "members.authentication.account_forms.NewPasswordForm",
    "reset_password_from_key": "members.authentication.account_forms.ResetForm",
    "set_password": "members.authentication.account_forms.FirstPasswordForm",
    "signup": "members.authentication.account_forms.SignUpForm",
}
# The portal has one limiter: core.limits.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
# One address for each person: a new one replaces it once verified.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# Who confirms in the browser that made the account goes on in it; elsewhere the password is asked for.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
# No code by letter: who has the mailbox only must not get past the password or the second factor.
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# An open session is not enough to take an account over: the password or the passkey again, for five minutes.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Piastra Coworking] "
MFA_ADAPTER = "members.authentication.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "members.authentication.factor_forms.ActivateCodesForm",
    "authenticate": "members.authentication.factor_forms.CodeForm",
    "reauthenticate": "members.authentication.factor_forms.CodeAgainForm",
    "add_webauthn": "members.authentication.factor_forms.AddPasskeyForm",
    "authenticate_webauthn": "members.authentication.factor_forms.PasskeyForm",
    "login_webauthn": "members.authentication.factor_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "members.authentication.factor_forms.PasskeyAgainForm",
}
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
# A new address is proved before it counts: whoever has a second factor may change theirs too.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Staff and officials come in by password and second factor, or by passkey.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=HTTPS)
MFA_TOTP_ISSUER = "Piastra Coworking"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Nobody is asked at the start whether the provider is there: it is found out when somebody signs in by it.
IDENTITY_PROVIDER = identity_provider(
    {
        "OIDC_NAME": env.str("OIDC_NAME", default=""),
        "OIDC_ISSUER": env.str("OIDC_ISSUER", default=""),
        "OIDC_CLIENT_ID": env.str("OIDC_CLIENT_ID", default=""),
        "OIDC_CLIENT_SECRET": secret("OIDC_CLIENT_SECRET"),
        "OIDC_CLAIM": env.str("OIDC_CLAIM", default=""),
        "OIDC_SECOND_FACTOR_ACR": env.str("OIDC_SECOND_FACTOR_ACR", default=""),
        "OIDC_SCOPES": env.str("OIDC_SCOPES", default=""),
        "OIDC_ORIGIN": env.str("OIDC_ORIGIN", default=""),
    }
)
# Seconds for which its answers are waited for; a visitor waits as long.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8

# -- E-mail ------------------------------------------------------------------------------------------
# EMAIL_URL such as smtp+tls://user:password@host:587. Without one, letters are files that one can read.
EMAIL_FILE_PATH = env.str("EMAIL_FILE_PATH", default=str(files_folder() / "mail"))
if EMAIL_URL := secret("EMAIL_URL"):
    vars().update(env.email_url_config(EMAIL_URL))
    if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # noqa: F821 - from EMAIL_URL
        EMAIL_BACKEND = "core.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = 20  # seconds; a server that never answers must not hold a worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Piastra Coworking <noreply@localhost>")
# Where servers report what they could not deliver.
BOUNCE_EMAIL = env.str("BOUNCE_EMAIL", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
if "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1] or "@" not in BOUNCE_EMAIL:
    raise ImproperlyConfigured(
        "DEFAULT_FROM_EMAIL or BOUNCE_EMAIL is no e-mail address. The first is a sender such as "
        "Piastra Coworking <noreply@example.it>; a name with a comma or brackets stands in quotes: "
        '"Comune di Sondrio, Coworking" <noreply@example.it>'
    )
STAFF_EMAIL = env.str("STAFF_EMAIL", default="")
SECURITY_EMAIL = env.str("SECURITY_EMAIL", default="")

# -- Work in the background --------------------------------------------------------------------------
REDIS_URL = with_password(env.str("REDIS_URL", default=""), secret("REDIS_PASSWORD"))
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"

# Which codes of a second factor were used: kept by one process in its memory, by several in Redis, all together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "core.cache.SharedCache",
        # Celery and the client of the cache call a socket differently.
        "LOCATION": [REDIS_URL.replace("redis+socket://", "unix://", 1)],
        "KEY_PREFIX": "piastra",
    }

# -- Security ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        # The button to the identity provider is a form, and browsers follow its way on.
        "form-action": [SELF, *([IDENTITY_PROVIDER.origin] if IDENTITY_PROVIDER else [])],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "members.authentication.sessions"
#: For how long one stays signed in: without use, and at most. Staff and officials have the place's keys.
OFFICE_IDLE = timedelta(minutes=number("OFFICE_IDLE_MINUTES", 30))
OFFICE_SESSION = timedelta(hours=number("OFFICE_SESSION_HOURS", 12))
IDLE = timedelta(days=number("IDLE_DAYS", 14))
SESSION = timedelta(days=number("SESSION_DAYS", 90))
CSRF_FAILURE_VIEW = "core.parking.csrf_failure"
FORMS_COOKIE_NAME = "forms"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = SITE_URL.removeprefix("https://")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # By these names browsers take a cookie over TLS only, and from no other host of the same domain.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    FORMS_COOKIE_NAME = "__Host-forms"
    SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool(
        "HSTS_SUBDOMAINS", default=False
    )
    if not SECURE_HSTS_PRELOAD:
        # Whether the names below the portal's speak TLS is not ours to know: who deploys it says so.
        SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
    # Limits count each visitor's address, not the proxy's: core.requests.visitor.
    ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", 1)

LIMITS = rate_limits(env.str("LIMITS", default=""))
# The pages behind links: each opening counts, or only those that find nothing (whole houses read calendars).
LIMITED_ADDRESSES = {
    "account_confirm_email": "link",
    "account_reset_password_from_key": "link",
    "members:identity_return": "link",
    "members:identity_start": "link",
    "members:outcome": "link",
    "members:outcome_decline": "link",
    "site:accessibility_thanks": "link",
}
LIMITED_WHERE_UNKNOWN = {
    "events:registration_cancel_by_link": "unknown_link",
    "members:invitation": "unknown_link",
    "spaces:feed": "unknown_link",
}

# -- The public administration's duties (footer) -----------------------------------------------------
ACCESSIBILITY_DECLARATION_URL = env.str("ACCESSIBILITY_DECLARATION_URL", default="")
DPO_EMAIL = env.str("DPO_EMAIL", default="")

# -- Logs --------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.requests.JsonFormatter"}},
    "filters": {"news": {"()": "core.requests.RefusalsAreNews"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["news"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
