"""The lock on technicians' days: whoever fills one takes it first, so that two never wait for each other."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

# Apart from every other use of advisory locks in this database.
_NAMESPACE = 0x7EC4 << 40


def lock_technicians(technician_ids: Iterable[int]) -> None:
    """This will hold the technicians' days until the transaction ends, in ascending order of id.

    One call per transaction, as late as possible, before anything is checked: with the exclusion constraint alone,
    sixteen clients deadlocked.
    """
    keys = [_NAMESPACE + pk for pk in sorted(set(technician_ids))]
    if keys:
        with connection.cursor() as cursor:
            # A scan of the array takes the locks in its order.
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])
