"""The tables of the write path: sources, the command ledger, the outbox, lifecycle history, cursors, the clock."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now


class Row(models.Model):
    """A row that says which fields it saves: a blind save overwrites what somebody else just wrote."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """This will insert a new row, or update only the named fields of an old one."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            raise TypeError(f"{type(self).__name__}.save() of an existing row needs update_fields")
        super().save(*args, **kwargs)


class VersionedRow(Row):
    """A row that several people may edit: its version grows with every change."""

    version = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def change(self, **values: Any) -> None:
        """This will write the given fields and grow the version, in one UPDATE, and have them here as they are there.

        Raises
        ------
        DoesNotExist
            The row is no longer there.
        """
        sql, fields = _changing(type(self), tuple(values))
        plain = [value.pk if isinstance(value, models.Model) else value for value in values.values()]
        to_be = [field.get_db_prep_save(value, connection) for field, value in zip(fields, plain, strict=True)]
        with connection.cursor() as db:
            db.execute(sql, [*to_be, self.pk])
            written = db.fetchone()
        if written is None:
            raise type(self).DoesNotExist(f"{type(self).__name__} {self.pk} is no longer there.")
        self.version = written[0]
        for field, value in zip(fields, written[1:], strict=True):
            for convert in field.get_db_converters(connection):
                value = convert(value, None, connection)
            setattr(self, field.attname, value)
            if field.is_relation and field.is_cached(self):
                field.delete_cached_value(self)


# By hand, like every statement that each command runs: the ORM takes five times as long to put one together.
_CHANGE = "UPDATE {table} SET version = version + 1{to_be} WHERE id = %s RETURNING version{as_is}"


@cache
def _changing(kind: type[VersionedRow], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    fields: list[Any] = [kind._meta.get_field(name) for name in names]
    to_be = "".join(f', "{field.column}" = %s' for field in fields)
    as_is = "".join(f', "{field.column}"' for field in fields)
    return _CHANGE.format(table=kind._meta.db_table, to_be=to_be, as_is=as_is), fields


class Xid8Field(models.Field):  # type: ignore[type-arg]  # a database-only type; Django never computes with it
    """A full transaction id of Postgres, which orders the outbox."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def get_prep_value(self, value: Any) -> Any:
        # Postgres has no cast from a number to xid8.
        return value if value is None or hasattr(value, "resolve_expression") else str(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)


class CurrentXid(models.Func):
    """The id of the writing transaction."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = Xid8Field()


class SourceKind(models.TextChoices):
    PHONE = "phone"
    TOKEN = "token"
    BROWSER = "browser"
    WORKER = "worker"


class Source(Row):
    """Whoever sends commands: a phone, an integration, a person's browser or a named worker.

    The key outlives sign-ins and token renewals: a key scoped to the token would apply a resent command twice.
    """

    kind = models.TextField(choices=SourceKind)
    key = models.TextField()
    name = models.TextField(blank=True)
    owner_id = models.BigIntegerField(null=True)
    last_seq = models.BigIntegerField(default=0)
    registered_at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="source_key_unique"),
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind_known"),
        ]


class Outcome(models.TextChoices):
    APPLIED = "applied"
    REJECTED = "rejected"
    CONFLICT = "conflict"


class Command(Row):
    """One line of the ledger: what a source asked once, and what it was answered. Keys are kept for ever."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    uuid = models.UUIDField()
    seq = models.BigIntegerField(null=True)
    name = models.TextField()
    body_sha256 = models.BinaryField(max_length=32)
    # null while the command is being carried out: an empty text would be an answer
    outcome = models.TextField(choices=Outcome, null=True)  # noqa: DJ001
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    actor = models.TextField()
    user_id = models.BigIntegerField(null=True)
    request_id = models.TextField(blank=True)
    device_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "uuid"], name="command_once"),
            models.UniqueConstraint(fields=["source", "seq"], name="command_seq_once", condition=Q(seq__isnull=False)),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, status__isnull=True)
                | Q(outcome__in=Outcome.values, status__isnull=False),
                name="command_answer_whole",
            ),
        ]


class OutboxEvent(Row):
    """A fact, written with the change it tells of; readers follow (xid, id) below the oldest running transaction."""

    xid = Xid8Field(db_default=CurrentXid(), editable=False)
    name = models.TextField()
    payload = models.JSONField()
    rows = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    topics = ArrayField(models.TextField())
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.TextField(blank=True)
    command = models.ForeignKey(Command, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["xid", "id"], name="outbox_order")]


class Epoch(models.Model):
    """Which life of the database this is: after a restore every cursor of a former life is void."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    uuid = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="epoch_single")]


class HandlerCursor(models.Model):
    """How far one handler has read the outbox, and what stops it if something does."""

    handler = models.TextField(primary_key=True)
    xid = Xid8Field()
    event_id = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)


class SkippedEvent(Row):
    """An event that a handler gave up on: shown to an administrator, never dropped silently."""

    handler = models.TextField()
    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="+")
    error = models.TextField()
    skipped_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True)


class LifecycleMove(Row):
    """One step in the life of anything that has a lifecycle: the history that times and clocks are read from."""

    lifecycle = models.TextField()
    object_id = models.BigIntegerField()
    move = models.TextField()
    from_status = models.TextField(blank=True)
    to_status = models.TextField()
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.TextField()
    source_kind = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    command = models.ForeignKey(Command, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["lifecycle", "object_id", "id"], name="move_of_object")]


class ClockSetting(models.Model):
    """How business time runs beside real time; absent in production."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    real_anchor = models.DateTimeField()
    business_anchor = models.DateTimeField()
    rate = models.FloatField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="clock_single"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="clock_rate_positive"),
        ]


class Blob(Row):
    """Bytes that are stored whole, under their own hash; what they are is said by the rows that point here."""

    sha256 = models.TextField(unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.TextField()
    stored_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="blob_hash_whole")]
