"""When technicians are likely to arrive, from what is happening now. Pure; shown beside the plan and never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Prediction:
    """When somebody arrives at a visit and leaves it; what has happened already is as it was."""

    visit_id: int
    technician_id: int
    starts_at: datetime
    arrives_at: datetime
    ends_at: datetime
    is_outside_promise: bool

    @property
    def late_s(self) -> int:
        """This will be how much later than planned he arrives."""
        return max(0, round((self.arrives_at - self.starts_at).total_seconds()))


def predict(visits: Iterable[Mapping[str, Any]], *, now: datetime) -> list[Prediction]:
    """This will go through each technician's open visits in their order, led or gone along with, from where he is.

    Nobody comes before he is planned, nor before he is done where he is and has driven; an overrun goes on through
    the day until a gap takes it up.
    """
    free: dict[int, datetime] = {}
    found = []
    for visit in sorted(visits, key=_order):
        who, duration = visit["technician_id"], timedelta(seconds=visit["duration_s"])
        if visit["ended_at"] is not None:
            continue
        drive = timedelta(seconds=visit["travel_s"] or 0)
        if visit["arrived_at"] is not None:
            arrives = visit["arrived_at"]
            ends = max(now, (visit["started_at"] or arrives) + duration)
        else:
            if visit["departed_at"] is not None:
                arrives = max(now, visit["departed_at"] + drive)
            else:
                arrives = max(visit["starts_at"], max(now, free.get(who, now)) + drive)
            ends = arrives + duration
        free[who] = max(ends, free.get(who, ends))
        # The customer was promised the one who leads.
        closes = visit["window_ends_at"] if not visit.get("goes_along") else None
        found.append(
            Prediction(
                visit_id=visit["id"],
                technician_id=who,
                starts_at=visit["starts_at"],
                arrives_at=arrives,
                ends_at=ends,
                is_outside_promise=closes is not None and arrives > closes,
            )
        )
    return found


def _order(visit: Mapping[str, Any]) -> tuple[int, bool, datetime, int]:
    # Where he is comes first, whatever was planned before it.
    here = visit["departed_at"] is None and visit["arrived_at"] is None
    return visit["technician_id"], here, visit["starts_at"], visit["id"]
