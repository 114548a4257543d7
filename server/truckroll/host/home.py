"""The folder that holds everything of one installation, and what may be read off it from outside."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

SECRET_KEY = "secret-key"
_STATE = "supervisor.json"


def default_home() -> Path:
    """Give the home to use when nobody named one."""
    named = os.environ.get("TRUCKROLL_HOME")
    return Path(named) if named else Path.home() / ".truckroll"


def prepare(home: Path) -> Path:
    """Make the home and its secret key when they are not there yet; give its real path."""
    home = Path(os.path.realpath(home))
    if not home.is_dir():
        home.mkdir(parents=True)
        home.chmod(0o711)  # others may pass, to reach what is theirs, and see nothing
    try:
        key = os.open(home / SECRET_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return home
    with os.fdopen(key, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return home


@dataclass(frozen=True)
class SupervisorState:
    """What a running supervisor says of itself, for the doctor and for the curious."""

    pid: int
    port: int
    started_wall_s: float
    started_boottime_s: float
    children: dict[str, int]

    def write(self, home: Path) -> None:
        """Leave this in the home, whole or not at all."""
        unfinished = home / f".{_STATE}.{self.pid}"
        unfinished.write_text(json.dumps(asdict(self)) + "\n")
        unfinished.replace(home / _STATE)


def find_supervisor(home: Path) -> SupervisorState | None:
    """Give what the supervisor of `home` last said of itself, if it lives."""
    try:
        state = SupervisorState(**json.loads((home / _STATE).read_text()))
        os.kill(state.pid, 0)
    except (OSError, ValueError, TypeError):
        return None
    return state


def forget_supervisor(home: Path) -> None:
    """Remove what this process said of itself as supervisor; what another one says stays."""
    state = find_supervisor(home)
    if state is None or state.pid == os.getpid():
        (home / _STATE).unlink(missing_ok=True)
