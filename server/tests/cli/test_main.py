"""The command itself: what it lists, how it refuses, that stdout is the command's own."""

import subprocess
import sys

import pytest

from truckroll.cli import COMMANDS, main


def test_it_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert [name for name, command in COMMANDS.items() if f"  {name} " in said and command.summary in said] == [
        *COMMANDS
    ]


def test_an_unknown_command_is_refused_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("truckroll: there is no command fly\n")


@pytest.mark.slow
def test_django_is_not_loaded_for_commands_that_do_not_need_it() -> None:
    program = "import sys; from truckroll.cli import main; main([]); assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_touches_no_database(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUCKROLL_HOME", "/nonexistent")
    # A test without the `db` fixture is refused every connection.
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith((f"usage: truckroll {name}", f"usage: truckroll-planner {name}"))
