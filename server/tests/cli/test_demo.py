"""The demo's command, before it starts anything."""

from pathlib import Path

import pytest

from truckroll.cli import main


def test_a_day_without_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "day", "--home", str(tmp_path / "home")]) == 1
    assert "--date and --source" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
