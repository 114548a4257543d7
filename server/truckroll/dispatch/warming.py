"""Makes the planner's compiled search ready beside the work, so that no decision ever waits for a compiler."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys

from truckroll.host.processes import die_with_parent
from truckroll_planner.warming import warm_places

_ELSEWHERE = "import os; os.nice(19); from truckroll_planner.warming import warm_places; warm_places()"


def warm_up() -> None:
    """This will compile in a process of its own, once per machine, and then load the result into this one.

    Until then decisions come from plain Python, three times as slow and with the same answers.
    """
    elsewhere = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE],
        stderr=subprocess.DEVNULL,
        check=False,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    if elsewhere.returncode == 0:
        warm_places()
    # What is loaded by now stays: the collector need not look through all of it again in the middle of a decision.
    gc.collect()
    gc.freeze()
