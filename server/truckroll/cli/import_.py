"""Import requests from a file: judged first, applied only as you choose, the same file twice adds nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from truckroll.accounts.actors import system
from truckroll.foundation import clock
from truckroll.foundation.refusals import Refusal
from truckroll.intake import queries, running
from truckroll.intake.actions import imports
from truckroll.intake.profiles import PROFILES

ACTOR = system("cli.import")
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be imported and how."""
    parser.add_argument("what", choices=["requests"], help="what the rows of the file become")
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, also gzipped")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="generic", help="the kind of file")
    parser.add_argument("--zone", default="", help="IANA zone of times without one, for the profile generic")
    parser.add_argument("--dry-run", action="store_true", help="judge every row, let none in")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--good-rows", action="store_true", help="let the good rows in although some are bad")
    choice.add_argument("--all", action="store_true", help="all rows or none; this is what happens without a choice")
    parser.add_argument("--errors", type=Path, metavar="CSV", help="where the bad rows are listed (FILE.errors.csv)")


def run(arguments: argparse.Namespace) -> int:
    """Judge the file, list what is wrong, and let in what was chosen; 0 if all that was asked for happened."""
    try:
        return _run(arguments)
    except Refusal as refusal:
        print(f"truckroll: {refusal.detail}\n{refusal.remedy}", file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace) -> int:
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        print(f"truckroll: {arguments.file} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    batch_id = running.upload(
        profile=arguments.profile, zone=arguments.zone, file_name=arguments.file.name, content=content
    )
    running.stage(batch_id)
    batch = queries.get_batch(actor=ACTOR, batch_id=batch_id)
    if batch.status == "unreadable":
        print(f"truckroll: {arguments.file}: {batch.refusal}", file=sys.stderr)
        return 1
    print(
        f"{batch.file_name}: {batch.read_rows} rows, {batch.good_rows} good, "
        f"{batch.known_rows} known already, {batch.bad_rows} bad"
    )
    if batch.bad_rows:
        _list_errors(batch_id, arguments.errors or arguments.file.with_name(f"{arguments.file.name}.errors.csv"))
    mode = "good" if arguments.good_rows else "all"
    if arguments.dry_run or (batch.bad_rows and mode == "all"):
        running.run_command(
            "discard_batch", lambda: imports.discard_batch(batch=batch, actor=ACTOR, now=clock.now()), batch=batch_id
        )
        if arguments.dry_run:
            print("dry run: nothing was let in")
            return 0
        print("truckroll: some rows are bad, so none was let in; --good-rows lets the others in", file=sys.stderr)
        return 1
    running.run_command(
        "apply_batch", lambda: imports.apply_batch(batch=batch, mode=mode, actor=ACTOR, now=clock.now()), batch=batch_id
    )
    running.apply(batch_id)
    batch = queries.get_batch(actor=ACTOR, batch_id=batch_id)
    print(f"let in: {batch.applied_rows} requests, as import {batch_id}")
    return 0


def _list_errors(batch_id: int, errors: Path) -> None:
    batch = queries.get_batch(actor=ACTOR, batch_id=batch_id)
    with errors.open("w", encoding="utf-8", newline="") as file:
        file.writelines(queries.error_file(batch=batch))
    for row in queries.list_bad_rows(batch=batch)[:_SHOWN]:
        for fault in row.faults:
            where = f"line {row.line}" + (f", {fault['column']}" if fault["column"] else "")
            print(f"  {where}: {fault['reason']}" + (f" ({fault['value']})" if fault["value"] else ""))
    if batch.bad_rows > _SHOWN:
        print(f"  and {batch.bad_rows - _SHOWN} more")
    print(f"all of them: {errors}")
