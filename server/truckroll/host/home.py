"""The folder that holds everything of one installation, and what may be read off it from outside."""

import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from truckroll.host.errors import HostError

SECRET_KEY = "secret-key"
_STATE = "supervisor.json"


def default_home() -> Path:
    """Give the home to use when nobody named one."""
    named = os.environ.get("TRUCKROLL_HOME")
    return Path(named) if named else Path.home() / ".truckroll"


def prepare(home: Path) -> Path:
    """Make the home and its secret key when they are not there yet; give its real path.

    Raises
    ------
    HostError
        One of them cannot be made.
    """
    home = Path(os.path.realpath(home))
    try:
        if not home.is_dir():
            home.mkdir(parents=True, exist_ok=True)
            home.chmod(0o711)  # others may pass, to reach what is theirs, and see nothing
        with suppress(FileExistsError):
            _make_secret_key(home / SECRET_KEY)
    except OSError as trouble:
        raise unusable(home, trouble) from trouble
    return home


def _make_secret_key(place: Path) -> None:
    key = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(key, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")


def refuse_unwritable(folder: Path, *, home: Path) -> None:
    """Make sure that this account may write in a folder of the home, or in the one the home would be made in.

    Raises
    ------
    HostError
        It may not, or it is no folder, or the disk takes no writes.
    """
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as trouble:
        raise unusable(home, trouble) from trouble


def unusable(home: Path, trouble: OSError) -> HostError:
    """Say that nothing can be kept in the home, and why."""
    return HostError(
        "home_unusable",
        f"The home {home} cannot be made or written: {trouble.strerror}.",
        "Let this account write there, or name another folder: --home DIR, or TRUCKROLL_HOME.",
    )


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
