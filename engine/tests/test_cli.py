"""The command: files in, files out, exit codes, and the same bytes again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_formats import problem_1

from truckroll_planner.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "problem.json").write_text(json.dumps(problem_1()), encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_plan_judge_and_explain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem, plan = str(folder / "problem.json"), str(folder / "plan.json")
    assert main(["plan", problem, "-o", plan, "--iterations", "200", "--plot", str(folder / "plan.svg")]) == 0
    written = json.loads(Path(plan).read_text())
    assert (written["format"], written["unassigned"], written["iterations"]) == ("truckroll.plan/1", [], 200)
    assert (folder / "plan.svg").read_text().startswith("<svg")
    assert main(["judge", problem, plan, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["objective"] == written["cost"]
    assert main(["explain", problem, plan, "v2"]) == 0
    assert "v2 is pinned to t0" in capsys.readouterr().out


@pytest.mark.slow
def test_replay_gives_the_same_bytes(folder: Path) -> None:
    """A search by the clock, repeated from its plan file."""
    problem, first, second = (str(folder / n) for n in ("problem.json", "a.json", "b.json"))
    assert main(["plan", problem, "-o", first, "--seconds", "0.1", "--seed", "4"]) == 0
    assert main(["plan", problem, "-o", second, "--replay", first]) == 0
    assert Path(first).read_bytes() == Path(second).read_bytes()


def test_a_plan_that_breaks_rules_exits_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = {"format": "truckroll.plan/1", "routes": [{"technician": "t1", "visits": ["v2"]}]}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert main(["judge", str(folder / "problem.json"), str(folder / "plan.json")]) == 1
    assert "BROKEN pinned: v2 is pinned to t0" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "other"}', "\x00"])
def test_input_that_cannot_be_meant_exits_with_2(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.json").write_text(text, encoding="utf-8")
    assert main(["plan", str(folder / "bad.json")]) == 2
    assert "expected" in capsys.readouterr().err


def test_schema_and_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--schema", "truckroll.problem/2"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "truckroll.problem/2"
    assert main(["plan", "nowhere.json"]) == 2


@pytest.mark.slow
def test_the_engine_knows_neither_django_nor_the_server() -> None:
    """Importing everything in the package imports nothing of the server and no framework."""
    program = (
        "import sys, pkgutil, importlib, truckroll_planner as p\n"
        "for m in pkgutil.walk_packages(p.__path__, 'truckroll_planner.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'truckroll', 'ninja', 'psycopg')])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert out.stdout.strip() == "[]"


def test_the_example_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    example = text.split("```python\n")[1].split("```")[0]
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out == "anna: 3121\nben: ben lacks gas\n"
