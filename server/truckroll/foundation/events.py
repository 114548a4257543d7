"""Facts, told upward: written to the outbox with the change itself, read in an order that loses nothing.

A reader's cursor is the pair (xid, id) below `pg_snapshot_xmin`: with the id alone, a transaction that commits
late would slip behind the cursor and never be seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar, dataclass_transform

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from truckroll.foundation import commands
from truckroll.foundation.models import Epoch, OutboxEvent

CHANNEL = "truckroll_events"
E = TypeVar("E", bound="Event")


class Event:
    """A fact that happened in a room: a frozen dataclass of ids and primitives, with one sentence."""

    name: ClassVar[str]


EVENTS: dict[str, type[Event]] = {}
_within: dict[type[Event], list[Callable[[Any], None]]] = {}
HANDLERS: dict[str, Handler] = {}


@dataclass(frozen=True, slots=True)
class Handler:
    """What a room does about another room's fact, after its commit, at least once."""

    name: str
    event: type[Event]
    function: Callable[[Any], None]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str) -> Callable[[type[E]], type[E]]:
    """This will declare a class as the event of that name; name and sentence are mandatory and unique."""

    def declare(cls: type[E]) -> type[E]:
        if name in EVENTS:
            raise ValueError(f"event {name!r} is declared twice")
        if not (cls.__doc__ or "").strip():
            raise ValueError(f"event {name!r} needs a sentence")
        made = dataclass(frozen=True, kw_only=True)(cls)
        made.name = name
        EVENTS[name] = made
        return made

    return declare


def within(fact: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """This will call the function inside the publishing transaction; it writes only rows of its own room."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        _within.setdefault(fact, []).append(function)
        return function

    return register


def on(fact: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """This will call the function after commit, in the worker, at least once and in the order of the outbox.

    It runs as a command of its own (source `worker`, key made of event and handler), so a repetition has no effect.
    """

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{function.__module__.removeprefix('truckroll.')}.{function.__name__}:{fact.name}"
        if name in HANDLERS:
            raise ValueError(f"handler {name!r} is registered twice")
        HANDLERS[name] = Handler(name, fact, function)
        return function

    return register


def listeners_within(fact: type[Event]) -> list[str]:
    """This will name the functions that run in the transaction of such a fact."""
    return [f"{f.__module__.removeprefix('truckroll.')}.{f.__name__}" for f in _within.get(fact, ())]


_TELL = """
INSERT INTO foundation_outboxevent (name, payload, rows, gone, topics, at, actor, command_id)
VALUES (%s, %s, %s, %s, %s::text[], %s, %s, %s)
"""


def publish(
    fact: Event,
    *,
    at: datetime,
    topics: Iterable[str] = ("office",),
    rows: Iterable[dict[str, Any]] = (),
    gone: Iterable[dict[str, Any]] = (),
) -> None:
    """This will write the fact to the outbox of the running transaction and tell the listeners within it.

    `rows` are the changed rows as the board shows them (each with `kind`, `id`, `version`), `gone` the ones that no
    longer exist; both reach only subscribers of the topic `office`. `topics` say who may hear of the fact at all.
    """
    line = _line(fact, at=at, topics=topics)
    with connection.cursor() as db:
        db.execute(
            _TELL,
            [
                line["name"],
                json.dumps(line["payload"]),
                _as_api(rows),
                _as_api(gone),
                line["topics"],
                line["at"],
                line["actor"],
                line["command_id"],
            ],
        )
    _tell_within(fact)


def publish_all(facts: Iterable[Event], *, at: datetime, topics: Iterable[str] = ("office",)) -> None:
    """This will write many facts to the outbox in one statement, for imports, and tell the listeners within of each."""
    told = list(facts)
    OutboxEvent.objects.bulk_create(OutboxEvent(**_line(fact, at=at, topics=topics), rows=[], gone=[]) for fact in told)
    for fact in told:
        _tell_within(fact)


def _line(fact: Event, *, at: datetime, topics: Iterable[str]) -> dict[str, Any]:
    if not connection.in_atomic_block:
        raise RuntimeError("publish() outside a transaction: the fact could be told without being true")
    present = commands.present()
    return {
        "name": fact.name,
        "payload": asdict(fact),  # type: ignore[call-overload]  # every Event is a dataclass: `event` makes it one
        "topics": sorted(set(topics)),
        "at": at,
        "actor": present.command.actor if present else "",
        "command_id": present.command.pk if present else None,
    }


def _tell_within(fact: Event) -> None:
    for function in _within.get(type(fact), ()):
        function(fact)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the outbox: everything up to and including (xid, id) has been read."""

    xid: int
    id: int

    @classmethod
    def parse(cls, text: str, epoch: str) -> Cursor | None:
        """This will read `<epoch>:<xid>-<id>`; None if it is malformed or of another life of the database."""
        life, _, place = text.partition(":")
        xid, _, number = place.partition("-")
        if life != epoch or not (xid.isdigit() and number.isdigit()):
            return None
        cursor = cls(int(xid), int(number))
        return cursor if cursor.xid < 2**63 and cursor.id < 2**63 else None

    def text(self, epoch: str) -> str:
        """This will be the cursor as clients carry it."""
        return f"{epoch}:{self.xid}-{self.id}"


@dataclass(frozen=True, slots=True)
class Told:
    """One outbox row as readers see it."""

    cursor: Cursor
    name: str
    payload: dict[str, Any]
    rows: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    topics: list[str]
    at: datetime
    actor: str


def epoch() -> str:
    """This will be the name of this life of the database; it changes with a restore."""
    life, _ = Epoch.objects.get_or_create(pk=1)
    return str(life.uuid)


def here() -> Cursor:
    """This will be a cursor from which everything is told that data read after this call may lack.

    Take it before reading the data: facts the data shows already may be told again, which row versions make
    harmless; none is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
        return Cursor(int(cursor.fetchone()[0]) - 1, 2**62)


# Ordered by the column and not by what is given out under its name: as text, 10000 comes before 9999, and a reader
# who is given so many facts at a time would go past some of them for ever.
_AFTER = """
SELECT xid::text, id, name, payload, rows, gone, topics, at, actor FROM foundation_outboxevent
WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY foundation_outboxevent.xid, id LIMIT %s
"""


def read_after(cursor: Cursor, *, limit: int = 500) -> list[Told]:
    """This will list the next facts in the one order that loses none, at most `limit`."""
    with connection.cursor() as db:
        db.execute(_AFTER, [str(cursor.xid), cursor.id, limit])
        return [
            Told(Cursor(int(x), i), name, _json(payload), _json(rows), _json(gone), topics, at, actor)
            for x, i, name, payload, rows, gone, topics, at, actor in db.fetchall()
        ]


def more_is_coming(cursor: Cursor) -> bool:
    """This will say whether committed facts wait behind a transaction that is still running."""
    with connection.cursor() as db:
        db.execute(
            "SELECT EXISTS (SELECT 1 FROM foundation_outboxevent WHERE (xid, id) > (%s::xid8, %s))",
            [str(cursor.xid), cursor.id],
        )
        return bool(db.fetchone()[0])


def _as_api(rows: Iterable[dict[str, Any]]) -> str:
    """As JSON; instants, dates and decimals as the API writes them."""
    return json.dumps(list(rows), cls=DjangoJSONEncoder)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
