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
from typing import TypeVar

import psycopg
from django.core.serializers.json import DjangoJSONEncoder
from django.db import close_old_connections, connection

from truckroll.foundation import events
from truckroll.foundation.events import Cursor, Told

T = TypeVar("T")
log = logging.getLogger("truckroll.stream")

KEPT = 20_000
_POLL_S = 1.0  # covers a lost NOTIFY
_BEHIND_S = 0.02  # committed facts wait behind a running transaction


@dataclass(frozen=True, slots=True)
class Frame:
    """One fact as bytes: `full` with the changed rows for the office, `thin` with ids only for everybody else."""

    cursor: Cursor
    topics: frozenset[str]
    full: bytes
    thin: bytes

    def for_topics(self, topics: frozenset[str]) -> bytes:
        """This will be what a listener of these topics gets of the fact: nothing, the thin or the full form."""
        heard = self.topics & topics
        if not heard:
            return b""
        return self.full if "office" in heard else self.thin


def encode(told: Told, epoch: str) -> Frame:
    """This will be the fact as server-sent event; the id continues the stream after a pause."""
    head = f"id: {told.cursor.text(epoch)}\nevent: {told.name}\ndata: ".encode()
    thin = {"name": told.name, "at": told.at, **told.payload}
    full = thin | {"rows": told.rows, "gone": told.gone, "actor": told.actor}
    return Frame(
        told.cursor,
        frozenset(told.topics),
        head + json.dumps(full, cls=DjangoJSONEncoder).encode() + b"\n\n",
        head + json.dumps(thin, cls=DjangoJSONEncoder).encode() + b"\n\n",
    )


class Hub:
    """The facts of this process: a ring of frames numbered from the start, and a bell for those who wait."""

    def __init__(self) -> None:
        self.epoch = ""
        self.tail = Cursor(0, 0)
        self.count = 0
        self.stopping = False
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

        def read() -> tuple[list[Told], bool]:
            told = events.read_after(self.tail)
            return told, len(told) == 500 or events.more_is_coming(told[-1].cursor if told else self.tail)

        told, more = await self.ask(read)
        for fact in told:
            self._ring.append(encode(fact, self.epoch))
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
