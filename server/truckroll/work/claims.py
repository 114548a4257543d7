"""The time of a technician that a visit takes up: one period per visit, never longer than planned."""

from __future__ import annotations

from datetime import datetime

from truckroll.work.models import Visit
from truckroll.workforce.actions import occupancy

_KIND = "visit"


def claim(visit: Visit) -> None:
    """This will take up the planned period of a visit, in place of its former one if it had any.

    Raises
    ------
    DoubleBooked
        The technician has something else then.
    """
    assert visit.technician_id is not None and visit.starts_at is not None and visit.ends_at is not None
    _take(visit, visit.technician_id, visit.starts_at, visit.ends_at)


def free(visit: Visit) -> None:
    """This will give back all the time of a visit."""
    occupancy.release(kind=_KIND, source_id=visit.pk)


def free_from(visit: Visit, at: datetime) -> None:
    """This will give back what is left of the planned time when a visit ends earlier; ending later takes nothing more.

    A visit that is over before its planned start gives back all of it.
    """
    assert visit.technician_id is not None and visit.starts_at is not None and visit.ends_at is not None
    if at <= visit.starts_at:
        free(visit)
    elif at < visit.ends_at:
        _take(visit, visit.technician_id, visit.starts_at, at)


def _take(visit: Visit, technician_id: int, starts_at: datetime, ends_at: datetime) -> None:
    occupancy.move_occupancy(
        kind=_KIND, source_id=visit.pk, technician_id=technician_id, starts_at=starts_at, ends_at=ends_at
    )
