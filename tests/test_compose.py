"""docker-compose.yml: compose accepts it, names what is missing; every container is hardened."""

import json
import os
import subprocess
import tempfile

import pytest
import yaml

from tests.conftest import ROOT

pytestmark = pytest.mark.once
REQUIRED = (
    "SECRET_KEY",
    "PERSONAL_DATA_KEY",
    "ALLOWED_HOSTS",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
)


def compose_config(**settings):
    """What compose makes of the file; no engine is asked. `make test` names the program."""
    with tempfile.NamedTemporaryFile() as no_settings:  # not the .env of whoever runs this
        return subprocess.run(
            [*json.loads(os.environ["COMPOSE"]), "--env-file", no_settings.name, "config"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings},
            capture_output=True,
            text=True,
        )


@pytest.fixture(scope="module")
def services():
    ended = compose_config(**dict.fromkeys(REQUIRED, "x"))
    assert (ended.returncode, ended.stderr) == (0, "")
    return yaml.safe_load(ended.stdout)["services"]


def test_compose_resolves_every_service(services):
    assert sorted(services) == ["beat", "db", "migrate", "redis", "web", "worker"]


@pytest.mark.parametrize("missing", REQUIRED)
def test_compose_without_a_required_setting_names_it(missing):
    ended = compose_config(**{name: "x" for name in REQUIRED if name != missing})
    assert ended.returncode != 0
    assert f"set {missing} in .env" in ended.stderr


def test_every_container_is_hardened(services):
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_containers_run_without_root(services):
    assert (services["db"]["user"], services["redis"]["user"]) == ("postgres", "redis")
    assert "\nUSER 10001:10001\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_log_of_the_database_has_no_values(services):
    settings = services["db"]["command"][2::2]
    assert settings == [
        "log_min_error_statement=panic",
        "log_min_duration_statement=-1",
        "log_error_verbosity=terse",
    ]


def test_every_lasting_container_has_a_health_check(services):
    # That of the web container is in the image; `migrate` ends by itself and has none.
    tests = {name: service.get("healthcheck", {}).get("test") for name, service in services.items()}
    assert sorted(name for name, test in tests.items() if test and test != ["NONE"]) == [
        "beat",
        "db",
        "redis",
        "worker",
    ]
    assert "\nHEALTHCHECK " in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_only_the_web_server_is_reached_and_only_from_this_machine(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert list(ports) == ["web"]
    assert "127.0.0.1" in json.dumps(ports["web"])


def test_env_example_knows_every_name_of_compose():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = {word.partition(":")[0] for word in text.split("${")[1:]}
    assert sorted(name for name in names if f"{name}=" not in example) == []
