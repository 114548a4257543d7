"""Restore a backup. It is tried in a scratch database first; a restored copy is mute until `truckroll go-live`."""

import argparse
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from truckroll.accounts.actors import system
from truckroll.cli.migrate import migrate
from truckroll.config.settings import read_database_url
from truckroll.foundation import clock, commands, invariants, new_life
from truckroll.host import postgres, restored
from truckroll.host.errors import HostError
from truckroll.host.home import find_supervisor, prepare
from truckroll.upkeep import actions, restoring
from truckroll.upkeep.manifest import Manifest, find_newest, read_manifest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a backup, or the folder of several: then the newest")
    parser.add_argument(
        "--drill", action="store_true", help="only try it: restore, check, forget; what is here stays as it is"
    )


def run(arguments: argparse.Namespace) -> int:
    os.umask(0o077)
    folder = find_newest(arguments.folder)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    say(f"reading {folder}")
    manifest = read_manifest(folder, known_migrations=known)
    if not arguments.drill and find_supervisor(arguments.home) is not None:
        raise HostError(
            "truckroll_is_running",
            f"truckroll runs in {arguments.home}. Nothing was changed.",
            "Stop it first (systemctl stop truckroll, or Ctrl-C where it runs), then restore.",
        )
    home = prepare(arguments.home)
    with postgres.database(home) as url:
        return _drill(folder, manifest, url) if arguments.drill else _restore(folder, manifest, url, home)


def _restore(folder: Path, manifest: Manifest, url: str, home: Path) -> int:
    with restoring.scratch(url, manifest) as scratch:
        life = _revive(folder, manifest, scratch)
        restoring.bring_files(folder, manifest, media=Path(settings.MEDIA_ROOT))
        restoring.stage_secrets(folder, manifest, home=home, life=life)
        aside = restoring.exchange(url)
    restored.settle(home, url)
    say(f"restored {sum(manifest.rows.values())} rows and {len(manifest.files)} files as of {manifest.taken_at}")
    if manifest.missing:
        say(f"{len(manifest.missing)} files were missing already when the backup was made")
    if aside:
        say(f"the database that was here before is kept as {aside} until the next restore")
    say("what technicians did since then comes again from their phones; what the office did since then is lost")
    say("this copy is mute: no message leaves it and no mail is fetched. When it is the real one: truckroll go-live")
    return 0


def _drill(folder: Path, manifest: Manifest, url: str) -> int:
    with restoring.scratch(url, manifest, is_drill=True) as scratch:
        _revive(folder, manifest, scratch)
    _use(url)
    actor = system("restore-drill")
    body = {"backup": manifest.uuid}

    def effect() -> tuple[int, dict[str, str]]:
        actions.record_proof(backup=uuid.UUID(manifest.uuid), real_now=clock.real_now(), actor=actor)
        return 200, body

    source = commands.find_source(actor.source_kind, actor.source_key)
    commands.run(source=source, name="record_proof", body=body, actor=actor, effect=effect)
    connection.close()
    rows = sum(manifest.rows.values())
    say(f"{folder} can be restored: {rows} rows and {len(manifest.files)} files, all as they must be")
    return 0


def _revive(folder: Path, manifest: Manifest, scratch: str) -> str:
    """Make the scratch database what will be used: loaded, of this version, mute, checked; the name of its life."""
    restoring.load(folder, manifest, url=scratch)
    _use(scratch)
    try:
        for name in migrate():
            say(f"applied {name}")
        life = new_life.begin()
        actor = system("restore")
        with transaction.atomic():
            actions.mute_copy(restored_from_at=manifest.moment, real_now=clock.real_now(), actor=actor)
            actions.record_backup(
                backup=uuid.UUID(manifest.uuid), taken_at=manifest.moment, folder=str(folder.absolute()),
                size=manifest.size, files=len(manifest.files), missing_files=len(manifest.missing), actor=actor,
            )  # fmt: skip
        with _reading_files_in(folder / "media"):
            breaches = invariants.check()
    finally:
        connection.close()
    if breaches:
        raise HostError(
            "backup_breaks_promises",
            f"What must always be true is not, in the backup itself: {', '.join(sorted(breaches))}. "
            "Nothing was changed.",
            "Take an earlier backup. `truckroll check` on the installation it was made of says what is wrong there.",
        )
    return life


@contextmanager
def _reading_files_in(media: Path) -> Iterator[None]:
    """Look at the backup's own files: those of the home may be missing, or be there though the backup has them not."""
    here = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = media
    try:
        yield
    finally:
        settings.MEDIA_ROOT = here


def _use(url: str) -> None:
    """Have Django work with another database from here on."""
    connection.close()
    connection.settings_dict.update(read_database_url(url))
    connection.settings_dict["OPTIONS"].pop("pool", None)  # it would go on with the former database


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
