"""Named places where a test may kill the process, so that "nothing is lost" is tried and not believed.

`CRASHPOINT=name:n` ends the process at the n-th pass of that point, as `kill -9` would.
"""

from __future__ import annotations

import os

POINTS = (
    "cmd.before_tx",
    "cmd.after_ledger",
    "cmd.before_commit",
    "cmd.after_commit_before_reply",
    "handler.before_cursor",
    "blob.after_write",
    "blob.after_fsync",
    "blob.after_rename",
    "blob.before_row",
    "inv.after_number",
    "inv.after_pdf",
    "import.mid_chunk",
    "assign.mid_apply",
    "message.after_lease",
    "message.after_send_before_confirm",
    "backup.mid_dump",
    "backup.mid_media",
    "restore.mid_load",
    "restore.mid_media",
    "restore.before_exchange",
    "restore.after_exchange",
    "migrate.mid",
)

_name, _, _nth = os.environ.get("CRASHPOINT", "").partition(":")
_left = int(_nth or 1)


def arm(name: str, nth: int) -> None:
    """This will end the process at the n-th pass of that point from now on; an empty name ends it nowhere."""
    global _name, _left
    _name, _left = name, nth


def point(name: str) -> None:
    """This will end the process here if the environment asks for it.

    Raises
    ------
    LookupError
        The point is not in POINTS, so no test would ever reach it.
    """
    global _left
    if name not in POINTS:
        raise LookupError(f"crash point {name!r} is not in the list")
    if name == _name:
        _left -= 1
        if _left == 0:
            os._exit(137)
