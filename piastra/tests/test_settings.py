"""The one settings file: strict in production, and a sentence where something is missing."""

import ast
import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import allauth
import crispy_forms
import csp
import psycopg2
import pytest
import redis
from celery import Celery
from celery.app.defaults import DEFAULTS as CELERY_SETTINGS
from django.conf import global_settings, settings
from django.db import connection

from core.cache import SharedCache
from piastra import checks
from piastra.patience import patient_options
from piastra.secret_files import with_password
from piastra.tests.settings_reader import told
from piastra.tools.embedded.redis import Redis

PRODUCTION = {
    "SITE_URL": "https://coworking.example.org",
    "ALLOWED_HOSTS": "coworking.example.org",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "DATABASE_URL": "postgres://nobody@localhost/none",
}
DUTIES = {
    "ACCESSIBILITY_DECLARATION_URL": "https://form.agid.gov.it/view/prova",
    "DPO_EMAIL": "dpo@comune.example.it",
    "STAFF_EMAIL": "staff@comune.example.it",
}


def manage(*arguments, **environment):
    """Run manage.py as a process of its own, with no more settings than these."""
    kept = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("subdomains", ["false", "true"])
def test_production_settings_pass_djangos_deployment_check(subdomains):
    environment = {**PRODUCTION, **DUTIES, "HSTS_SUBDOMAINS": subdomains}
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **environment)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("ACCESSIBILITY_DECLARATION_URL", "piastra.W001", "no accessibility declaration"),
        ("DPO_EMAIL", "piastra.W002", "no data protection officer to write to"),
        ("STAFF_EMAIL", "piastra.W003", "No letter says whom to write to"),
    ],
)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_duty_that_is_missing_is_one_warning_with_what_to_do(
    settings, name, number, words, value
):
    for each, given in DUTIES.items():
        setattr(settings, each, given)
    assert checks.duties(None) == []
    setattr(settings, name, value)
    (warning,) = checks.duties(None)
    assert warning.id == number
    assert words in warning.msg
    assert name in warning.msg
    assert warning.hint


@pytest.mark.slow
def test_the_deployment_check_warns_of_each_duty_and_the_plain_check_of_none():
    deployed = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert deployed.returncode == 1
    assert sorted(re.findall(r"\((\w+\.W\d+)\)", deployed.stderr)) == [
        "piastra.W001",
        "piastra.W002",
        "piastra.W003",
        "piastra.W004",
    ]
    assert manage("check", "--fail-level", "WARNING", **PRODUCTION).returncode == 0


def test_each_number_of_a_warning_is_explained():
    explained = Path(settings.BASE_DIR, "docs/settings.md").read_text()
    for name, number, _sentence, _hint in checks.DUTIES:
        assert re.search(rf"^\| `{name}` .*`{number}`", explained, re.MULTILINE)


@pytest.mark.slow
def test_the_deployment_check_warns_where_nobody_can_be_told_of_a_weakness():
    warned = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert warned.returncode != 0
    assert "piastra.W004" in warned.stderr
    named = manage("check", "--deploy", **PRODUCTION, SECURITY_EMAIL="sicurezza@example.org")
    assert "piastra.W004" not in named.stderr


@pytest.mark.slow
def test_a_variable_without_a_value_is_as_good_as_none():
    """As `.env` names it where a place has nothing to say: each setting that is read, all empty at once."""
    source = Path(settings.BASE_DIR, "piastra/settings.py").read_text()
    names = set(re.findall(r'(?:env\.\w+|number)\(\s*"([A-Z_]+)"', source))
    assert {"STORAGE_CLASS", "STORAGE_OPTIONS", "LOG_LEVEL"} <= names
    empty = dict.fromkeys(names - set(PRODUCTION), "")
    checked = manage("check", **{**PRODUCTION, **empty})
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "sender", ["Comune di Sondrio, Coworking <a@b.it>", "Piastra [Sondrio] <a@b.it>", "nobody"]
)
def test_a_sender_that_is_none_stops_the_start_with_a_sentence(sender):
    refused = manage("check", **{**PRODUCTION, "DEFAULT_FROM_EMAIL": sender})
    assert refused.returncode != 0
    assert "DEFAULT_FROM_EMAIL or BOUNCE_EMAIL is no e-mail address." in refused.stderr


def test_the_containers_are_given_what_env_example_names():
    """Each name of deploy/env.example is read by docker-compose.yml, or its value would be lost."""
    example = Path(settings.BASE_DIR, "deploy/env.example").read_text()
    compose = Path(settings.BASE_DIR, "docker-compose.yml").read_text()
    names = re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)
    passed = set(re.findall(r"\$\{([A-Z_]+)|^    ([A-Z_]+):$", compose, re.MULTILINE))
    assert "STORAGE_OPTIONS" in names
    assert sorted(set(names) - {name for pair in passed for name in pair}) == []


