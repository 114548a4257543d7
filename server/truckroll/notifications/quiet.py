"""When a message may go out: not in the quiet hours of the place it is about. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from truckroll.foundation.local_time import to_utc, to_wall


def first_moment(at: datetime, zone: str, *, quiet_from: time, quiet_until: time) -> datetime:
    """This will be the first instant from `at` on that is not in the quiet hours; equal ends mean there are none."""
    wall = to_wall(at, zone)
    is_over_midnight = quiet_from > quiet_until
    here = wall.time()
    if quiet_from == quiet_until:
        return at
    is_quiet = (here >= quiet_from or here < quiet_until) if is_over_midnight else quiet_from <= here < quiet_until
    if not is_quiet:
        return at
    ends_on = wall.date() + timedelta(days=1 if is_over_midnight and here >= quiet_from else 0)
    return to_utc(datetime.combine(ends_on, quiet_until), zone)
