"""Which arrival windows a customer is offered: half days of the next days on which the site lets somebody in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from truckroll.foundation.local_time import Interval, local_date, span

HALVES = ((time(8), time(12)), (time(12), time(17)))
DAYS = 5
# The site must let somebody in for so long of a window.
_LEAST = timedelta(hours=1)


def windows_to_offer(*, now: datetime, zone: str, lets_in: Sequence[Interval] | None) -> list[Interval]:
    """This will list the half days of the next five working days, from tomorrow, in the site's time.

    `lets_in` is when the site lets people in; None: always.
    """
    today = local_date(now, zone)
    offered: list[Interval] = []
    days = 0
    for later in range(1, 29):
        on = today + timedelta(days=later)
        if on.weekday() >= 5 or days == DAYS:
            continue
        spans = [span(on, opens, closes, zone) for opens, closes in HALVES]
        fitting = [window for window in spans if window is not None and _is_let_in(window, lets_in)]
        offered += fitting
        days += bool(fitting)
    return offered


def _is_let_in(window: Interval, lets_in: Sequence[Interval] | None) -> bool:
    if lets_in is None:
        return True
    starts, ends = window
    return any(min(ends, closes) - max(starts, opens) >= _LEAST for opens, closes in lets_in)
