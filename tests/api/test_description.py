"""The OpenAPI description: for everybody, valid, and true to the rules for names."""

import json
import re

import pytest
from django.core.management import call_command

URL = "/api/v1/openapi.json"
CAMEL = re.compile(r"[a-z]+[0-9]*([A-Z][a-z]+)*")
KEBAB = re.compile(r"/api/v1(/[a-z]+(-[a-z]+)*|/\{id\})+")


@pytest.fixture
def described(stranger):
    answer = stranger.get(URL)
    assert answer.status_code == 200
    return answer


def test_everybody_may_read_it_from_every_website(described):
    assert described["Access-Control-Allow-Origin"] == "*"
    assert described["API-Version"] == "1.5.0"
    assert described["Content-Type"].startswith("application/")
    assert json.loads(described.content)["openapi"].startswith("3.")


def test_it_is_valid_and_made_without_warnings(tmp_path):
    target = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(target))
    assert target.stat().st_size > 10_000


def test_names_follow_the_api_design_rules(described):
    schema = json.loads(described.content)
    assert [path for path in schema["paths"] if not KEBAB.fullmatch(path)] == []
    names = {
        name
        for shape in schema["components"]["schemas"].values()
        for name in shape.get("properties", ())
    }
    assert [name for name in names if not CAMEL.fullmatch(name)] == []
    parameters = {
        parameter["name"]
        for methods in schema["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    }
    assert [name for name in parameters if not CAMEL.fullmatch(name)] == []


def test_every_operation_says_how_it_goes_wrong(described):
    schema = json.loads(described.content)
    for methods in schema["paths"].values():
        for operation in methods.values():
            answer = operation["responses"]["default"]["content"]
            assert list(answer) == ["application/problem+json"]
            assert operation["security"] != []
