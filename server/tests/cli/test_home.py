"""A home that cannot be made or written: every command says so in a sentence, and makes nothing."""

import errno
import os
from pathlib import Path

import pytest

from truckroll.cli import main

REMEDY = "Let this account write there, or name another folder: --home DIR, or TRUCKROLL_HOME."


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCKROLL_HOME", "")
    monkeypatch.delenv("DATABASE_URL", raising=False)


def says(home: Path, number: int) -> str:
    return f"truckroll: The home {home} cannot be made or written: {os.strerror(number)}.\n{REMEDY}\n"


@pytest.mark.parametrize(
    "command",
    [["up"], ["demo"], ["postgres", "psql"], ["migrate"], ["check"], ["backup", "/nowhere"], ["worker"]],
)
def test_a_home_that_is_a_file_is_refused_by_every_command(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "afile").write_text("mine")
    for home, number in (("afile", errno.EEXIST), ("afile/x", errno.ENOTDIR)):
        assert main([command[0], "--home", str(tmp_path / home), *command[1:]]) == 1
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", says(tmp_path / home, number))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("afile", "mine")]


def test_a_home_that_is_there_and_takes_no_writes_is_refused_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A disk that was mounted again for reading only: what is there is read, and nothing else is made. The kernel's own
    # folder is one that even root cannot write.
    monkeypatch.setattr("truckroll.host.supervisor.prepare", lambda home: Path("/proc/self"))
    assert main(["up", "--home", str(tmp_path)]) == 1
    assert capsys.readouterr().err == says(Path("/proc/self"), errno.ENOENT)
    assert list(tmp_path.iterdir()) == []
