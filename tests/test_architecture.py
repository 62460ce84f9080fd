"""The arrows and floors of the house, read from the syntax trees.

Rooms: a room imports from the rooms before it in ROOMS only. A string in a ForeignKey is data, not
an import. The wiring (kcc/urls.py and its neighbours) and management packages may import all.
`dashboard` and `maturity` know what happened in another room through its `selectors` only, not even
through its models: what a choice is called is asked there too. The ground floor under every room
(kcc.lib, kcc.organisation, kcc.audit, kcc.jobs) is not "another room".

Floors: a module named in FLOORS imports modules of its own floor or lower ones, in any room; edges
(views, tasks, …) never import each other. A module with a name of its own (calendars, identify) has
the floor of the highest thing it imports, in any room; so has `filters`, which may be a plain
question asked of a selector or a form over one. PLAIN modules know no database, clock or settings.

One exception: everybody may record what happened, also kcc.organisation (log-ins, roles), although
kcc.audit stands to its right. It is safe because recording itself imports nothing but kcc.lib.
"""

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
GROUND = ["kcc.lib", "kcc.organisation", "kcc.audit", "kcc.jobs"]
ROOMS = [*GROUND, "kcc.customers", "cases", "contacts", "dashboard", "maturity"]
READERS = {
    "dashboard": {"selectors", "filters"},
    "maturity": {"selectors", "filters", "figures"},
}
RECORDING = "kcc.audit.services"
PLAIN = {
    "workflow", "worktime", "opening", "clocks", "statutory", "repeats", "figures", "scoring",
    "explain",
}  # fmt: skip
EDGES = {"views", "api", "tasks", "jobs", "admin", "management"}
FLOORS = {
    **dict.fromkeys(PLAIN, 0), "models": 1, "selectors": 2, "services": 3, "forms": 4,
    **dict.fromkeys(EDGES, 5), "urls": 6,
}  # fmt: skip
UNPLAIN = ("django.db", "django.conf", "django.utils.timezone", "time")


def room_of(module: str) -> str | None:
    """The room a module is in; None for the wiring and for packages that are not ours."""
    return next((room for room in ROOMS if f"{module}.".startswith(f"{room}.")), None)


def parts(module: str) -> list[str]:
    """The names below the room: contacts.callbacks.services gives callbacks, services."""
    return module.removeprefix(room_of(module) or "").strip(".").split(".")


