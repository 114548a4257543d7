"""What this room does about facts of work: new visits are assigned as their work type says, drives are kept right."""

from __future__ import annotations

from datetime import datetime

from truckroll.accounts.actors import system
from truckroll.customers.events import SiteLocated
from truckroll.dispatch import actions
from truckroll.dispatch.events import VisitReleasedByAbsence
from truckroll.foundation import clock
from truckroll.foundation.events import on
from truckroll.work import queries as work
from truckroll.work.events import HoldLifted, VisitCanceled, VisitDrafted, VisitScheduled, VisitUnscheduled

ASSIGNER = system("dispatch.assign")


@on(VisitDrafted)
def assign_new_visit(fact: VisitDrafted) -> None:
    """Assign, suggest or leave a new visit, as its work type says."""
    _consider(fact.visit_id)


@on(VisitReleasedByAbsence)
def assign_released_visit(fact: VisitReleasedByAbsence) -> None:
    """Look at a visit anew whose technician is absent."""
    _consider(fact.visit_id)


@on(SiteLocated)
def assign_where_a_pin_was_missing(fact: SiteLocated) -> None:
    """Look anew at the visits of a site that only waited for its place on the map."""
    for facts in work.visit_facts(work.queue()):
        if facts["site_id"] == fact.site_id and facts["flag_code"] == "unlocated":
            _consider(facts["id"])


@on(HoldLifted)
def assign_what_was_on_hold(fact: HoldLifted) -> None:
    """Look anew at the visits that only waited for the end of a hold."""
    for facts in work.visit_facts(work.queue()):
        if facts["work_order_id"] == fact.work_order_id and facts["flag_code"] == "on_hold":
            _consider(facts["id"])


@on(VisitScheduled)
def measure_day_of_scheduled(fact: VisitScheduled) -> None:
    """The next visit is driven to from here now, and where it was moved away from, from elsewhere."""
    _measure(fact.technician_id, fact.starts_at)
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