@pytest.mark.slow
def test_production_without_a_key_or_a_database_says_what_to_do():
    for name in ("SECRET_KEY", "DATABASE_URL"):
        environment = {key: value for key, value in PRODUCTION.items() if key != name}
        refused = manage("check", **environment)
        assert refused.returncode != 0
        assert f"{name} is not set." in refused.stderr


#: What a person, or `openssl rand -base64`, may choose: nothing of it may be read as an address or a variable.
PECULIAR = "$p@ss:w/ör d?#%40+&'\""


def settings_with(**environment):
    """These settings as the portal reads them: database's password, Redis, mail's password and key."""
    script = (
        "import json; from django.conf import settings; s = settings; print(json.dumps(["
        "s.DATABASES['default']['PASSWORD'], s.CELERY_BROKER_URL, s.CACHES['default'].get('LOCATION'),"
        " s.EMAIL_HOST_PASSWORD, s.SECRET_KEY]))"
    )
    read = told(script, **{**PRODUCTION, **environment})
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)


def in_file(folder, text):
    path = folder / f"secret-{len(list(folder.iterdir()))}"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_secrets_are_read_from_files(tmp_path):
    """The names that the containers use; the newline at a file's end is no part of the secret."""
    password, broker, cache, mail, key = settings_with(
        SECRET_KEY="",
        SECRET_KEY_FILE=in_file(tmp_path, PECULIAR * 3 + "\n"),
        DATABASE_URL="postgres://piastra_portal@postgres:5432/piastra",
        DATABASE_PASSWORD_FILE=in_file(tmp_path, PECULIAR + "\n"),
        REDIS_URL="redis://redis:6379/0",
        REDIS_PASSWORD_FILE=in_file(tmp_path, PECULIAR + "\r\n"),
        EMAIL_URL_FILE=in_file(tmp_path, "smtp+tls://a:p%40ss@mail.example.org:587\n"),
    )
    assert (password, mail, key) == (PECULIAR, "p@ss", PECULIAR * 3)
    assert broker == f"redis://:{quote(PECULIAR, safe='')}@redis:6379/0"
    assert cache == [broker]


def test_a_file_holds_even_where_the_variable_is_set(tmp_path):
    password, broker, _cache, _mail, key = settings_with(
        SECRET_KEY_FILE=in_file(tmp_path, "of the file" * 9),
        DATABASE_URL="postgres://user:old@postgres/piastra",
        DATABASE_PASSWORD_FILE=in_file(tmp_path, "new"),
        REDIS_URL="redis://somebody:old@redis:6379/0",
        REDIS_PASSWORD_FILE=in_file(tmp_path, "new"),
        EMAIL_URL="smtp://u:p@mail.example.org:25",
    )
    assert (password, broker, key) == (
        "new",
        "redis://somebody:new@redis:6379/0",
        "of the file" * 9,
    )


def test_without_files_secrets_are_read_from_the_environment():
    password, broker, _cache, _mail, key = settings_with(
        DATABASE_URL="postgres://user:p%40ss@postgres/piastra",
        REDIS_URL="redis://:p%40ss@redis:6379/0",
        EMAIL_URL="smtp://u:p@mail.example.org:25",
    )
    assert (password, broker) == ("p@ss", "redis://:p%40ss@redis:6379/0")
    assert key == PRODUCTION["SECRET_KEY"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["SECRET_KEY_FILE", "DATABASE_PASSWORD_FILE", "REDIS_PASSWORD_FILE", "EMAIL_URL_FILE"]
)
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "can't be read: No such file or directory"),
        (b" \n", "is empty"),
        (b"\xff\xfe", "can't be read: it is not text in UTF-8"),
    ],
)
def test_a_file_that_gives_no_secret_is_named(tmp_path, name, content, reason):
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    refused = manage("check", **{**PRODUCTION, name: str(path)})
    assert refused.returncode != 0
    assert f"{name} names {path}, which {reason}" in refused.stderr


def test_a_redis_with_a_peculiar_password_lets_broker_and_cache_in(tmp_path):
    with Redis(tmp_path) as server:
        redis.Redis(unix_socket_path=str(server.socket)).config_set("requirepass", PECULIAR)
        address = with_password(server.url, PECULIAR)
        with Celery(broker=address, set_as_current=False).connection_for_write() as broker:
            broker.ensure_connection(max_retries=1)
        cache = SharedCache([address.replace("redis+socket://", "unix://", 1)], {})
        cache.set("a", 1)
        assert cache.get("a") == 1
        assert not cache._away_until  # it was Redis who answered


