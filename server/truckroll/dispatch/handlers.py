"""What this room does about facts of work: new visits are assigned as their work type says, drives are kept right."""

from __future__ import annotations

from datetime import datetime

from truckroll.accounts.actors import system
from truckroll.dispatch import actions
from truckroll.dispatch.events import VisitReleasedByAbsence
from truckroll.foundation import clock
from truckroll.foundation.events import on
from truckroll.work import queries as work
from truckroll.work.events import VisitCanceled, VisitDrafted, VisitScheduled, VisitUnscheduled

ASSIGNER = system("dispatch.assign")


@on(VisitDrafted)
def assign_new_visit(fact: VisitDrafted) -> None:
    """Assign, suggest or leave a new visit, as its work type says."""
    _consider(fact.visit_id)


@on(VisitReleasedByAbsence)
def assign_released_visit(fact: VisitReleasedByAbsence) -> None:
    """Look at a visit anew whose technician is absent."""
    _consider(fact.visit_id)


@on(VisitScheduled)
def close_gap_of_moved(fact: VisitScheduled) -> None:
    """Where a visit was moved away from, the next one is driven to from elsewhere now."""
    _measure(fact.previous_technician_id, fact.previous_starts_at)


@on(VisitUnscheduled)
def close_gap_of_unscheduled(fact: VisitUnscheduled) -> None:
    """The visit after the gap is driven to from elsewhere now."""
    _measure(fact.technician_id, fact.starts_at)


@on(VisitCanceled)
def close_gap_of_canceled(fact: VisitCanceled) -> None:
    """The visit after the gap is driven to from elsewhere now."""
    _measure(fact.technician_id, fact.starts_at)


def _consider(visit_id: int) -> None:
    for facts in work.visit_facts([visit_id]):
        if facts["assignment"] == "auto":
            actions.assign_visit(visit_id=visit_id, actor=ASSIGNER, now=clock.now())
        elif facts["assignment"] == "suggest":
            actions.suggest_visit(visit_id=visit_id, actor=ASSIGNER, now=clock.now())


def _measure(technician_id: int | None, starts_at: str | None) -> None:
    if technician_id is not None and starts_at is not None:
        around = datetime.fromisoformat(starts_at)
        actions.note_driving([technician_id], around=around, actor=ASSIGNER, now=clock.now())
