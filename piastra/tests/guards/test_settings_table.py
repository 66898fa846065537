"""Settings that no page shows and that somebody would only miss on the worst day: each with the value meant."""

import json
from datetime import timedelta

import pytest
from django.conf import settings

from core import files, papers
from piastra import settings as written
from piastra.tests.test_settings import PRODUCTION, told

#: Behind TLS.
YEAR = 31_536_000
IN_PRODUCTION = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["coworking.example.org"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_SSL_HOST": "coworking.example.org",
    "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    "SECURE_REDIRECT_EXEMPT": ["^healthz$", "^readyz$"],
    "SECURE_HSTS_SECONDS": YEAR,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
    "SECURE_HSTS_PRELOAD": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "LANGUAGE_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "LANGUAGE_COOKIE_NAME": "__Host-language",
    "FORMS_COOKIE_NAME": "__Host-forms",
    # What `__Host-` asks of a cookie: the whole site, and no other host.
    "SESSION_COOKIE_PATH": "/",
    "SESSION_COOKIE_DOMAIN": None,
    "CSRF_COOKIE_DOMAIN": None,
    "CSRF_TRUSTED_ORIGINS": ["https://coworking.example.org"],
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    "REQUIRE_SECOND_FACTOR": True,
}
ANYWHERE = {
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_SAMESITE": "Lax",
    "LANGUAGE_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_AGE": 14 * 24 * 3600,
    "SESSION_ENGINE": "members.authentication.sessions",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE": False,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 11 * 1024 * 1024,
    "FILE_UPLOAD_MAX_MEMORY_SIZE": 2621440,
    "FILE_UPLOAD_PERMISSIONS": 0o640,
    "EMAIL_TIMEOUT": 20,
    "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
        {"NAME": "members.authentication.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    ],
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_UNIQUE_EMAIL": True,
    "ACCOUNT_CHANGE_EMAIL": True,
    "ACCOUNT_CONFIRM_EMAIL_ON_GET": False,
    "ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION": True,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_SESSION_REMEMBER": None,
    "ACCOUNT_REAUTHENTICATION_METHODS": ["password", "mfa"],
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 5 * 60,
    "ACCOUNT_LOGIN_METHODS": ["email"],
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "LANGUAGE_CODE": "it",
    "TIME_ZONE": "Europe/Rome",
    "USE_TZ": True,
    "LOGIN_URL": "account_login",
    "LOGIN_REDIRECT_URL": "/",
    "LOGOUT_REDIRECT_URL": "/",
}
#: In this order each sees what those before it did.
FIRST, LAST = "core.requests.RequestIdMiddleware", "core.requests.RefuseMalformedMiddleware"


@pytest.fixture(scope="module")
def production() -> dict:
    """The settings of a portal behind TLS, as a process of its own reads them."""
    names = [*IN_PRODUCTION, *ANYWHERE, "MIDDLEWARE"]
    script = (
        "import json; from django.conf import settings as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {names}}}, default=list))"
    )
    read = told(script, **PRODUCTION)
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)


@pytest.mark.parametrize("name", sorted({**IN_PRODUCTION, **ANYWHERE}))
def test_behind_tls_it_is(production, name):
    assert production[name] == {**IN_PRODUCTION, **ANYWHERE}[name]


def test_the_middleware_that_guards_is_all_there_and_in_its_order(production):
    guards = [
        FIRST,
        "core.headers.HeadersMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "members.authentication.entrance.SignInMiddleware",
        "members.authentication.second_factor.SecondFactorMiddleware",
        LAST,
    ]
    assert [name for name in production["MIDDLEWARE"] if name in guards] == guards


def test_what_is_kept_is_small_enough_to_be_sent():
    assert files.LIMIT == 5 * 1024 * 1024
    assert max(files.LIMIT, papers.LIMIT) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_sessions_last_as_long_as_the_documents_say():
    minutes, days = timedelta(minutes=1), timedelta(days=1)
    assert (30 * minutes, 12 * 60 * minutes) == (written.OFFICE_IDLE, written.OFFICE_SESSION)
    assert (14 * days, 90 * days) == (written.IDLE, written.SESSION)