NUMBERS = ["CONN_MAX_AGE", "HSTS_SECONDS", "STATEMENT_TIMEOUT", "TRUSTED_PROXY_COUNT"]


@pytest.mark.slow
def test_a_number_without_a_value_is_the_default():
    checked = manage("check", **PRODUCTION, **dict.fromkeys(NUMBERS, ""), SERVES_VISITORS="yes")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", NUMBERS)
def test_what_is_no_number_is_named(name):
    refused = manage("check", **PRODUCTION, **{name: "twenty"}, SERVES_VISITORS="yes")
    assert refused.returncode != 0
    assert f"{name} is 'twenty': a whole number is needed" in refused.stderr


def options_with(address="", **environment) -> dict:
    script = (
        "import json; from django.conf import settings;"
        " print(json.dumps(settings.DATABASES['default']['OPTIONS']))"
    )
    changed = {"DATABASE_URL": PRODUCTION["DATABASE_URL"] + address, **environment}
    read = told(script, **{**PRODUCTION, **changed})
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)


def test_a_visitors_statements_end_and_a_workers_do_not():
    web, worker = options_with(SERVES_VISITORS="yes"), options_with()
    assert web["options"] == ("-c statement_timeout=20s -c idle_in_transaction_session_timeout=60s")
    assert "options" not in worker
    assert web["connect_timeout"] == worker["connect_timeout"] == 3
    assert "options" not in options_with(SERVES_VISITORS="yes", STATEMENT_TIMEOUT="0")
    assert (
        "statement_timeout=5s"
        in options_with(SERVES_VISITORS="yes", STATEMENT_TIMEOUT="5")["options"]
    )


def test_the_address_of_the_database_has_the_last_word():
    address = "?sslmode=require&connect_timeout=9&options=-c%20statement_timeout%3D1s"
    options = options_with(address, SERVES_VISITORS="yes")
    assert (options["sslmode"], options["connect_timeout"]) == ("require", 9)
    assert options["options"].endswith("-c statement_timeout=1s")
    assert options["options"].startswith("-c statement_timeout=20s")


@pytest.mark.django_db
def test_the_server_takes_these_options():
    at = connection.settings_dict
    given = patient_options(at["OPTIONS"], seconds=7)
    with closing(
        psycopg2.connect(
            host=at["HOST"], port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"],
            dbname=at["NAME"], **{key: value for key, value in given.items() if key != "isolation_level"},
        )
    ) as line, line.cursor() as cursor:  # fmt: skip
        cursor.execute(
            "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
        )
        assert cursor.fetchone() == ("7s", "21s")


@pytest.mark.parametrize(
    ("given", "backend", "bounces"),
    [
        ({}, "django.core.mail.backends.filebased.EmailBackend", "noreply@localhost"),
        ({"EMAIL_URL": "smtp+tls://u:p@mail:587"}, "core.smtp.EmailBackend", "noreply@localhost"),
        ({"EMAIL_URL": "smtp+ssl://u:p@mail:465"}, "core.smtp.EmailBackend", "noreply@localhost"),
        (
            {"DEFAULT_FROM_EMAIL": "Piastra <piastra@example.org>", "BOUNCE_EMAIL": ""},
            "django.core.mail.backends.filebased.EmailBackend",
            "piastra@example.org",
        ),
        (
            {"EMAIL_URL": "consolemail://", "BOUNCE_EMAIL": "rimbalzi@example.org"},
            "django.core.mail.backends.console.EmailBackend",
            "rimbalzi@example.org",
        ),
    ],
)
def test_letters_leave_under_the_portals_name_and_come_back_to_the_bounce_address(
    given, backend, bounces
):
    asked = "from django.conf import settings as s; print(s.EMAIL_BACKEND, s.BOUNCE_EMAIL)"
    said = told(asked, **PRODUCTION, **given)
    assert said.stdout.split() == [backend, bounces], said.stderr


def test_every_setting_that_is_read_is_explained():
    source = Path(settings.BASE_DIR, "piastra/settings.py").read_text()
    read = set(re.findall(r'(?:env\.?\w*|secret|number)\(\s*"([A-Z_]+)"', source))
    explained = Path(settings.BASE_DIR, "docs/settings.md").read_text()
    assert read
    assert sorted(name for name in read if f"`{name}`" not in explained) == []


# -- The identity provider ---------------------------------------------------------------------------

