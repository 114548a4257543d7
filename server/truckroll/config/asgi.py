"""One port, two worlds: the event stream as raw ASGI, everything else as WSGI in a bounded pool of threads.

Django under ASGI costs a millisecond more per request and starts a thread for each; a bounded pool pushes back.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from truckroll.config.wsgi import application
from truckroll.stream.app import Stream

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

stream = Stream()
wsgi = WSGIMiddleware(
    application,  # type: ignore[arg-type]  # the same WSGI under two names
    workers=int(os.environ.get("TRUCKROLL_THREADS", "8")),
)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """This will answer a request, or keep the hub running for the life of the process."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/api/stream":
        await stream(scope, receive, send)
    elif scope["type"] == "http":
        await wsgi(scope, receive, send)  # type: ignore[arg-type]  # the same ASGI under another name
    else:
        await send({"type": "websocket.close"})


async def lifespan(receive: Receive, send: Send) -> None:
    """This will start the hub with the server and stop it with it."""
    hub: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub = asyncio.create_task(stream.run())
            await send({"type": "lifespan.startup.complete"})
        else:
            stream.stop()
            if hub is not None:
                hub.cancel()
                await asyncio.gather(hub, return_exceptions=True)
            await send({"type": "lifespan.shutdown.complete"})
            return
