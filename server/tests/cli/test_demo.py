"""The demo's command, before it starts anything."""

from pathlib import Path
from typing import Any

import pytest

from truckroll.cli import demo, main


def test_a_day_without_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "day", "--home", str(tmp_path / "home")]) == 1
    assert "--date and --source" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_the_demo_says_and_plays_at_the_address_it_listens_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, Any] = {}

    class Started:
        """What the command would start, and what it would say then."""

        def __init__(self, home: Path, **what: Any) -> None:
            started.update(what)

        def run(self, on_ready: list[str]) -> int:
            started["said"] = on_ready
            return 0

    monkeypatch.setattr(demo, "Supervisor", Started)
    assert main(["demo", "--home", str(tmp_path / "home"), "--host", "::1", "--port", "8123"]) == 0
    (people,) = started["extra"]
    assert people.arguments[-2:] == ["--url", "http://[::1]:8123"]
    assert started["said"][1].split()[:2] == ["office", "http://[::1]:8123/office/"]
