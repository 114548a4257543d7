"""The one write path: phone, board, API, import and assigner all change things through `run`.

Its order is fixed: device row, ledger, locks and effect in a savepoint, answer, commit; only then a reply.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
import uuid as uuids
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from truckroll.foundation import audit, crash
from truckroll.foundation.ids import uuid7
from truckroll.foundation.models import Command, Source, SourceKind
from truckroll.foundation.refusals import (
    Busy,
    ChangedMeanwhile,
    KeyReused,
    NotStorable,
    Refusal,
    RefusedByDatabase,
    SequenceGap,
    refusal_of_constraint,
)

log = logging.getLogger("truckroll.commands")

_RETRIES = 3
_SERIALIZATION_FAILURE, _DEADLOCK = "40001", "40P01"
_LOCK_NOT_AVAILABLE, _QUERY_CANCELED = "55P03", "57014"
# A non-UUID Idempotency-Key is folded into this namespace.
_KEYS = uuids.UUID("6f1c52a6-30b1-4b44-8f1b-0a9b4b5f9d11")


class Actor(Protocol):
    """Whoever acts, as far as the ledger needs to know."""

    @property
    def label(self) -> str: ...
    @property
    def user_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command came to, as an HTTP client gets it; a duplicate repeats the first answer."""

    outcome: Literal["applied", "duplicate", "rejected", "conflict"]
    status: int
    # JSON, as it is sent and as the ledger keeps it.
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """This will be what the text says."""
        body: dict[str, Any] = json.loads(self.text)
        return body


@dataclass(frozen=True, slots=True)
class Sender:
    """A source that `run` finds with the ledger line itself, and makes on first sight."""

    kind: str
    key: str
    name: str = ""
    owner_id: int | None = None


@dataclass(slots=True)
class Line:
    """The ledger line of a command while it is carried out."""

    source: Source | Sender
    uuid: uuids.UUID
    seq: int | None
    name: str
    body_sha256: bytes
    actor: str
    user_id: int | None
    request_id: str
    device_at: datetime | None
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Present:
    """The command that is being carried out now, for history, events and audit."""

    command: Line
    source_kind: str
    device_at: datetime | None


_present: ContextVar[Present | None] = ContextVar("present_command", default=None)


def present() -> Present | None:
    """This will be the command being carried out, or None outside of the write path."""
    return _present.get()


def key_to_uuid(key: str) -> uuids.UUID:
    """This will be the ledger's uuid of an Idempotency-Key: itself if it is one, else folded by SHA-1 (RFC 9562 v5)."""
    try:
        return uuids.UUID(key)
    except ValueError:
        return uuids.uuid5(_KEYS, key)


_SOURCE = ("id", "kind", "key", "name", "owner_id", "last_seq", "registered_at", "seen_at", "revoked_at")
_FIND = """
SELECT id, kind, key, name, owner_id, last_seq, registered_at, seen_at, revoked_at
FROM foundation_source WHERE kind = %s AND key = %s
"""