def imports_of(module: str, is_package: bool, tree: ast.AST, known: set[str]):
    """(node, dotted name) of every import; `from a import b` is a.b when that is a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: len(module.split(".")) + is_package - node.level]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node, inner if inner in known or base == "django.utils" else base


def floor_of(module: str, graph: dict) -> int:
    """By name; else the highest floor among its imports: of all modules with a name of a floor that
    it reaches through modules without one."""
    floors, seen, todo = [0], {module}, [module]
    while todo:
        here = todo.pop()
        named = [FLOORS[part] for part in parts(here) if part in FLOORS]
        if named:
            floors.append(max(named))
            continue
        below = {name for _, name in graph.get(here, ()) if room_of(name)} - seen
        seen |= below
        todo += below
    return max(floors)


def edge_of(module: str) -> str | None:
    """The edge a module belongs to: one file, or a whole package such as contacts.api."""
    names = parts(module)
    found = next((place for place, part in enumerate(names) if part in EDGES), None)
    return f"{room_of(module)}.{'.'.join(names[: found + 1])}" if found is not None else None


def read(root: Path):
    """The imports of every module of ours, and the imports that hide inside functions."""
    files, graph, found = {}, {}, []
    for top in sorted({room.partition(".")[0] for room in ROOMS}):
        for path in sorted((root / top).rglob("*.py")):
            if "migrations" not in path.parts:
                names = path.relative_to(root).with_suffix("").parts
                files[".".join(names[:-1] if names[-1] == "__init__" else names)] = path
    for module, path in files.items():
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        graph[module] = list(imports_of(module, path.stem == "__init__", tree, set(files)))
        found += [f"{module}:{n} import inside a function" for n in hidden(tree, source)]
    return graph, found


def problems(root: Path) -> list[str]:
    graph, found = read(root)
    for module, imported in graph.items():
        for node, name in imported:
            found += [f"{module}:{node.lineno} {why}" for why in broken(module, name, graph)]
    return list(dict.fromkeys(found))


def hidden(tree: ast.AST, source: str):
    """Lines of imports below the top of the file that carry no reason, beside or above them."""
    lines = ["", *source.splitlines()]
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    above, here = lines[node.lineno - 1].strip(), lines[node.end_lineno]
                    if not above.startswith("#") and "# " not in here.replace("# noqa", ""):
                        yield node.lineno


def broken(module: str, name: str, graph: dict):
    """Why `module` may not import `name`; nothing when it may."""
    room, other = room_of(module), room_of(name)
    if PLAIN.intersection(parts(module)) and name.startswith(UNPLAIN) and room:
        yield f"plain, but imports {name}"
    if room is None or "management" in parts(module) or name not in graph:
        return
    if other is None:
        if name != "kcc":
            yield f"{room} imports the wiring: {name}"
        return
    if ROOMS.index(other) > ROOMS.index(room) and name != RECORDING:
        yield f"{room} imports {other}, a room to its right: {name}"
    readable = READERS.get(room)
    if readable and other not in (room, *GROUND) and parts(name)[-1] not in readable:
        yield f"{room} reads {other} past its selectors: {name}"
    if edge_of(module) and edge_of(name) and edge_of(module) != edge_of(name):
        yield f"an edge imports another: {name}"
    elif name != RECORDING and floor_of(name, graph) > floor_of(module, graph):
        yield f"imports a higher floor: {name}"


def test_rooms_and_floors_hold():
    assert problems(ROOT) == []


def test_recording_stands_on_the_leaf_tools_only():
    graph, _ = read(ROOT)
    seen, todo = set(), {RECORDING}
    while todo:
        seen |= todo
        todo = {name for module in todo for _, name in graph.get(module, ())} - seen
    assert {room_of(name) for name in seen} <= {"kcc.audit", "kcc.lib", None}
    assert not [name for name in seen if name.startswith("kcc.") and room_of(name) is None]


# -- It goes red: one small house per rule ----------------------------------------------------

BROKEN = {
    "arrow to the right": ({"cases/services.py": "from contacts import selectors"},
        ["cases.services:1 cases imports contacts, a room to its right: contacts.selectors"]),
    "ground floor to a room": ({"kcc/lib/text.py": "import cases.models"},
        ["kcc.lib.text:1 kcc.lib imports cases, a room to its right: cases.models"]),
    "wiring": ({"cases/views.py": "from kcc.context import page"},
        ["cases.views:1 cases imports the wiring: kcc.context"]),
    "past the selectors": ({"dashboard/views.py": "from cases.models import Case"},
        ["dashboard.views:1 dashboard reads cases past its selectors: cases.models"]),
    "floors": ({"cases/selectors.py": "from cases import services"},
        ["cases.selectors:1 imports a higher floor: cases.services"]),
    "floors between rooms": ({"contacts/logging/selectors.py": "from cases.services import x"},
        ["contacts.logging.selectors:1 imports a higher floor: cases.services"]),
    "through a name of its own": (
        {"cases/models.py": "import cases.terms", "cases/terms.py": "from cases.views import x"},
        ["cases.models:1 imports a higher floor: cases.terms"]),
    "edges": ({"contacts/api/views.py": "from contacts.logging.views import x"},
        ["contacts.api.views:1 an edge imports another: contacts.logging.views"]),
    "relative": ({"contacts/logging/selectors.py": "from . import services"},
        ["contacts.logging.selectors:1 imports a higher floor: contacts.logging.services"]),
    "plain": ({"contacts/repeats.py": "from django.utils import timezone"},
        ["contacts.repeats:1 plain, but imports django.utils.timezone"]),
    "hidden": ({"cases/services.py": "def f():\n    import json\n"},
        ["cases.services:2 import inside a function"]),
}  # fmt: skip
SOUND = {
    "contacts/logging/views.py": "def f():\n    import json  # slow, and seldom needed\n",
    "contacts/logging/services.py": "from cases.services import x\nfrom contacts import models",
    "contacts/models.py": "fk('cases.Case')\nfrom kcc.organisation.models import x",
    "contacts/selectors.py": "",
    "cases/services.py": "from kcc.audit.services import record",
    "cases/models.py": "",
    "cases/views.py": "from cases import services",
    "dashboard/selectors.py": "from cases import selectors",
    "dashboard/management/commands/load.py": "from contacts.logging import services",
    "cases/selectors.py": "",
    "kcc/audit/services.py": "",
    "kcc/organisation/models.py": "",
    "kcc/context.py": "from dashboard import views",
    "dashboard/views.py": "from kcc.organisation.models import Role",
}


def build(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_a_sound_house_has_no_problems(tmp_path):
    assert problems(build(tmp_path, SOUND)) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_found(tmp_path, rule):
    files, expected = BROKEN[rule]
    assert problems(build(tmp_path, SOUND | files)) == expected
