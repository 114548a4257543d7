"""Processes of their own without the seconds each start takes: forked from a server that has imported everything.

The server itself has done nothing yet: no thread runs in it and no connection is open, as there would be in the test's
own process. What a child does, it does as a program that was started would.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

django.setup()

from django.conf import settings  # noqa: E402  # after Django is there, as everything below
from django.db import connections  # noqa: E402

from truckroll.cli import main  # noqa: E402
from truckroll.config import serve, urls, worker  # noqa: E402, F401  # what takes the time
from truckroll.config.settings import read_database_url  # noqa: E402
from truckroll.foundation import crash  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import ForkServerProcess

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def start(work: Callable[..., object], *arguments: Any, environment: dict[str, str]) -> ForkServerProcess:
    """Do something in a process of its own, in an environment with these changes; DATABASE_URL names its database."""
    process = _context.Process(target=_work, args=(work, arguments, environment))
    process.start()
    return process


def truckroll(log: Path, words: tuple[str, ...], stdin: str) -> None:
    """Run `truckroll …`; what it says goes into a file."""
    sys.stdin = io.StringIO(stdin)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.exit(main(words))


def _work(work: Callable[..., object], arguments: tuple[Any, ...], environment: dict[str, str]) -> None:
    os.environ.update(environment)
    # A pool of connections, as every program has one, which the test's own process does without.
    os.environ.pop("TRUCKROLL_POOL", None)
    # What the settings read when the server started.
    connections.settings["default"] |= read_database_url(environment["DATABASE_URL"])
    settings.HOME = Path(environment["TRUCKROLL_HOME"])
    settings.MEDIA_ROOT = settings.HOME / "media"
    name, _, nth = environment.get("CRASHPOINT", "").partition(":")
    crash.arm(name, int(nth or 1))
    work(*arguments)
