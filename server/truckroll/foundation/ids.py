"""Identifiers made outside the database."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """This will be a new UUIDv7 (RFC 9562 §5.7): sortable by its millisecond of birth.

    Made in Python so that PostgreSQL 14 is enough; identity follows the real clock, not business time.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
