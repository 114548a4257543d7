"""The web server process: one uvicorn on one port, which ends its event streams before it ends itself."""

from __future__ import annotations

import asyncio
import os
from types import FrameType

import uvicorn

from truckroll.config.asgi import app, stream


class Server(uvicorn.Server):
    """uvicorn waits for open connections before it stops; an event stream never ends unless it is told to."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """This will tell the streams, then the server."""
        try:
            asyncio.get_running_loop().call_soon_threadsafe(stream.stop)
        except RuntimeError:  # the signal came outside of the loop: nothing is open yet
            stream.stop()
        super().handle_exit(sig, frame)


def serve(*, host: str, port: int) -> None:
    """This will answer requests until SIGTERM or SIGINT, and then end within 3 s."""
    Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            lifespan="on",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=3,
            server_header=False,
            # Whose word on the caller's address and scheme is taken: the proxy's, wherever it runs.
            forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1"),
        )
    ).run()
