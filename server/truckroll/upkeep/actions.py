"""Every write of the room: backups noted, a copy muted when it is restored, and unmuted by its operator."""

from __future__ import annotations

import uuid
from datetime import datetime

from truckroll.accounts.actors import Actor
from truckroll.foundation.refusals import Refusal
from truckroll.upkeep.models import Backup, Standing


class AlreadyLive(Refusal):
    """The installation is not mute."""

    code = "already_live"
    title = "This installation is live"
    what_to_do = "Nothing is to be done: messages leave it as they are written."


def record_backup(
    *, backup: uuid.UUID, taken_at: datetime, folder: str, size: int, files: int, missing_files: int, actor: Actor
) -> Backup:
    """This will note a backup that was made whole, once."""
    kept, _ = Backup.objects.get_or_create(
        uuid=backup,
        defaults={
            "taken_at": taken_at, "folder": folder, "size": size, "files": files, "missing_files": missing_files
        },
    )  # fmt: skip
    return kept


def record_proof(*, backup: uuid.UUID, real_now: datetime, actor: Actor) -> None:
    """This will note that a backup was restored to a scratch database and held against everything that must be true."""
    Backup.objects.filter(uuid=backup).update(proven_at=real_now)


def mute_copy(*, restored_from_at: datetime, real_now: datetime, actor: Actor) -> Standing:
    """This will keep everything in this installation from leaving it until somebody says that it is live."""
    standing, _ = Standing.objects.update_or_create(
        pk=1, defaults={"muted_at": real_now, "restored_from_at": restored_from_at, "live_at": None}
    )
    return standing


def go_live(*, real_now: datetime, actor: Actor) -> Standing:
    """This will let a restored copy speak: it is the installation from now on.

    Raises
    ------
    AlreadyLive
        It is not mute.
    """
    standing = Standing.objects.select_for_update().filter(muted_at__isnull=False).first()
    if standing is None:
        raise AlreadyLive("This installation is not mute.")
    standing.muted_at, standing.live_at = None, real_now
    standing.save(update_fields=["muted_at", "live_at"])
    return standing
