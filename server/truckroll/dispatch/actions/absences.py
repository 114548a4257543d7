"""Writes of absences over visits: these are released or kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from truckroll.accounts.actors import Actor
from truckroll.dispatch import holding
from truckroll.dispatch.actions import offers
from truckroll.dispatch.events import VisitReleasedByAbsence
from truckroll.foundation.events import publish
from truckroll.work import queries as work
from truckroll.work.actions import crew, visits
from truckroll.workforce import queries as workforce
from truckroll.workforce.actions import occupancy
from truckroll.workforce.locks import lock_technicians


def record_absence(
    *,
    technician_id: int,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    now: datetime,
    note: str = "",
    release_visits: bool = False,
    keep_visits: bool = False,
) -> Any:
    """This will record an absence and, if asked to, take the visits it meets off the technician's day, or keep them.

    Released visits go to the queue and are looked at anew as their work type says. Kept ones are conflicts until
    somebody moves them.

    Raises
    ------
    NotFound
        There is no such technician.
    DoubleBooked
        Visits stand there and are neither to be released nor kept, or another absence does.
    """
    technician = workforce.get_technician(actor=actor, technician_id=technician_id)
    lock_technicians([technician_id])
    released: list[int] = []
    if release_visits:
        taken = workforce.occupancies([technician_id], starts_at, ends_at)
        met = [busy.source_id for busy in taken if busy.kind == "visit"]
        for facts in work.visit_facts(met):
            if facts["status"] in ("scheduled", "dispatched"):
                visit = work.get_visit(actor=actor, visit_id=facts["id"])
                visits.unschedule_visit(visit=visit, actor=actor, now=now, reason=f"{technician.name} is absent")
                released.append(facts["id"])
        for visit_id in work.visits_gone_along(busy.source_id for busy in taken if busy.kind == "crew"):
            # The others go without him: what the crew lacks then is a conflict that the board shows.
            crew.remove_member(
                visit=work.get_visit(actor=actor, visit_id=visit_id), technician_id=technician_id, actor=actor, now=now,
                reason=f"{technician.name} is absent",
            )  # fmt: skip
        for offer in holding.list_held(busy.source_id for busy in taken if busy.kind == "offer"):
            offers.close_offer(offer, "let_go", actor=actor, now=now)
    absence = occupancy.record_absence(
        technician=technician,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note,
        over_visits=keep_visits,
        actor=actor,
        now=now,
    )
    for visit_id in released:
        publish(VisitReleasedByAbsence(visit_id=visit_id, absence_id=absence.pk), at=now)
    return absence


def settle_absences(*, technician_id: int, actor: Actor, now: datetime) -> None:
    """This will let a technician's absences take up their time where the visits they were recorded over are gone."""
    occupancy.settle_absences(technician_id=technician_id, actor=actor, now=now)
