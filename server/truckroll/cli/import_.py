"""Read a file in: judged first, let in only as you choose; the same file twice changes nothing.

`truckroll import customers FILE.csv` and so on; `--template` prints an empty file with two rows as an example, and
`truckroll import undo NUMBER` takes an import back as long as nobody has touched what it brought.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from truckroll.accounts.actors import system
from truckroll.foundation import clock
from truckroll.foundation.refusals import Refusal
from truckroll.intake import queries, running
from truckroll.intake.actions import imports, tables
from truckroll.intake.columns import ORDERS
from truckroll.intake.kinds.known import KINDS
from truckroll.intake.profiles import PROFILES

ACTOR = system("cli.import")
_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be imported and how."""
    parser.add_argument("what", choices=["requests", *KINDS, "undo"], help="what the rows of the file become")
    parser.add_argument("file", metavar="FILE", nargs="?", help="CSV, also gzipped; for undo the number of the import")
    parser.add_argument("--template", action="store_true", help="print an empty file with two rows as an example")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="generic", help="the kind of file, of requests")
    parser.add_argument("--zone", default="", help="IANA zone of times without one")
    parser.add_argument(
        "--map", action="append", default=[], metavar="THEIRS=OURS", help="which column of the file is which of ours"
    )
    parser.add_argument("--date-order", choices=sorted(ORDERS), default="", help="how dates like 03/04/2026 are read")
    parser.add_argument("--dry-run", action="store_true", help="judge every row, let none in")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--good-rows", action="store_true", help="let the good rows in although some are bad")
    choice.add_argument("--all", action="store_true", help="all rows or none; this is what happens without a choice")
    parser.add_argument("--errors", type=Path, metavar="CSV", help="where the bad rows are listed (FILE.errors.csv)")


def run(arguments: argparse.Namespace) -> int:
    """Judge the file, list what is wrong, and let in what was chosen; 0 if all that was asked for happened."""
    try:
        if arguments.template:
            sys.stdout.writelines(KINDS[arguments.what].template() if arguments.what in KINDS else ())
            return 0
        if not arguments.file:
            print("truckroll: name the file, or ask for --template", file=sys.stderr)
            return 2
        return _undo(arguments.file) if arguments.what == "undo" else _run(arguments, Path(arguments.file))
    except Refusal as refusal:
        print(f"truckroll: {refusal.detail}\n{refusal.remedy}", file=sys.stderr)
        return 1


def _undo(number: str) -> int:
    if not number.isdigit():
        print(f"truckroll: {number} is no number of an import", file=sys.stderr)
        return 2
    batch = queries.get_batch(actor=ACTOR, batch_id=int(number))
    running.run_command(
        "undo_batch", lambda: tables.undo_batch(batch=batch, actor=ACTOR, now=clock.now()), batch=batch.pk
    )
    print(f"undone: import {batch.pk}, {batch.applied_rows} rows of {batch.file_name}")
    return 0


def _run(arguments: argparse.Namespace, file: Path) -> int:
    try:
        content = file.read_bytes()
    except OSError as error:
        print(f"truckroll: {file} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
    pairs = dict(pair.split("=", 1) for pair in arguments.map if "=" in pair)
    batch_id = running.upload(
        profile=arguments.profile if arguments.what == "requests" else "",
        what=arguments.what,
        mapping=pairs,
        date_order=arguments.date_order,
        zone=arguments.zone,
        file_name=file.name,
        content=content,
    )
    running.stage(batch_id)
    batch = queries.get_batch(actor=ACTOR, batch_id=batch_id)
    if batch.status == "unreadable":
        print(f"truckroll: {file}: {batch.refusal}", file=sys.stderr)
        return 1
    if batch.status == "asking":
        _say_what_is_asked(batch)
        _discard(batch)
        return 1
    changed = f"{batch.changed_rows} changed, " if batch.what in KINDS else ""
    print(
        f"{batch.file_name}: {batch.read_rows} rows, {batch.good_rows} {'new' if changed else 'good'}, {changed}"
        f"{batch.known_rows} {'the same' if changed else 'known already'}, {batch.bad_rows} bad"
    )
    if batch.bad_rows:
        _list_errors(batch_id, arguments.errors or file.with_name(f"{file.name}.errors.csv"))
    mode = "good" if arguments.good_rows else "all"
    if arguments.dry_run or (batch.bad_rows and mode == "all"):
        _discard(batch)
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
    if batch.refusal:
        print(f"truckroll: {batch.refusal}", file=sys.stderr)
    if batch.status == "undone":
        return 1
    print(f"let in: {batch.applied_rows} {'rows' if batch.what in KINDS else 'requests'}, as import {batch_id}")
    return 0


def _discard(batch: Any) -> None:
    running.run_command(
        "discard_batch", lambda: imports.discard_batch(batch=batch, actor=ACTOR, now=clock.now()), batch=batch.pk
    )


def _say_what_is_asked(batch: Any) -> None:
    asked = batch.questions
    if asked["missing"]:
        print(
            f"truckroll: no column of the file is {', '.join(asked['missing'])}; "
            f"it has {', '.join(asked['columns'])}.\n"
            f'Say which is which, such as --map "{asked["columns"][0]}={asked["missing"][0]}"',
            file=sys.stderr,
        )
    if asked["date_order"]:
        print(
            f"truckroll: dates like {', '.join(asked['dates'])} can be read in two ways.\n"
            "Say --date-order dmy (day first) or --date-order mdy (month first)",
            file=sys.stderr,
        )


def _list_errors(batch_id: int, errors: Path) -> None:
    batch = queries.get_batch(actor=ACTOR, batch_id=batch_id)
    try:
        with errors.open("w", encoding="utf-8", newline="") as file:
            file.writelines(queries.error_file(batch=batch))
        whole = f"all of them: {errors}"
    except OSError as error:
        whole = f"the list of all of them cannot be written: {errors}: {error.strerror}; --errors names another place"
    for row in queries.list_bad_rows(batch=batch)[:_SHOWN]:
        for fault in row.faults:
            where = f"line {row.line}" + (f", {fault['column']}" if fault["column"] else "")
            print(f"  {where}: {fault['reason']}" + (f" ({fault['value']})" if fault["value"] else ""))
    if batch.bad_rows > _SHOWN:
        print(f"  and {batch.bad_rows - _SHOWN} more")
    print(whole)
