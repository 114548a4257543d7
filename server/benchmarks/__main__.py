"""Starts a database of its own, runs the named benchmarks (all without names) and writes their figures down.

A benchmark is a module `bench_<name>.py` with `run() -> list[Figure]`; it finds Django ready and the database empty.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """This will measure, print and write; 1 if a limit is not kept."""
    names = sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="./run bench server", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names)}")
    parser.add_argument("--dry", action="store_true", help="do not write docs/benchmarks.md")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - set(names)):
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names)}")
    sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "engine")]

    from truckroll.host import postgres

    home = Path(tempfile.mkdtemp(prefix="truckroll-bench-"))
    server = postgres.start(home)
    try:
        os.environ |= {
            "DATABASE_URL": server.url,
            "TRUCKROLL_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "truckroll.config.settings",
        }
        return _measure(asked.names or names, write=not asked.dry and not asked.names)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _measure(names: list[str], *, write: bool) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.figures import write_page

    call_command("migrate", verbosity=0)
    figures = []
    for name in names:
        for figure in importlib.import_module(f"benchmarks.bench_{name}").run():
            figures.append(figure)
            kept = "ok" if figure.holds else "NOT KEPT"
            print(f"{figure.name}: {figure.value:.1f} {figure.unit} (limit {figure.limit:g}) {kept} {figure.note}")
        call_command("flush", interactive=False, verbosity=0)
    if write:
        write_page(figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
