"""docker-compose.yml and what belongs to it, read as text: cheap guards of what `make rehearse` showed."""

import subprocess

import pytest
import yaml
from django.conf import settings

HERE = settings.BASE_DIR
OURS = ("migrate", "web", "worker", "beat")
OTHERS = ("proxy", "postgres", "redis")


class Strict(yaml.SafeLoader):
    """Refuses what compose refuses and YAML's own reader overlooks: a key that stands twice."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _value in node.value if key.tag != "tag:yaml.org,2002:merge"]
        assert len(keys) == len(set(keys)), f"twice: {keys} ({node.start_mark})"
        return super().construct_mapping(node, deep)


@pytest.fixture(scope="module")
def compose():
    return yaml.load((HERE / "docker-compose.yml").read_text(), Strict)


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_everything_that_the_portal_is_made_of_is_there(services):
    assert sorted(services) == sorted(OURS + OTHERS)


def test_one_service_builds_the_image_that_the_others_run(services):
    assert [name for name in services if "build" in services[name]] == ["migrate"]
    assert {services[name]["image"] for name in OURS} == {"piastra-coworking"}


@pytest.mark.parametrize("name", OURS + OTHERS)
def test_no_container_can_change_itself_take_rights_or_fill_the_machine(services, name):
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"] > 0
    assert service["mem_limit"]
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert any(str(each).startswith("/tmp") for each in service["tmpfs"])


def test_only_the_proxy_has_capabilities_and_ports(services):
    assert {name: set(services[name].get("cap_add", ())) for name in services if "cap_add" in services[name]} == {
        "proxy": {"NET_BIND_SERVICE", "DAC_READ_SEARCH"}
    }  # fmt: skip
    assert [name for name in services if "ports" in services[name]] == ["proxy"]
    assert "443:443/udp" in services["proxy"]["ports"]


def test_the_proxy_never_sees_the_databases(compose, services):
    of = {name: set(services[name]["networks"]) for name in services}
    assert of["proxy"] == {"front"}
    for hidden in ("postgres", "redis", "beat", "migrate"):
        assert of[hidden] == {"data"}
    assert compose["networks"]["data"] == {"internal": True}
    assert of["web"] & of["proxy"]


@pytest.mark.parametrize("name", sorted(set(OURS + OTHERS) - {"migrate"}))
def test_every_container_that_stays_says_whether_it_is_well(services, name):
    assert services[name]["healthcheck"]["test"]
    assert services[name]["restart"] == "unless-stopped"


def test_postgresql_is_asked_by_the_network(services):
    """On the socket the first start's temporary server answers, and goes away while tables are made."""
    command = services["postgres"]["healthcheck"]["test"]
    assert command[:3] == ["CMD", "pg_isready", "--host"]


def test_web_starts_while_redis_is_away(services):
    assert set(services["web"]["depends_on"]) == {"migrate"}
    assert services["web"]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


def test_how_many_run_comes_from_the_file_of_the_place(services):
    """A plain start would fall back to one of each otherwise."""
    assert services["web"]["scale"] == "${WEB_REPLICAS:-2}"
    assert services["worker"]["scale"] == "${WORKER_REPLICAS:-1}"
    assert "WEB_REPLICAS=" in (HERE / "deploy/env.example").read_text()


def test_no_secret_is_in_an_environment(compose, services):
    secret = {"SECRET_KEY", "EMAIL_URL", "POSTGRES_PASSWORD", "DATABASE_PASSWORD", "REDIS_PASSWORD"}
    for service in services.values():
        assert not secret & set(service.get("environment", ()))
        assert set(service.get("secrets", ())) <= set(compose["secrets"])


def test_only_migrations_run_as_the_owner_of_the_database(services):
    owners = [
        name for name in services if "database_owner_password" in services[name].get("secrets", ())
    ]
    assert sorted(owners) == ["migrate", "postgres"]
    assert services["web"]["environment"]["DATABASE_URL"].startswith("postgres://piastra_portal@")


@pytest.mark.parametrize(
    "script", ["prepare", "update", "backup", "restore", "new-database-password"]
)
def test_the_scripts_can_be_run(script):
    path = HERE / "deploy" / script
    assert path.stat().st_mode & 0o111 == 0o111
    subprocess.run(["sh", "-n", path], check=True)


class TestPrepare:
    """deploy/prepare in a tree of its own, as on a new machine."""

    ANSWERS = {"DOMAIN": "piastra.example.it", "EMAIL_URL": "smtp+tls://a:b@mail.example.it:587"}

    @pytest.fixture
    def tree(self, tmp_path):
        deploy = tmp_path / "deploy"
        deploy.mkdir()
        for name in ("prepare", "env.example", "Caddyfile"):
            (deploy / name).write_bytes((HERE / "deploy" / name).read_bytes())
        (deploy / "prepare").chmod(0o755)
        return tmp_path

    def run(self, tree, **answers):
        environment = {"PATH": "/usr/bin:/bin", **answers}
        return subprocess.run(
            [tree / "deploy/prepare"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_settings_and_secrets_are_made_for_the_owner_alone(self, tree):
        done = self.run(tree, **self.ANSWERS)
        assert done.returncode == 0, done.stderr
        assert "DOMAIN=piastra.example.it\n" in (tree / ".env").read_text()
        assert (tree / ".env").stat().st_mode & 0o777 == 0o600
        assert (tree / "secrets").stat().st_mode & 0o777 == 0o700
        made = {file.name: file.read_text().strip() for file in (tree / "secrets").iterdir()}
        assert made["email_url"] == self.ANSWERS["EMAIL_URL"]
        assert made["redis_configuration"] == f"requirepass {made['redis_password']}"
        assert len(made["secret_key"]) >= 64
        passwords = {made[name] for name in made if name.endswith("password")}
        assert len(passwords) == 3
        # The containers' accounts are none of this machine's.
        assert all(file.stat().st_mode & 0o444 == 0o444 for file in (tree / "secrets").iterdir())

    def test_a_second_run_keeps_everything(self, tree):
        self.run(tree, **self.ANSWERS)
        (tree / ".env").write_text((tree / ".env").read_text() + "STAFF_EMAIL=a@example.it\n")
        before = {
            file: file.read_bytes() for file in [tree / ".env", *(tree / "secrets").iterdir()]
        }
        assert self.run(tree).returncode == 0
        assert {file: file.read_bytes() for file in before} == before

    def test_each_secret_of_the_compose_file_is_made(self, tree, compose):
        self.run(tree, **self.ANSWERS)
        wanted = {
            secret["file"].removeprefix("./secrets/") for secret in compose["secrets"].values()
        }
        assert {file.name for file in (tree / "secrets").iterdir()} == wanted

    @pytest.mark.parametrize("missing", ["DOMAIN", "EMAIL_URL"])
    def test_what_is_missing_is_named(self, tree, missing):
        answers = {name: text for name, text in self.ANSWERS.items() if name != missing}
        done = self.run(tree, **answers)
        assert done.returncode == 1
        assert f"{missing} is missing" in done.stderr

    @pytest.mark.parametrize("domain", ["https://piastra.example.it", "a b", "$(id)", "a/b", "-x"])
    def test_what_is_no_host_name_is_refused(self, tree, domain):
        done = self.run(tree, **{**self.ANSWERS, "DOMAIN": domain})
        assert done.returncode == 1
        assert "is no host name" in done.stderr
        assert not (tree / ".env").exists()
