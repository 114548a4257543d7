"""What the kernel knows about processes: who dies with whom, who is alive in a folder."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PROC = Path("/proc")


def die_with_parent(sign: signal.Signals) -> Callable[[], None] | None:
    """Give the `preexec_fn` that makes a child receive `sign` when the thread that started it ends.

    The kernel forgets the wish at setuid, so it must be the last step before exec, which is where `subprocess` calls
    it. It watches the *thread* that forked: start children from a thread that lives as long as the process.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)  # loaded here: between fork and exec nothing may be imported
    parent = os.getpid()

    def wish() -> None:
        if libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0) != 0:
            os._exit(127)
        if os.getppid() != parent:  # the parent died between fork and here: no signal will ever come
            os.kill(os.getpid(), sign)

    return wish


def processes_in(folder: Path) -> list[int]:
    """List the live processes whose working folder is `folder`.

    Every Postgres process works in its data folder. A process id in a file cannot be trusted: after a restart of the
    machine or container it may be anybody's, and where nobody reaps, the dead still answer to it.
    """
    target = os.path.realpath(folder)
    found = []
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd") == target:  # fails for the dead and for other people's
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def wait_until(reached: Callable[[], bool], seconds: float, *, every: float = 0.02) -> bool:
    """Wait until `reached` says so, at most `seconds`; tell whether it did."""
    give_up = time.monotonic() + seconds
    while not reached():
        if time.monotonic() >= give_up:
            return False
        time.sleep(every)
    return True


def send(pids: Collection[int], sign: signal.Signals) -> None:
    """Signal each of `pids`, leaving out those that have ended."""
    for pid in pids:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            continue
