"""The tables of the room: phones that send commands, and files on their way in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row


@audited
class Device(Row):
    """A phone or browser of one person. It outlives his sign-ins, and with it the order of its commands."""

    client_uuid = models.UUIDField(unique=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    source = models.OneToOneField("foundation.Source", on_delete=models.PROTECT, related_name="+")
    name = models.TextField(blank=True)
    registered_at = models.DateTimeField(db_default=Now(), editable=False)


class Contact(models.Model):
    """When a phone last spoke to us, and what it said of itself; written over at every contact, so not audited."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    at = models.DateTimeField()
    unsent = models.PositiveIntegerField(default=0)
    skew_s = models.IntegerField(default=0)


class Upload(Row):
    """A file that comes in pieces: how much of it lies here for certain."""

    key = models.UUIDField(unique=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    sha256 = models.TextField()
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now(), editable=False)
    stored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "sha256"], name="upload_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="upload_hash_whole"),
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_offset_within"),
        ]