def find_source(kind: str, key: str, *, name: str = "", owner_id: int | None = None) -> Source:
    """This will be the source with that key, made on first sight."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [kind, key])
        if known := cursor.fetchone():
            return Source.from_db(connection.alias, _SOURCE, known)
    source, _ = Source.objects.get_or_create(kind=kind, key=key, defaults={"name": name, "owner_id": owner_id})
    return source


def run(
    *,
    source: Source | Sender,
    name: str,
    body: Mapping[str, Any],
    actor: Actor,
    effect: Callable[[], tuple[int, dict[str, Any]]],
    uuid: uuids.UUID | None = None,
    seq: int | None = None,
    device_at: datetime | None = None,
    request_id: str = "",
) -> Answer:
    """This will carry out a command exactly once and remember its answer; the same uuid again gets that answer.

    `effect` does the work and returns HTTP status and JSON body. A Refusal it raises is undone, remembered
    and returned; any other exception undoes everything, the ledger line too, and goes on up. `seq` is given by
    phones only, whose row is locked so that one phone's commands come one after another.

    Raises
    ------
    KeyReused
        The uuid came before with another body.
    SequenceGap
        `seq` is not the next one of this phone; the facts name the expected one.
    Busy
        A lock or the statement took too long, or the effect itself says so; nothing was done and nothing is remembered.
    """
    digest = hashlib.sha256(json.dumps([name, body], sort_keys=True, default=str).encode()).digest()
    order = Line(
        source=source,
        uuid=uuid or uuid7(),
        seq=seq,
        name=name,
        body_sha256=digest,
        actor=actor.label,
        user_id=actor.user_id,
        request_id=request_id,
        device_at=device_at,
    )
    crash.point("cmd.before_tx")
    for attempt in range(_RETRIES + 1):
        # A sender that was made in a former attempt was undone with it.
        order.source = source
        try:
            answer = _once(order, effect)
            crash.point("cmd.after_commit_before_reply")
            return answer
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if state in (_LOCK_NOT_AVAILABLE, _QUERY_CANCELED):
                raise Busy("Another change of the same day is taking its time.") from error
            if state not in (_SERIALIZATION_FAILURE, _DEADLOCK) or attempt == _RETRIES:
                raise
            time.sleep(0.01 * 2**attempt)
    raise AssertionError("unreachable: the loop returns or raises")


# The locks wait no longer than somebody at a screen would.
_PATIENCE = "SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '5s'"
# By hand, like every statement that each command runs: the ORM takes five times as long to put one together. Patience
# and the audit's context come along in the same round trip.
_LINE = """
INSERT INTO foundation_command (source_id, uuid, seq, name, body_sha256, actor, user_id, request_id, device_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""
_LINE_OF_SENDER = """
INSERT INTO foundation_command (source_id, uuid, seq, name, body_sha256, actor, user_id, request_id, device_at)
SELECT id, %s, %s, %s, %s, %s, %s, %s, %s FROM foundation_source WHERE kind = %s AND key = %s
ON CONFLICT DO NOTHING RETURNING id
"""
_ENTER = f"{_PATIENCE}; {audit.SAY_WHO}; {_LINE}"
_ENTER_SENDER = f"{_PATIENCE}; {audit.SAY_WHO}; {_LINE_OF_SENDER}"
_ANSWER = "UPDATE foundation_command SET outcome = %s, status = %s, answer = %s WHERE id = %s"


def _once(order: Line, effect: Callable[[], tuple[int, dict[str, Any]]]) -> Answer:
    with transaction.atomic(durable=True):
        phone = None
        if order.seq is not None:
            with connection.cursor() as cursor:
                cursor.execute(_PATIENCE)
            assert isinstance(order.source, Source), "a phone is registered before it sends"
            phone = Source.objects.select_for_update().get(pk=order.source.pk)
        entered = _enter(order)
        if entered is None and (known := _known(order)) is not None:
            return known
        if phone is not None and (entered is None or order.seq != phone.last_seq + 1):
            raise SequenceGap(
                f"Expected command {phone.last_seq + 1} of this phone, got {order.seq}.", expected=phone.last_seq + 1
            )
        assert entered is not None, "only a uuid or a number that came before keeps a command out of the ledger"
        crash.point("cmd.after_ledger")
        order.pk = entered
        answer = _carry_out(order, effect)
        if phone is not None and order.seq is not None:
            phone.last_seq = order.seq
            phone.save(update_fields=["last_seq"])
        crash.point("cmd.before_commit")
    return answer


def _enter(order: Line) -> int | None:
    """Write the ledger line and be its id, or None if there is one already; a new sender is made on first sight.

    Waits for another request with this uuid that has not committed yet.
    """
    said = audit.who(
        actor=order.actor,
        user=order.user_id,
        source=order.source.kind,
        command=order.uuid,
        name=order.name,
        request=order.request_id,
    )
    line = [
        order.uuid,
        order.seq,
        order.name,
        order.body_sha256,
        order.actor,
        order.user_id,
        order.request_id,
        order.device_at,
    ]
    source = order.source
    with connection.cursor() as cursor:
        if isinstance(source, Sender):
            cursor.execute(_ENTER_SENDER, [*said, *line, source.kind, source.key])
        else:
            cursor.execute(_ENTER, [*said, source.pk, *line])
        while cursor.nextset():
            pass  # what the statements before the last have to say
        entered = cursor.fetchone()
    if entered is not None:
        return int(entered[0])
    if isinstance(source, Sender):
        # He is new, or sends what he sent before.
        order.source = find_source(source.kind, source.key, name=source.name, owner_id=source.owner_id)
        return _enter(order)
    return None


def _known(order: Line) -> Answer | None:
    assert isinstance(order.source, Source), "made or found when the line was not entered"
    earlier = Command.objects.filter(source=order.source, uuid=order.uuid).first()
    if earlier is None:
        return None
    if bytes(earlier.body_sha256) != order.body_sha256:
        raise KeyReused("The same key came before with another body.", uuid=str(order.uuid))
    assert earlier.status is not None and earlier.answer is not None, "a committed ledger line has an answer"
    return Answer("duplicate", earlier.status, json.dumps(earlier.answer))


def _carry_out(command: Line, effect: Callable[[], tuple[int, dict[str, Any]]]) -> Answer:
    token = _present.set(Present(command, command.source.kind, command.device_at))
    try:
        with transaction.atomic():
            status, body = effect()
            # Deferred constraints speak here, inside the savepoint, and not at COMMIT.
            return _remember(
                command, Answer("applied", status, _text(body)), f"SET CONSTRAINTS ALL IMMEDIATE; {_ANSWER}"
            )
    except Busy:
        # Nothing was decided: the same key may try again, so the ledger must not remember it.
        raise
    except Refusal as refusal:
        return _remember(command, _refused(refusal))
    except IntegrityError as error:
        known = refusal_of_constraint(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None))
        if known is None or (isinstance(known, RefusedByDatabase) and command.source.kind == SourceKind.WORKER):
            raise
        return _remember(command, _refused(known))
    except (DataError, UnicodeEncodeError, OverflowError) as error:
        if command.source.kind == SourceKind.WORKER:
            raise
        # Never quote the value: the answer must be stored as well.
        log.warning("%s: %s", command.name, error)
        return _remember(command, _refused(NotStorable("A number, a date or a text is outside of what can be stored.")))
    finally:
        _present.reset(token)


def _remember(command: Line, answer: Answer, sql: str = _ANSWER) -> Answer:
    with connection.cursor() as cursor:
        cursor.execute(sql, [answer.outcome, answer.status, answer.text, command.pk])
    return answer


def _refused(refusal: Refusal) -> Answer:
    outcome: Literal["rejected", "conflict"] = "conflict" if isinstance(refusal, ChangedMeanwhile) else "rejected"
    return Answer(outcome, refusal.http_status, _text(refusal.as_problem()))


def _text(body: dict[str, Any]) -> str:
    return json.dumps(body, cls=DjangoJSONEncoder)