PROVIDER = {
    "OIDC_NAME": "SPID/CIE",
    "OIDC_ISSUER": "https://id.example.it/",
    "OIDC_CLIENT_ID": "piastra",
    "OIDC_CLIENT_SECRET": "$segreto",
}
WHAT_IS_READ = """
from django.conf import settings
print(settings.IDENTITY_PROVIDER)
print(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"])
"""


def told_of_provider(**environment):
    """What is read of the provider; a database is named, so that none is started for it and waited for."""
    return told(WHAT_IS_READ, **PRODUCTION, **environment)


def test_without_a_provider_there_is_none():
    assert told_of_provider().stdout.splitlines() == ["None", "[\"'self'\"]"]


def test_a_provider_is_read_whole_and_one_may_be_led_to_its_page(tmp_path):
    kept = tmp_path / "secret"
    kept.write_text("altro\n")
    more = {
        "OIDC_SECOND_FACTOR_ACR": "https://www.spid.gov.it/SpidL2 x",
        "OIDC_CLIENT_SECRET_FILE": str(kept),
        "OIDC_SCOPES": "profile",
        "OIDC_CLAIM": "fiscalNumber",
    }
    said = told_of_provider(**PROVIDER, **more).stdout
    for part in (
        "issuer='https://id.example.it'",
        "client_secret='altro'",
        "claim='fiscalNumber'",
        "acr=('https://www.spid.gov.it/SpidL2', 'x')",
        "scopes=('openid', 'profile')",
        "[\"'self'\", 'https://id.example.it']",
    ):
        assert part in said
    assert "'$segreto'" in told_of_provider(**PROVIDER).stdout


@pytest.mark.parametrize("missing", PROVIDER)
@pytest.mark.parametrize("value", ["", " "])
def test_half_a_provider_stops_the_start_with_a_sentence(missing, value):
    failed = told_of_provider(**(PROVIDER | {missing: value}))
    assert failed.returncode
    assert f"{missing} is missing" in failed.stderr


def test_what_belongs_to_a_provider_is_none_yet():
    assert "OIDC_CLIENT_SECRET are missing" in told_of_provider(OIDC_CLAIM="sub").stderr


@pytest.mark.parametrize("name", ["OIDC_ISSUER", "OIDC_ORIGIN"])
@pytest.mark.parametrize(
    "address", ["id.example.it", "http://id.it", "https://", "https://[", "https://a/?b"]
)
def test_to_a_provider_one_speaks_so_that_nobody_listens(name, address):
    assert f"{name} is '{address}'" in told_of_provider(**(PROVIDER | {name: address})).stderr


# -- None is idle ------------------------------------------------------------------------------------

APPS = ["budget", "core", "events", "members", "piastra", "spaces"]
#: The libraries whose settings we give, and what these begin with where the library adds it by itself.
LIBRARIES = {allauth: ("ACCOUNT_", "MFA_", "ALLAUTH_", "SOCIALACCOUNT_"), crispy_forms: (), csp: ()}


def sources(folder: Path) -> str:
    """The Python below the folder, without its tests."""
    files = (path for path in folder.rglob("*.py") if "tests" not in path.parts)
    return "\n".join(path.read_text() for path in files)


def given() -> set[str]:
    """Every setting that `piastra/settings.py` gives a value, at whatever depth."""
    tree = ast.parse(Path(settings.BASE_DIR, "piastra/settings.py").read_text())
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    targets = [target for node in assigned for target in node.targets]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return {name for name in names if name.isupper()}


def quoted(name: str, prefixes: tuple[str, ...], text: str) -> bool:
    short = next((name.removeprefix(each) for each in prefixes if name.startswith(each)), name)
    return f'"{short}"' in text


@pytest.fixture(scope="module")
def is_read():
    ours = "\n".join(sources(Path(settings.BASE_DIR, app)) for app in APPS)
    theirs = {library: sources(Path(library.__file__).parent) for library in LIBRARIES}

    def reads(name: str) -> bool:
        return (
            hasattr(global_settings, name)
            or name == "ROOT_URLCONF"  # of Django too, without a default
            or re.search(rf"settings\.{name}\b", ours) is not None
            or name.lower().removeprefix("celery_") in CELERY_SETTINGS
            or any(quoted(name, LIBRARIES[each], text) for each, text in theirs.items())
        )

    return reads


def test_every_setting_is_read_by_somebody(is_read):
    assert len(given()) > 60
    assert [name for name in sorted(given()) if not is_read(name)] == []


@pytest.mark.parametrize("idle", ["ACCOUNT_NOTHING", "CELERY_NOTHING", "NOBODY_READS_ME"])
def test_an_idle_setting_is_found(is_read, idle):
    assert not is_read(idle)
