"""What importing the package costs, and whether its first example holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_judging_needs_no_compiler() -> None:
    """`import truckroll_planner` leaves numba alone until a search is asked for."""
    program = "import sys, truckroll_planner as p; a = 'numba' in sys.modules; p.solve\n"
    program += "print(a, 'numba' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.strip() == "False True"


@pytest.mark.slow
def test_the_example_of_the_readme_prints_what_it_says() -> None:
    """Run as a program of its own, by whoever reads it first."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    ((example, said),) = re.findall(r"```python\n(.*?)```\n\nprints (.*?)\.\n", readme, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.splitlines() == re.findall(r"`(.*?)`", said)
