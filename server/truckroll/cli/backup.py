"""Back up the database and its files of one moment into a new folder below DIR, and print its place."""

import argparse
import os
import sys
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.upkeep import actions
from truckroll.upkeep.backing_up import back_up, forget_older_than


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="where backups lie, each in a folder of its own")
    parser.add_argument("--keep-days", type=int, metavar="N", help="remove earlier backups that are older")


def run(arguments: argparse.Namespace) -> int:
    os.umask(0o077)
    url = os.environ["DATABASE_URL"]
    place, manifest = back_up(home=arguments.home, media=Path(settings.MEDIA_ROOT), url=url, to=arguments.folder)
    print(place)
    for sha256 in manifest.missing:
        print(
            f"truckroll: the file {sha256} is not where the database says it is; it is not in the backup",
            file=sys.stderr,
        )
    actor = system("backup")
    body: dict[str, Any] = {
        "folder": str(place.absolute()), "size": manifest.size, "files": len(manifest.files),
        "missing_files": len(manifest.missing),
    }  # fmt: skip

    def effect() -> tuple[int, dict[str, int]]:
        kept = actions.record_backup(backup=uuid.UUID(manifest.uuid), taken_at=manifest.moment, actor=actor, **body)
        return 201, {"id": kept.pk}

    try:
        source = commands.find_source(actor.source_kind, actor.source_key)
        commands.run(source=source, name="record_backup", body=body, actor=actor, effect=effect)
    except DatabaseError as trouble:
        # A database of an earlier version has no place for it yet, and is backed up all the same: before the upgrade.
        print(f"truckroll: the backup is whole, but the office will not show it: {trouble}", file=sys.stderr)
    if arguments.keep_days is not None:
        for old in forget_older_than(arguments.folder, days=arguments.keep_days, real_now=clock.real_now()):
            print(f"truckroll: removed {old}", file=sys.stderr)
    return 0
