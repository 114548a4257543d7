"""`./run` itself, as far as an environment that is already set up can tell."""

import os
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

RUN = Path(__file__).parents[3] / "run"


def run(*arguments: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [RUN, *arguments], cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_alone_it_lists_its_commands(tmp_path: Path) -> None:
    said = run(cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    listed = [line.split()[1] for line in said.stdout.splitlines() if line.startswith("./run ")]
    assert listed == ["demo", "test", "check", "bench", "docs", "truckroll", "web"]


def test_an_unknown_command_is_refused_with_the_list(tmp_path: Path) -> None:
    said = run("fly", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.endswith("run: there is no command fly\n")


def test_a_python_that_is_none_is_refused(tmp_path: Path) -> None:
    said = run("truckroll", cwd=tmp_path, PYTHON="/bin/false")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "run: PYTHON=/bin/false is not a Python 3.11 to 3.14\n"


def test_the_command_runs_where_it_was_typed_and_owns_stdout(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    said = run("truckroll", "judge", "plan.json", "plan.json", cwd=tmp_path)
    assert said.returncode == 2
    assert "No such file" not in said.stderr
    assert run("truckroll", cwd=tmp_path).stdout.startswith("usage: truckroll COMMAND")
