"""The ASGI application of `/api/stream`: server-sent events with resume, heartbeat and reset."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from django.contrib.auth import get_user
from django.core.handlers.asgi import ASGIRequest

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.sessions import SessionStore
from truckroll.accounts.sign_in import Credential, find_credential, still_valid
from truckroll.foundation import events
from truckroll.foundation.events import Cursor
from truckroll.stream.hub import Hub, areas_of, encode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_S = 10.0
RECHECK_S = 4.0
# Who missed more than this loads afresh: cheaper for both sides.
REPLAY_LIMIT = 5_000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def topics_of(actor: Actor) -> frozenset[str]:
    """This will be the topics an actor may hear of."""
    topics = set()
    if actor.is_any(roles.OFFICE):
        topics.add("office")
    if actor.is_any(roles.SEES_MONEY):
        topics.add("money")
    if actor.is_any(roles.ADMIN | {roles.Role.AUDITOR.value}):
        topics.add("admin")
    if actor.technician_id is not None:
        topics |= {"field", f"technician:{actor.technician_id}"}
    if actor.role == roles.Role.LEAD_TECHNICIAN and actor.team_id is not None:
        topics.add(f"team:{actor.team_id}")
    return frozenset(topics)


class Stream:
    """Every open stream of this process, and the hub that feeds them."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._open: set[Credential] = set()
        self._valid: set[Credential] = set()

    async def run(self) -> None:
        """This will feed the streams and cut those whose rights have gone, until cancelled."""
        await asyncio.gather(self.hub.run(), self._recheck())

    def stop(self) -> None:
        """This will end every stream, so that the server can."""
        self.hub.stopping = True
        self.hub.ring()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """This will answer one request for the stream and keep it open."""
        credential = await self.hub.ask(lambda: _credential(scope))
        topics = topics_of(credential.actor) if credential else frozenset()
        if credential is None or not topics:
            await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        self._open.add(credential)
        limited = bool(credential.actor.territory_ids)
        self.hub.limited += limited
        self._valid.add(credential)
        left = asyncio.create_task(_gone(receive))
        try:
            await self._feed(_last_event_id(scope), credential, topics, left, send)
        finally:
            left.cancel()
            self.hub.limited -= limited
            self._open.discard(credential)

    async def _feed(
        self, asked: str, credential: Credential, topics: frozenset[str], left: asyncio.Task[None], send: Send
    ) -> None:
        await self.hub.ready()
        limit = credential.actor.territory_ids
        number, body = await self._resume(asked, topics, limit)
        quiet_since = asyncio.get_running_loop().time()
        while not left.done():
            if body:
                await send({"type": "http.response.body", "body": body, "more_body": True})
                quiet_since = asyncio.get_running_loop().time()
            if self.hub.stopping or credential not in self._valid:
                break
            await self.hub.wait(1.0)
            frames = self.hub.since(number)
            if frames is None:
                number, body = self.hub.count, self._reset()
                continue
            number += len(frames)
            body = b"".join(f.for_topics(topics, limit) for f in frames)
            if not body and asyncio.get_running_loop().time() - quiet_since >= HEARTBEAT_S:
                body = b"event: beat\ndata: {}\n\n"
        if not left.done():
            await send({"type": "http.response.body", "body": b""})

    async def _resume(self, asked: str, topics: frozenset[str], limit: frozenset[int]) -> tuple[int, bytes]:
        """From which frame to go on, and what the listener missed, read up to exactly there."""
        number, tail, epoch = self.hub.count, self.hub.tail, self.hub.epoch
        hello = b"retry: 1000\n\n"
        if not asked:
            return number, hello + f"id: {tail.text(epoch)}\nevent: hello\ndata: {{}}\n\n".encode()
        cursor = Cursor.parse(asked, epoch)
        # What the board was told may be ahead of this hub; ahead of the database it is no place at all.
        if cursor is None or (tail < cursor and await self.hub.ask(events.here) < cursor):
            return number, hello + self._reset()
        missed: list[bytes] = []
        while cursor < tail:
            told = await self.hub.ask(partial(events.read_after, cursor))
            near = await self.hub.ask(partial(areas_of, told)) if limit else [None] * len(told)
            for fact, areas in zip(told, near, strict=True):
                if fact.cursor > tail:
                    return number, hello + b"".join(missed)
                missed.append(encode(fact, epoch, areas).for_topics(topics, limit))
            if not told:
                break
            if len(missed) > REPLAY_LIMIT:
                return number, hello + self._reset()
            cursor = told[-1].cursor
        return number, hello + b"".join(missed)

    def _reset(self) -> bytes:
        """Tell a listener to load afresh: something is missing that cannot be told any more."""
        return f"id: {self.hub.tail.text(self.hub.epoch)}\nevent: reset\ndata: {{}}\n\n".encode()

    async def _recheck(self) -> None:
        while not self.hub.stopping:
            await asyncio.sleep(RECHECK_S)
            asked = set(self._open)
            if asked:
                valid = await self.hub.ask(partial(still_valid, asked))
                self._valid = valid | (self._open - asked)
                self.hub.ring()


def _credential(scope: Scope) -> Credential | None:
    request = ASGIRequest(dict(scope), io.BytesIO())
    request.session = SessionStore(request.COOKIES.get("sessionid"))
    request.user = get_user(request)
    return find_credential(request)


def _last_event_id(scope: Scope) -> str:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    sent = headers.get(b"last-event-id", b"").decode("latin-1")
    return sent or parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
