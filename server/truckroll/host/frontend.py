"""Tells whether the built web client in a checkout belongs to its sources."""

import hashlib
import os
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]
_PACKAGED = Path(__file__).resolve().parents[1] / "web_dist"  # put there when the wheel is built
_NOT_SOURCES = {"node_modules", "dist", "test-results", "playwright-report", ".vite", "coverage"}
_STAMP = ".sources"  # in the built folder, so that the two cannot be parted


def sources_hash(web: Path) -> str:
    """Give one hash over the names and contents of everything the web client is built from."""
    whole = hashlib.sha256()
    for path in sorted(_sources(web)):
        content = path.read_bytes()
        whole.update(f"{path.relative_to(web).as_posix()}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _sources(folder: Path) -> list[Path]:
    found: list[Path] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += [] if entry.name in _NOT_SOURCES else _sources(entry)
        elif entry.is_file():
            found.append(entry)
    return found


def find_checkout() -> Path | None:
    """Give the folder of the web client's sources when this runs from a checkout."""
    web = _CHECKOUT / "web"
    return web if (web / "package.json").is_file() else None


def find_built() -> Path:
    """Give the folder of the built web client, whether or not it is there yet: `TRUCKROLL_WEB_DIST` if it is set."""
    named = os.environ.get("TRUCKROLL_WEB_DIST")
    if named:
        return Path(named)
    web = find_checkout()
    return web / "dist" if web else _PACKAGED


def is_fresh(web: Path) -> bool:
    """Tell whether `web/dist` was built from the sources as they are."""
    stamp = web / "dist" / _STAMP
    return stamp.is_file() and stamp.read_text().strip() == sources_hash(web)


def mark_built(web: Path) -> None:
    """Note in `web/dist` which sources it was built from."""
    (web / "dist" / _STAMP).write_text(f"{sources_hash(web)}\n")


def main(arguments: list[str]) -> int:
    """Serve `./run`: `fresh WEB` ends with 0 when nothing need be built, `built WEB` notes a build."""
    verb, web = arguments
    if verb == "fresh":
        return 0 if is_fresh(Path(web)) else 1
    mark_built(Path(web))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
