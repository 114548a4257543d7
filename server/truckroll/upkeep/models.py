"""The tables of the room: the backups that were made of this installation, and whether it is a restored copy."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from truckroll.foundation.models import Row


class Backup(Row):
    """A backup that was made whole. Times are real ones: a backup ages with the disk, not with business."""

    uuid = models.UUIDField(unique=True)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    folder = models.TextField()
    size = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField()
    missing_files = models.PositiveIntegerField()
    proven_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["taken_at"], name="backup_by_age")]


class Standing(models.Model):
    """Whether this installation is the one that speaks to the world; absent when it was never anything else."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    muted_at = models.DateTimeField(null=True)
    restored_from_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="standing_single")]
