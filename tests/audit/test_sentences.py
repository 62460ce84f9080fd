"""Every action in the source has words for the privacy officer."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from kcc.audit.sentences import ACTIONS, OBJECTS, action_in_words, detail_in_words

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kcc", "cases", "contacts", "dashboard", "maturity")


def sources():
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if path != ROOT / "kcc" / "audit" / "sentences.py":
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def recorded():
    """Where each `action=` of record and record_many is written: {text: (place, is a start)}."""
    found = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node) in ("record", "record_many"):
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                for keyword in node.keywords:
                    if keyword.arg == "action":
                        start = isinstance(keyword.value, ast.JoinedStr)
                        found |= dict.fromkeys(_texts(keyword.value), (place, start))
    return found


def _name(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _texts(node):
    return [
        n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]


@pytest.mark.once
def test_every_recorded_action_has_a_sentence():
    found = recorded()
    missing = {
        text: place
        for text, (place, start) in found.items()
        if not (any(name.startswith(text) for name in ACTIONS) if start else text in ACTIONS)
    }
    assert len(found) > 10
    assert missing == {}


@pytest.mark.once
def test_no_sentence_is_left_of_an_action_that_is_gone():
    written = {text for _, tree in sources() for text in _texts(tree) if isinstance(text, str)}
    starts = {text for text, (_, start) in recorded().items() if start}
    gone = {name for name in ACTIONS if name not in written and not name.startswith(tuple(starts))}
    assert gone == set()


@pytest.mark.once
def test_kinds_of_objects_are_models_that_exist():
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert sorted(set(OBJECTS) - labels) == []


@pytest.mark.once
def test_an_unknown_action_is_shown_as_it_is():
    assert action_in_words("made.up") == "made.up"


@pytest.mark.once
def test_details_become_one_line():
    detail = {"fields": ["note", "subject"], "over_page": True, "rows": 3, "key": None, "cases": []}
    with translation.override("en"):
        line = detail_in_words(detail)
    assert line == "fields: note, subject; over page: yes; rows: 3"
