"""Counts attempts per minute in the database, so that every process counts together."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from truckroll.portal.models import Attempt
from truckroll.portal.refusals import TooMany
from truckroll.portal.secrets import bucket

_COUNT = """
INSERT INTO portal_attempt (bucket, minute, count) VALUES (%s, %s, 1)
ON CONFLICT (bucket, minute) DO UPDATE SET count = portal_attempt.count + 1 RETURNING count
"""


def count(kind: str, who: str, *, limit: int, now: datetime) -> None:
    """This will count one attempt, outside of any command: a refused one counts too. `now` is real time.

    Raises
    ------
    TooMany
        There were more than `limit` in this minute.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [bucket(kind, who), now.replace(second=0, microsecond=0)])
        (times,) = cursor.fetchone()
    if times > limit:
        raise TooMany(f"At most {limit} a minute.", retry_after_s=60 - now.second)


def forget(*, now: datetime) -> None:
    """This will forget the counts of more than an hour ago."""
    Attempt.objects.filter(minute__lt=now - timedelta(hours=1)).delete()
