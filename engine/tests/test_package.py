"""What importing the package costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_judging_needs_no_compiler() -> None:
    """`import truckroll_planner` leaves numba alone until a search is asked for."""
    program = "import sys, truckroll_planner as p; a = 'numba' in sys.modules; p.solve\n"
    program += "print(a, 'numba' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.strip() == "False True"
