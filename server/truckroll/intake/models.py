"""The tables of the room: import batches with their staged rows, mailboxes and the letters taken from them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.foundation.audit import audited
from truckroll.foundation.models import Row, VersionedRow
from truckroll.intake.lifecycle import BatchStatus


class Batches(models.QuerySet["Batch"]):
    """Import batches by who may see them."""

    def visible_to(self, actor: Actor) -> Batches:
        """This will keep all batches for the office, those of prices for who may see money, none for anybody else.

        A dispatcher limited to areas sees her own: others' rows are about places she may not see.
        """
        if not actor.is_any(roles.OFFICE):
            return self.none()
        seen = self if actor.is_any(roles.SEES_MONEY) else self.exclude(what="price-book")
        return seen.filter(uploader_id=actor.user_id) if actor.territory_ids else seen


class Mode(models.TextChoices):
    """What happens with a file that has bad rows: its good ones come in, or nothing does."""

    GOOD = "good"
    ALL = "all"


@audited
class Batch(VersionedRow):
    """One file on its way in. The file itself is kept, so whatever interrupts us we can go on."""

    status = models.TextField(choices=BatchStatus, default=BatchStatus.STAGING)
    # What its rows become: requests, customers, sites …
    what = models.TextField(default="requests")
    profile = models.TextField()
    # For records: which of the file's columns is which of ours, the order of its dates, and what must be asked first.
    mapping = models.JSONField(default=dict)
    date_order = models.TextField(blank=True)
    questions = models.JSONField(default=dict)
    file_name = models.TextField()
    file = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, related_name="+")
    zone = models.TextField(blank=True)
    mode = models.TextField(choices=Mode, blank=True)
    created_by = models.TextField()
    # Whose eyes the file is judged with; nobody's if a command brought it.
    uploader = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    read_rows = models.PositiveIntegerField(default=0)
    good_rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    known_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    applied_rows = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = Batches.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=BatchStatus.values), name="batch_status_known"),
            models.CheckConstraint(condition=Q(mode__in=["", *Mode.values]), name="batch_mode_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["applying", "applied"]) | ~Q(mode=""), name="batch_applied_by_choice"
            ),
            models.CheckConstraint(
                condition=~Q(status="applied") | Q(applied_rows=models.F("good_rows") + models.F("changed_rows")),
                name="batch_applied_whole",
            ),
        ]


class RowState(models.TextChoices):
    """What became of a row. `known`: what it says is there already, as it is; `changed`: there, but otherwise."""

    GOOD = "good"
    BAD = "bad"
    KNOWN = "known"
    CHANGED = "changed"
    APPLIED = "applied"


class StagedRow(Row):
    """One row of a file: what it asks for if it is good, what is wrong with it if not."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.TextField(choices=RowState)
    external_id = models.TextField(blank=True)
    wanted = models.JSONField(null=True)
    faults = models.JSONField(default=list)
    request_id = models.BigIntegerField(null=True)
    # For records: what would change, and once it came in what it made or changed, and how that was before.
    changes = models.JSONField(default=dict)
    object_id = models.BigIntegerField(null=True)
    object_version = models.PositiveIntegerField(null=True)
    was = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="staged_row_line_once"),
            models.UniqueConstraint(
                fields=["batch", "external_id"],
                condition=Q(state__in=["good", "changed", "applied"]),
                name="staged_row_external_id_once",
            ),
            models.CheckConstraint(condition=Q(state__in=RowState.values), name="staged_row_state_known"),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(request_id__isnull=False) | Q(object_id__isnull=False),
                name="staged_row_applied_made_something",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "line"], name="staged_row_next")]


class ColumnMapping(Row):
    """What somebody said of a file with these columns, for the next such file."""

    what = models.TextField()
    columns = models.TextField()
    mapping = models.JSONField(default=dict)
    date_order = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "columns"], name="column_mapping_once")]


class MailboxKind(models.TextChoices):
    IMAP = "imap"
    FILE = "file"


class Security(models.TextChoices):
    """How the line to the mail server is kept private."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Mailboxes(models.QuerySet["Mailbox"]):
    """Mailboxes by who may see them."""

    def visible_to(self, actor: Actor) -> Mailboxes:
        """This will keep all mailboxes for administrators and none for anybody else."""
        return self if actor.is_any(roles.ADMIN | {roles.Role.AUDITOR.value}) else self.none()


@audited
class Mailbox(VersionedRow):
    """Where letters with requests arrive. The password is no row: it lies in a file of the home folder, by name."""

    name = models.TextField()
    kind = models.TextField(choices=MailboxKind)
    path = models.TextField(blank=True)
    host = models.TextField(blank=True)
    port = models.PositiveIntegerField(default=993)
    security = models.TextField(choices=Security, default=Security.TLS)
    user_name = models.TextField(blank=True)
    password_file = models.TextField(blank=True)
    folder = models.TextField(default="INBOX")
    is_active = models.BooleanField(default=True)
    fetched_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = Mailboxes.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MailboxKind.values), name="mailbox_kind_known"),
            models.CheckConstraint(condition=Q(security__in=Security.values), name="mailbox_security_known"),
            models.CheckConstraint(
                condition=(Q(kind="file") & ~Q(path="")) | (Q(kind="imap") & ~Q(host="") & ~Q(user_name="")),
                name="mailbox_place_present",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="mailbox_named"),
        ]


class LetterOutcome(models.TextChoices):
    """What became of a letter. `set_aside`: it could not be taken, and its mailbox says why."""

    REQUEST = "request"
    IGNORED = "ignored"
    SET_ASIDE = "set_aside"


@audited
class MailSeen(Row):
    """A letter that was taken, once and for ever by its Message-ID; the original is kept as it came."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    message_id = models.TextField(unique=True)
    raw = models.ForeignKey("foundation.Blob", on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(choices=LetterOutcome)
    reason = models.TextField(blank=True)
    request_id = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(outcome="request") & Q(request_id__isnull=False))
                | (Q(outcome__in=["ignored", "set_aside"]) & ~Q(reason="")),
                name="mail_seen_outcome_whole",
            )
        ]
