"""Reads the outbox once per process and keeps the latest facts, encoded once for each kind of listener."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from django.core.serializers.json import DjangoJSONEncoder
from django.db import close_old_connections, connection

from truckroll.foundation import events
from truckroll.foundation.events import Cursor, Told
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce

T = TypeVar("T")
Areas = tuple[frozenset[int] | None, ...]
log = logging.getLogger("truckroll.stream")

KEPT = 20_000
_POLL_S = 1.0  # covers a lost NOTIFY
_BEHIND_S = 0.02  # committed facts wait behind a running transaction


@dataclass(frozen=True, slots=True)
class Frame:
    """One fact as bytes: `full` with the changed rows for the office, `thin` with ids only for everybody else.

    `areas` says of each changed row in which territories it lies, None for everywhere; None for all is not known.
    """

    cursor: Cursor
    topics: frozenset[str]
    head: bytes
    full: bytes
    thin: bytes
    told: Told
    areas: Areas | None

    def for_topics(self, topics: frozenset[str], limit: frozenset[int] = frozenset()) -> bytes:
        """This will be what a listener of these topics gets of the fact: nothing, the thin or the full form.

        One who is limited to territories gets the rows that lie there, and of the others only that they are gone.
        """
        heard = self.topics & topics
        if not heard:
            return b""
        if "office" not in heard:
            return self.thin
        return self._within(limit) if limit else self.full

    def _within(self, limit: frozenset[int]) -> bytes:
        told = self.told
        if self.areas is None and told.rows:
            return b"event: reset\ndata: {}\n\n"
        seen, gone = [], list(told.gone)
        for row, near in zip(told.rows, self.areas or (), strict=True):
            if near is None or near & limit:
                seen.append(row)
            else:
                gone.append({"kind": row["kind"], "id": row["id"]})
        about = {**told.payload, "actor": told.actor} if seen or not told.rows else {"actor": ""}
        data = {"name": told.name, "at": told.at, **about, "rows": seen, "gone": gone}
        return self.head + json.dumps(data, cls=DjangoJSONEncoder).encode() + b"\n\n"


# Rows that lie where a visit does, and what they call it.
_VISIT_OF = {"visit": "id", "offer": "visit_id"}


def areas_of(facts: list[Told]) -> list[Areas]:
    """This will be, by fact, the territories that its rows lie in; two queries for any number."""
    rows = [row for fact in facts for row in fact.rows]
    visits = work.areas_of_visits(row[named] for row in rows if (named := _VISIT_OF.get(row["kind"])) is not None)
    people = workforce.territories_of(row["technician_id"] for row in rows if row["kind"] == "absence")

    def of(row: dict[str, Any]) -> frozenset[int] | None:
        if (named := _VISIT_OF.get(row["kind"])) is not None:
            return visits.get(row[named], frozenset())
        if row["kind"] == "technician":
            return frozenset(one["id"] for one in row["territories"]) or None
        return frozenset(one.pk for one in people[row["technician_id"]]) or None

    return [tuple(of(row) for row in fact.rows) for fact in facts]


def encode(told: Told, epoch: str, areas: Areas | None = None) -> Frame:
    """This will be the fact as server-sent event; the id continues the stream after a pause."""
    head = f"id: {told.cursor.text(epoch)}\nevent: {told.name}\ndata: ".encode()
    thin = {"name": told.name, "at": told.at, **told.payload}
    full = thin | {"rows": told.rows, "gone": told.gone, "actor": told.actor}
    return Frame(
        told.cursor,
        frozenset(told.topics),
        head,
        head + json.dumps(full, cls=DjangoJSONEncoder).encode() + b"\n\n",
        head + json.dumps(thin, cls=DjangoJSONEncoder).encode() + b"\n\n",
        told,
        areas,
    )


class Hub:
    """The facts of this process: a ring of frames numbered from the start, and a bell for those who wait."""

    def __init__(self) -> None:
        self.epoch = ""
        self.tail = Cursor(0, 0)
        self.count = 0
        self.stopping = False
        # How many of those who listen are limited to territories: only for them it is asked what lies where.
        self.limited = 0
        self._ring: deque[Frame] = deque(maxlen=KEPT)
        self._bell = asyncio.Event()
        self._database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stream-db")
        self._ready = asyncio.Event()

    async def run(self) -> None:
        """This will follow the outbox until cancelled; a lost database is waited for."""
        while not self.stopping:
            try:
                await self._follow()
            except (psycopg.Error, OSError) as error:
                log.warning("the stream lost the database: %s", error)
                await asyncio.sleep(0.5)

    async def _follow(self) -> None:
        epoch, here = await self.ask(lambda: (events.epoch(), events.here()))
        if epoch != self.epoch:
            self.epoch, self.tail = epoch, here
        self._ready.set()
        connect = await self.ask(lambda: dict(connection.get_connection_params()))
        for ours in ("context", "prepare_threshold", "cursor_factory", "pool", "server_side_binding"):
            connect.pop(ours, None)
        async with await psycopg.AsyncConnection.connect(**connect, autocommit=True) as listener:
            await listener.execute(f"LISTEN {events.CHANNEL}")
            behind = False
            while not self.stopping:
                behind = await self._read(behind)
                async for _ in listener.notifies(timeout=_BEHIND_S if behind else _POLL_S, stop_after=1):
                    pass

    async def _read(self, behind: bool) -> bool:
        """Take over new facts; True if more are committed but still behind a running transaction."""

        def read() -> tuple[list[Told], list[Areas] | list[None], bool]:
            told = events.read_after(self.tail)
            areas = areas_of(told) if told and self.limited else [None] * len(told)
            return told, areas, len(told) == 500 or events.more_is_coming(told[-1].cursor if told else self.tail)

        told, areas, more = await self.ask(read)
        for fact, near in zip(told, areas, strict=True):
            self._ring.append(encode(fact, self.epoch, near))
            self.tail = fact.cursor
            self.count += 1
        if told:
            self.ring()
        return more

    def ring(self) -> None:
        """This will wake every waiting listener."""
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    async def ready(self) -> None:
        """This will wait until the hub knows where the outbox stands."""
        await self._ready.wait()

    async def wait(self, seconds: float) -> None:
        """This will wait for the next facts, at most so long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)

    def since(self, number: int) -> list[Frame] | None:
        """This will list the frames from a number on, or None if the ring has forgotten some of them."""
        oldest = self.count - len(self._ring)
        if number < oldest:
            return None
        # A deque is slow in its middle: listeners read near its end.
        wanted = self.count - number
        return [self._ring[-i] for i in range(wanted, 0, -1)]

    async def ask(self, question: Callable[[], T]) -> T:
        """This will run database reads in the hub's own thread, with its own connection."""

        def run() -> T:
            close_old_connections()
            try:
                return question()
            finally:
                # Back to the pool at once: the thread would keep a broken connection for ever.
                connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._database, run)
