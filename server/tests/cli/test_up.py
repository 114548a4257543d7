"""Where the web server shall listen, before anything starts."""

from pathlib import Path

import pytest

from truckroll.cli import main
from truckroll.cli.up import port_number


@pytest.mark.parametrize("command", ["up", "demo", "doctor"])
@pytest.mark.parametrize("typed", ["0", "-1", "65536", "99999", "80.5", "http", "", "9" * 5000])
def test_a_port_that_is_none_is_refused(
    command: str, typed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--home", str(tmp_path / "home"), "--port", typed])
    assert ended.value.code == 2
    said = capsys.readouterr()
    sentence = f"argument --port: {typed} is no port: it is a whole number from 1 to 65535"
    assert (said.out, said.err.splitlines()[-1]) == ("", f"truckroll {command}: error: {sentence}")
    assert not (tmp_path / "home").exists()


def test_the_first_and_the_last_port_are_ports() -> None:
    assert (port_number("1"), port_number("65535")) == (1, 65535)
