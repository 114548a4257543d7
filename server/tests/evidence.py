"""Writes what `./run test --long` found to docs/evidence/, with commit, seed, machine and date.

A test adds a figure of its own with `record_property("events lost", 0)`.
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_COUNTED = {"long", "planted"}


def commit_of(root: Path) -> str:
    """Read the commit from git's files; git itself may not be there."""
    git = root / ".git"
    if git.is_file():  # a worktree: the file says where its own HEAD lies
        git = root / git.read_text().removeprefix("gitdir:").strip()
    if not (git / "HEAD").is_file():
        return "not a checkout"
    head = (git / "HEAD").read_text().strip()
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    common = git / (git / "commondir").read_text().strip() if (git / "commondir").is_file() else git
    if (common / name).is_file():
        return (common / name).read_text().strip()
    packed = (common / "packed-refs").read_text().splitlines() if (common / "packed-refs").is_file() else []
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), "unknown")


def machine() -> str:
    """Say in a line what this ran on."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return f"{os.cpu_count()} × {model or platform.machine()}, {memory_gib:.0f} GiB, {platform.platform()}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.is_file() else []


class Evidence:
    """The outcomes of the tests that count, as they come in from every test process."""

    def __init__(self, seed: str, chosen: str) -> None:
        self.seed = seed
        self.chosen = chosen
        self.reports: list[pytest.TestReport] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        counted = _COUNTED & set(report.keywords) or "/faults/" in report.nodeid or report.user_properties
        if counted and (report.when == "call" or report.failed):
            self.reports.append(report)

    def page(self, now: datetime) -> str:
        """Give the page that is written down."""
        lines = [
            f"# Long run of {now:%Y-%m-%d %H:%M} UTC",
            "",
            "Written by `./run test --long`; not by hand.",
            "",
            f"- commit: `{commit_of(ROOT)}`",
            f"- chosen: {self.chosen or 'everything'}",
            f"- seed: {self.seed}",
            f"- machine: {machine()}",
            f"- Python {platform.python_version()}",
            "",
            "| test | outcome | seconds | figures |",
            "|---|---|---|---|",
        ]
        for report in sorted(self.reports, key=lambda report: report.nodeid):
            figures = "; ".join(f"{name} {value}" for name, value in report.user_properties)
            lines.append(f"| `{report.nodeid}` | {report.outcome} | {report.duration:.1f} | {figures} |")
        return "\n".join(lines) + "\n"


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("TRUCKROLL_TESTS") == "long" and not hasattr(config, "workerinput"):
        seed = config.getoption("--hypothesis-seed", default=None)
        # A run of some tests must not pass for a run of all.
        chosen = " ".join(filter(None, (config.option.keyword and f"-k '{config.option.keyword}'", *config.args)))
        config.pluginmanager.register(
            Evidence(str(seed if seed is not None else "none given"), chosen), "truckroll-evidence"
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    found = session.config.pluginmanager.get_plugin("truckroll-evidence")
    if isinstance(found, Evidence) and found.reports:
        now = datetime.now(UTC)
        folder = ROOT / "docs" / "evidence"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"long-{now:%Y-%m-%dT%H%M}.md").write_text(found.page(now))
