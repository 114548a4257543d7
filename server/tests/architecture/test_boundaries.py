"""What the house style promises about the code itself, read from its syntax trees."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from truckroll.foundation.events import EVENTS
from truckroll.foundation.lifecycle import LIFECYCLES

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = Path(__file__).parents[2] / "truckroll"
MODULES = sorted(p for p in SERVER.rglob("*.py") if "migrations" not in p.parts)
# Rooms that put others together may see their tables: the API's documentation, the demo's reset, the oracle.
READS_THE_ENVIRONMENT = {"config", "host", "cli", "crash.py"}


def imports(tree: ast.AST) -> Iterator[str]:
    # What is imported for its type alone is no dependency: an instance given by another room has a type.
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    """Every module of the server, by its path there, parsed."""
    return {module.relative_to(SERVER): ast.parse(module.read_text()) for module in MODULES}


def test_only_a_room_touches_its_own_tables(trees: dict[Path, ast.Module]) -> None:
    faults = []
    for module, tree in trees.items():
        room = module.parts[0]
        for name in imports(tree):
            parts = name.split(".")
            if parts[0] == "truckroll" and len(parts) > 2 and parts[2] == "models":
                # The foundation's rows are the ground of every room; the accounts' user model is Django's own hook.
                theirs = {room, "foundation"} | ({"accounts"} if room in {"accounts", "stream", "api"} else set())
                faults += [] if parts[1] in theirs else [f"{module}: imports {name}"]
    assert faults == []


def test_nobody_reads_the_clock_or_the_environment_on_the_side(trees: dict[Path, ast.Module]) -> None:
    clocks = {"datetime.now", "datetime.utcnow", "timezone.now", "date.today", "datetime.today"}
    faults = []
    for module, tree in trees.items():
        may_read_the_clock = str(module) == "foundation/clock.py" or module.parts[0] in {"host", "cli"}
        may_read_the_environment = READS_THE_ENVIRONMENT & set(module.parts)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                text = f"{node.value.id}.{node.attr}"
                if text in clocks and not may_read_the_clock:
                    faults.append(f"{module}: {text}")
                if text in {"os.environ", "os.getenv"} and not may_read_the_environment:
                    faults.append(f"{module}: {text}")
    assert faults == []


def test_no_import_hides_in_a_function_and_no_signal_hides_an_effect(trees: dict[Path, ast.Module]) -> None:
    faults = []
    for module, tree in trees.items():
        # Django may be imported only once it is set up: the command line, processes and apps import late.
        imports_late = module.parts[0] in {"cli", "config", "host"} or module.name == "apps.py"
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
            if any("receiver" in ast.unparse(decorator) for decorator in function.decorator_list):
                faults.append(f"{module}: {function.name} listens to a signal")
            if not imports_late and any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(function)):
                faults.append(f"{module}: {function.name} imports inside")
    assert faults == []


def test_every_module_says_what_it_owns(trees: dict[Path, ast.Module]) -> None:
    says_nothing = {"utils", "helpers", "common", "base", "manager", "services"}
    assert [module for module, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []
    assert [module for module in trees if module.stem in says_nothing] == []


def test_money_is_never_a_float() -> None:
    for module in MODULES:
        if "billing" in module.parts or module.name == "money.py":
            for node in ast.walk(ast.parse(module.read_text())):
                is_float = isinstance(node, ast.Name) and node.id == "float"
                is_number = isinstance(node, ast.Constant) and isinstance(node.value, float)
                assert not (is_float or is_number), f"{module}:{getattr(node, 'lineno', '?')} handles a float"


def test_every_event_has_a_publisher(trees: dict[Path, ast.Module]) -> None:
    published = {
        ast.unparse(node.args[0].func)
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"publish", "events.publish"}
        and node.args
        and isinstance(node.args[0], ast.Call)
    }
    named = {name.rpartition(".")[2] for name in published}
    # Published through a table or a helper that names the class: the class name stands in an actions module.
    actions = "".join(m.read_text() for m in MODULES if "actions" in m.stem or "actions" in m.parts)
    for event in (e for e in EVENTS.values() if e.__module__.startswith("truckroll.")):
        assert event.__name__ in named or event.__name__ in actions, f"nobody publishes {event.__name__}"


def test_every_lifecycle_can_be_left_and_reached() -> None:
    for lifecycle in LIFECYCLES.values():
        reached = {lifecycle.initial} | {m.target for m in lifecycle.moves}
        assert reached == set(lifecycle.states.values), lifecycle.name


def test_every_shape_of_the_api_has_a_name_of_its_own() -> None:
    # The OpenAPI file holds shapes by name alone: the second of a name would overwrite the first.
    homes: dict[str, str] = {}
    for module in MODULES:
        if module.name != "api.py" and module.parent.name != "api":
            continue
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.bases:
                home = homes.setdefault(node.name, str(module))
                assert home == str(module), f"{node.name} is in {home} and in {module}"
