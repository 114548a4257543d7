"""Makes a restored database a life of its own: no cursor of the former life holds, and its outbox fits its server."""

from __future__ import annotations

import uuid

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from truckroll.foundation.models import Epoch

# Transaction ids below 3 are Postgres' own.
_FIRST_XID = 3

# Transactions whose rows' ids all lie above those of every earlier one need no new number to stay in order: without
# this a million of them would take as many numbers, and a new server has given out a few hundred.
_NUMBER = """
CREATE TEMPORARY TABLE new_life ON COMMIT DROP AS
WITH written AS (SELECT xid, min(id) AS first, max(id) AS last FROM foundation_outboxevent GROUP BY xid),
     placed AS (
        SELECT xid, CASE WHEN first > max(last) OVER earlier THEN 0 ELSE 1 END AS opens
        FROM written WINDOW earlier AS (ORDER BY xid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
     )
SELECT xid AS was, sum(opens) OVER (ORDER BY xid) + %s - 1 AS becomes FROM placed
"""
_MOVE_CURSORS = """
UPDATE foundation_handlercursor h SET xid = coalesce(told.becomes, 0)::text::xid8, event_id = coalesce(told.id, 0)
FROM foundation_handlercursor c LEFT JOIN LATERAL (
    SELECT n.becomes, e.id FROM foundation_outboxevent e JOIN new_life n ON n.was = e.xid
    WHERE (e.xid, e.id) <= (c.xid, c.event_id) ORDER BY e.xid DESC, e.id DESC LIMIT 1
) told ON true
WHERE h.handler = c.handler
"""
_MOVE_EVENTS = """
UPDATE foundation_outboxevent e SET xid = n.becomes::text::xid8 FROM new_life n WHERE n.was = e.xid
"""


def begin() -> str:
    """This will void every cursor outside, fit the outbox to this server, and be the name of the new life.

    The outbox is read below the server's oldest transaction. A database that comes from a server which had counted
    further would be deaf: its facts would lie in the future, and the handlers' cursors beyond everything to come.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if _lies_ahead(cursor):
            cursor.execute(_NUMBER, [_FIRST_XID])
            cursor.execute(_MOVE_CURSORS)
            cursor.execute(_MOVE_EVENTS)
    _count_past_the_outbox()
    life, _ = Epoch.objects.update_or_create(pk=1, defaults={"uuid": uuid.uuid4()})
    return str(life.uuid)


def _lies_ahead(cursor: CursorWrapper) -> bool:
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM foundation_outboxevent WHERE xid >= pg_current_xact_id()) "
        "OR EXISTS (SELECT 1 FROM foundation_handlercursor WHERE xid >= pg_current_xact_id())"
    )
    return bool(cursor.fetchone()[0])


def _count_past_the_outbox() -> None:
    """Use up transaction ids until all of the outbox lies in the past."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT e.xid::text FROM foundation_outboxevent e ORDER BY e.xid DESC LIMIT 1")
        last = cursor.fetchone()
        highest = int(last[0]) if last else 0
        present = 0
        while present <= highest:
            cursor.execute("SELECT pg_current_xact_id()::text")
            present = int(cursor.fetchone()[0])
