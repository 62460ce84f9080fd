"""Every action in the source has words for the privacy officer."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from kcc.audit.sentences import ACTIONS, OBJECTS, action_in_words, detail_in_words

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kcc", "cases", "contacts", "dashboard", "maturity")


def recorded_actions():
    """The values of `action=` in every call of record or record_many."""
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node) in ("record", "record_many"):
                    for keyword in node.keywords:
                        if keyword.arg == "action":
                            where = f"{path.relative_to(ROOT)}:{node.lineno}"
                            found |= dict.fromkeys(_texts(keyword.value), where)
    return found


def _name(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _texts(node):
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]


@pytest.mark.once
def test_every_recorded_action_has_a_sentence():
    recorded = recorded_actions()
    missing = {name: where for name, where in recorded.items() if name not in ACTIONS}
    assert len(recorded) > 10
    assert missing == {}


@pytest.mark.once
def test_no_sentence_is_left_of_an_action_that_is_gone():
    assert sorted(set(ACTIONS) - set(recorded_actions())) == []


@pytest.mark.once
def test_kinds_of_objects_are_models_that_exist():
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert sorted(set(OBJECTS) - labels) == []


@pytest.mark.once
def test_an_unknown_action_is_shown_as_it_is():
    assert action_in_words("made.up") == "made.up"


@pytest.mark.once
def test_details_become_one_line():
    detail = {"fields": ["note", "subject"], "over_page": True, "rows": 3, "key": None}
    with translation.override("en"):
        line = detail_in_words(detail)
    assert line == "fields: note, subject; over page: yes; rows: 3; key: –"
