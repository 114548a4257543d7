"""The board: technicians with shifts, visits, absences and held times of a span, the queue, and where to listen on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.dispatch import holding
from truckroll.foundation import clock, events
from truckroll.foundation.refusals import Invalid
from truckroll.travel.estimates import S_PER_M, START_S
from truckroll.work import queries as work
from truckroll.workforce import queries as workforce

LONGEST = timedelta(days=31)


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """This will refuse a span that is empty or longer than a board.

    Raises
    ------
    Invalid
        It is.
    """
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Invalid(f"A board shows at most {LONGEST.days} days.", starts_at=starts_at, ends_at=ends_at)


def board(*, actor: Actor, starts_at: datetime, ends_at: datetime, now: datetime) -> dict[str, Any]:
    """This will be everything the board shows of a span, and the whole queue, as far as the actor may see it.

    The cursor is taken first: what happens while the rest is read is told again from there, and none is missed.

    Raises
    ------
    Invalid
        The span is empty or too long.
    """
    check_span(starts_at, ends_at)
    epoch = events.epoch()
    cursor = events.here().text(epoch)
    ids = work.only_visible({*work.visits_between(starts_at, ends_at), *work.queue()}, actor=actor)
    people = workforce.visible_technician_ids(actor)
    return {
        "cursor": cursor,
        "epoch": epoch,
        "now": now,
        "rate": clock.rate(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "travel": {"base_s": START_S, "s_per_m": S_PER_M},
        "technicians": workforce.technician_rows(people, starts_at, ends_at),
        "rows": [
            *work.visit_rows(sorted(ids)),
            *workforce.absence_rows(starts_at, ends_at, people),
            *holding.rows_between(starts_at, ends_at, actor=actor),
        ],
    }
