"""A measured figure beside its limit, and the page that keeps them."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- server: written by ./run bench server -->", "<!-- /server -->"


@dataclass(frozen=True)
class Figure:
    """What was measured, over how many tries, and what it must not exceed."""

    name: str
    unit: str
    value: float
    limit: float
    tries: int
    note: str = ""

    @property
    def holds(self) -> bool:
        """This will say whether the limit is kept."""
        return self.value <= self.limit


def timed(act: Callable[[], object], *, tries: int, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """This will be the milliseconds of each try, after one that does not count."""
    act()
    taken = []
    for _ in range(tries):
        start = clock()
        act()
        taken.append((clock() - start) * 1000)
    return taken


def p95(values: list[float]) -> float:
    """This will be the value that nineteen of twenty do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1]


def write_page(figures: list[Figure]) -> None:
    """This will put the figures of this run on the page, in place of the former ones."""
    lines = [
        _BEGIN,
        f"Measured {datetime.now(UTC):%Y-%m-%d} at commit {_commit()} on {_machine()}.",
        "",
        "| figure | measured | limit | tries | |",
        "|---|---|---|---|---|",
        *(
            f"| {f.name} | {f.value:.1f} {f.unit} | {f.limit:g} {f.unit} | {f.tries} | {f.note}"
            f"{'' if f.holds else ' **not kept**'} |"
            for f in figures
        ),
        _END,
    ]
    page = PAGE.read_text() if PAGE.exists() else "# Benchmarks\n\nWritten by `./run bench`.\n\n## Server\n"
    if _BEGIN in page:
        before, rest = page.split(_BEGIN, 1)
        after = rest.split(_END, 1)[1]
    else:
        before, after = page.rstrip() + "\n\n", "\n"
    PAGE.write_text(before + "\n".join(lines) + after)


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PAGE.parent.parent, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"


def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine()
    )
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}, load {load:.1f}"


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []
