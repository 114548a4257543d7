"""Many open event streams in one process, which needs no Django."""

from __future__ import annotations

import asyncio
import time
from typing import Any


def listen(port: int, session: str, streams: int, changes: int, pipe: Any) -> None:
    """Open every stream, say so, and send for each when each change came."""

    async def one(opened: asyncio.Semaphore) -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /api/stream HTTP/1.1\r\nHost: x\r\nCookie: sessionid={session}\r\n\r\n".encode())
        assert b" 200 " in await reader.readline()
        while not (await reader.readline()).startswith(b"event:"):
            pass
        opened.release()
        times: list[float] = []
        while len(times) < changes:
            line = await reader.readline()
            assert line, "the stream ended"
            if line.startswith((b"event: work.visit.paused", b"event: work.visit.resumed")):
                times.append(time.monotonic())
        writer.close()
        return times

    async def everybody() -> list[list[float]]:
        opened = asyncio.Semaphore(0)
        tasks = [asyncio.create_task(one(opened)) for _ in range(streams)]
        for _ in range(streams):
            await opened.acquire()
        pipe.send("ready")
        return await asyncio.gather(*tasks)

    pipe.send(asyncio.run(everybody()))
