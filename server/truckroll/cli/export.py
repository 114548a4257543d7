"""Write records to files that `truckroll import` reads back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from truckroll.accounts.actors import system
from truckroll.intake.kinds.known import KINDS

ACTOR = system("cli.export")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be exported and where to."""
    parser.add_argument("what", choices=[*KINDS, "all"], help="which records; all writes one file for each kind")
    parser.add_argument("to", type=Path, metavar="FILE", help="the file to write; a folder for all")


def run(arguments: argparse.Namespace) -> int:
    """Write the files; 0 if they are whole."""
    everything = arguments.what == "all"
    try:
        if everything:
            arguments.to.mkdir(parents=True, exist_ok=True)
        for what in KINDS if everything else [arguments.what]:
            path = arguments.to / f"{what}.csv" if everything else arguments.to
            half = path.with_name(f"{path.name}.half")
            with half.open("w", encoding="utf-8", newline="") as file:
                rows = sum(1 for line in KINDS[what].file(actor=ACTOR) if file.write(line)) - 1
            # A file that is there is whole.
            half.replace(path)
            print(f"{path}: {rows} {what}")
    except OSError as error:
        print(f"truckroll: {error.filename} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0
