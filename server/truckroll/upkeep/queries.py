"""Reads of the room: the last backup and its age, and whether the installation is mute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from truckroll.upkeep.models import Backup, Standing

# A night may fail once before everybody is told (promise P33).
OVERDUE = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Keep:
    """How the installation is kept: what the office shows of it."""

    last_backup: Backup | None
    is_backup_overdue: bool
    is_mute: bool
    muted_at: datetime | None
    restored_from_at: datetime | None


def get_keep(*, real_now: datetime) -> Keep:
    """This will be the last backup, whether the next is overdue, and whether this is a mute copy."""
    last = Backup.objects.order_by("-taken_at", "-id").first()
    standing = Standing.objects.first()
    since = last.taken_at if last else _begun_at()
    return Keep(
        last_backup=last,
        is_backup_overdue=real_now - since > OVERDUE,
        is_mute=standing is not None and standing.muted_at is not None,
        muted_at=standing.muted_at if standing else None,
        restored_from_at=standing.restored_from_at if standing else None,
    )


def is_mute() -> bool:
    """This will say whether nothing may leave this installation: it is a restored copy nobody declared live (P35)."""
    return Standing.objects.filter(muted_at__isnull=False).exists()


def _begun_at() -> datetime:
    """When the first table was made: until 48 h after it a new installation owes nobody a backup."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(applied) FROM django_migrations")
        begun: datetime = cursor.fetchone()[0]
    return begun
