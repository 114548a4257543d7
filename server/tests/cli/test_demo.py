"""The demo's command, before it starts anything."""

from pathlib import Path
from typing import Any

import pytest

from truckroll.cli import demo, main


def test_a_day_without_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "day", "--home", str(tmp_path / "home")]) == 1
    assert "--date and --source" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the command would start, and what it would say then."""
    what: dict[str, Any] = {}

    class Started:
        """A supervisor that starts nothing."""

        def __init__(self, home: Path, **given: Any) -> None:
            what.update(given)

        def run(self, on_ready: list[str]) -> int:
            what["said"] = on_ready
            return 0

    monkeypatch.setattr(demo, "Supervisor", Started)
    return what


def test_the_demo_says_and_plays_at_the_address_it_listens_on(started: dict[str, Any], tmp_path: Path) -> None:
    assert main(["demo", "--home", str(tmp_path / "home"), "--host", "::1", "--port", "8123"]) == 0
    (people,) = started["extra"]
    assert people.arguments[-2:] == ["--url", "http://[::1]:8123"]
    assert started["said"][1].split()[:2] == ["office", "http://[::1]:8123/office/"]


@pytest.mark.parametrize(
    ("option", "typed", "refused"),
    [
        ("--date", "2015-13-45", "2015-13-45 is no date like 2026-11-23 of the years 1970 to 2199"),
        ("--date", "today", "today is no date like 2026-11-23 of the years 1970 to 2199"),
        ("--date", "0001-01-01", "0001-01-01 is no date like 2026-11-23 of the years 1970 to 2199"),
        ("--date", "9999-12-31", "9999-12-31 is no date like 2026-11-23 of the years 1970 to 2199"),
        ("--speed", "0", "0 is no speed: it is a number from 0.01 to 3600"),
        ("--speed", "-5", "-5 is no speed: it is a number from 0.01 to 3600"),
        ("--speed", "nan", "nan is no speed: it is a number from 0.01 to 3600"),
        ("--speed", "inf", "inf is no speed: it is a number from 0.01 to 3600"),
        ("--speed", "3600.5", "3600.5 is no speed: it is a number from 0.01 to 3600"),
        ("--speed", "fast", "fast is no speed: it is a number from 0.01 to 3600"),
    ],
)
def test_a_date_and_a_speed_that_are_none_are_refused_before_anything_is_built(
    option: str, typed: str, refused: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--home", str(tmp_path / "home"), option, typed])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()[-1]) == ("", f"truckroll demo: error: argument {option}: {refused}")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("typed", "speed"), [("0.01", "0.01"), ("1", "1.0"), ("3600", "3600.0")])
def test_a_speed_within_bounds_and_a_date_reach_what_builds_the_company(
    typed: str, speed: str, started: dict[str, Any], tmp_path: Path
) -> None:
    home = str(tmp_path / "home")
    assert main(["demo", "--home", home, "--speed", typed, "--date", "2015-03-04"]) == 0
    assert started["first"] == [["demo-build", "--home", home, "--speed", speed, "--date", "2015-03-04"]]
