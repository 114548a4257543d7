"""The arrival window that a customer is told for a visit: the promised one, else the two hours its plan falls in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from truckroll.work.promising import window_around

if TYPE_CHECKING:
    from truckroll.work.models import Visit

# Without a promised window a planned start is told as the two hours around it: it is a plan and no promise.
_WIDTH = timedelta(hours=2)


def told_window(visit: Visit) -> tuple[datetime | None, datetime | None]:
    """This will be from when to when the technician is expected, or nothing while that is open."""
    if visit.window_starts_at is None and visit.starts_at is not None:
        return window_around(visit.starts_at, (visit.starts_at, visit.starts_at + _WIDTH), visit.work_order.site.zone)
    return visit.window_starts_at, visit.window_ends_at
