"""Routes of the room: how the installation is kept."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock
from truckroll.upkeep import queries

router = Router(tags=["upkeep"])


class BackupOut(Schema):
    """A backup that was made whole; `proven_at` is when it was last restored to a scratch database and held true."""

    taken_at: datetime
    folder: str
    size: int
    files: int
    missing_files: int
    proven_at: datetime | None


class KeepOut(Schema):
    """How the installation is kept. A mute one is a restored copy: no message leaves it."""

    last_backup: BackupOut | None
    is_backup_overdue: bool
    is_mute: bool
    muted_at: datetime | None
    restored_from_at: datetime | None


@router.get("/upkeep", response=KeepOut)
def get_keep(request: HttpRequest) -> object:
    """The age of the last backup, and whether this is a restored copy that stays mute."""
    allow(request, roles.OFFICE)
    return queries.get_keep(real_now=clock.real_now())
