"""Writes that send visits to the phones, and take them off again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from truckroll.accounts.actors import Actor
from truckroll.work import queries as work
from truckroll.work.actions import visits
from truckroll.work.lifecycle import FIELD_SEES


def dispatch_visits(*, visit_ids: Collection[int], actor: Actor, now: datetime) -> list[int]:
    """This will send visits to their technicians' phones, and be those that were not there yet.

    All or none. Who hears of it is who has the visit, once it is there.

    Raises
    ------
    NotFound
        There is no such visit, or the actor may not see it.
    OnHold
        The work order of one waits for something.
    FollowsCanceled
        What one follows was canceled.
    MoveRefused
        One is not planned, or is canceled.
    """
    sent = []
    for visit in work.get_visits(actor=actor, visit_ids=visit_ids):
        if visit.status not in FIELD_SEES:
            visits.dispatch_visit(visit=visit, actor=actor, now=now)
            sent.append(visit.pk)
    return sent


def withdraw_visits(*, visit_ids: Collection[int], actor: Actor, now: datetime, reason: str = "") -> list[int]:
    """This will take visits off the phones again, and be those that were there; they stay planned. All or none.

    Raises
    ------
    NotFound
        There is no such visit, or the actor may not see it.
    MoveRefused
        One has begun or is over.
    """
    taken = []
    for visit in work.get_visits(actor=actor, visit_ids=visit_ids):
        if visit.status != "scheduled":
            visits.withdraw_visit(visit=visit, reason=reason, actor=actor, now=now)
            taken.append(visit.pk)
    return taken
