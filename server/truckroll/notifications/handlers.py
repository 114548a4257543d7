"""What this room does about facts of work: it writes down what the customer is to be told, in the same transaction.

A customer knows one window for a visit: the last he was told. A plan that moves inside it is silent, and so is one
that comes back before anything was said.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from truckroll.accounts.actors import system
from truckroll.foundation import clock
from truckroll.foundation.events import within
from truckroll.notifications import queries
from truckroll.notifications.actions.messages import overtake_messages, write_message
from truckroll.notifications.gathering import report_of
from truckroll.notifications.kinds import Kind
from truckroll.notifications.lifecycle import MessageStatus
from truckroll.work import queries as work
from truckroll.work.events import (
    RequestReceived,
    VisitCanceled,
    VisitDeparted,
    VisitDispatched,
    VisitNoAccess,
    VisitScheduled,
    VisitUnscheduled,
    VisitWindowChosen,
    WorkOrderCompleted,
    WorkOrderRaised,
)
from truckroll.work.told_window import told_window

if TYPE_CHECKING:
    from truckroll.notifications.models import Message
    from truckroll.work.models import Visit

SPEAKER = system("notifications")
# Who comes by a file or a plan did not ask just now.
_ASKED_BY = frozenset({"phone", "office", "email", "portal"})
_PLAN = [Kind.CONFIRMED.value, Kind.MOVED.value, Kind.BUMPED.value]
# Somebody was told, or is being told this moment.
_HEARD = frozenset({"sending", "sent", "delivered", "told"})


@within(RequestReceived)
def acknowledge_request(fact: RequestReceived) -> None:
    """This will tell who asked that we have it."""
    if fact.channel in _ASKED_BY:
        request = work.find_request_with_place(fact.request_id)
        if request is not None:
            write_message(kind=Kind.RECEIVED, job=request, actor=SPEAKER, now=clock.now())


@within(WorkOrderRaised)
def acknowledge_call(fact: WorkOrderRaised) -> None:
    """This will tell who called that we have it, unless his request was acknowledged already."""
    order = work.find_work_order_with_place(fact.work_order_id)
    if order is not None and order.request_id is None and order.source in _ASKED_BY:
        write_message(kind=Kind.RECEIVED, job=order, actor=SPEAKER, now=clock.now())


@within(VisitDispatched)
def confirm_visit(fact: VisitDispatched) -> None:
    """This will tell the customer when we come, once the visit is sent to its technician."""
    overtake_messages(visit_id=fact.visit_id, kinds=[Kind.MISSED], actor=SPEAKER, now=clock.now())
    _say_what_holds(fact.visit_id, is_settled=True)


@within(VisitScheduled)
def say_visit_moved(fact: VisitScheduled) -> None:
    """This will tell a customer who knows another window that the visit was moved out of it."""
    if fact.tells_customer or fact.previous_starts_at is not None or queries.last_said(fact.visit_id, _PLAN):
        _say_what_holds(fact.visit_id, is_settled=False, is_promised=fact.tells_customer)


@within(VisitUnscheduled)
def say_visit_bumped(fact: VisitUnscheduled) -> None:
    """This will tell a customer who expects us that we do not come then."""
    _say_what_holds(fact.visit_id, is_settled=False)


@within(VisitCanceled)
def say_no_more(fact: VisitCanceled) -> None:
    """This will keep what was not yet said about a visit from being said."""
    overtake_messages(
        visit_id=fact.visit_id, kinds=[*_PLAN, Kind.ON_THE_WAY, Kind.MISSED], actor=SPEAKER, now=clock.now()
    )


@within(VisitDeparted)
def say_on_the_way(fact: VisitDeparted) -> None:
    """This will tell the customer that the technician is on his way, and when he is expected."""
    visit = work.find_visit_with_job(fact.visit_id)
    if visit is not None:
        now = clock.now()
        overtake_messages(visit_id=visit.pk, kinds=_PLAN, actor=SPEAKER, now=now)
        write_message(kind=Kind.ON_THE_WAY, job=visit.work_order, visit=visit, actor=SPEAKER, now=now)


@within(VisitNoAccess)
def say_we_missed_you(fact: VisitNoAccess) -> None:
    """This will tell a customer who did not open that we were there, and where he chooses another time."""
    missed, back = work.find_visit_with_job(fact.visit_id), work.find_visit_with_job(fact.return_visit_id)
    if missed is not None and back is not None:
        write_message(kind=Kind.MISSED, job=back.work_order, visit=back, missed=missed, actor=SPEAKER, now=clock.now())


@within(VisitWindowChosen)
def ask_no_more(fact: VisitWindowChosen) -> None:
    """This will keep a customer who has chosen a time from being asked to choose one."""
    overtake_messages(visit_id=fact.visit_id, kinds=[Kind.MISSED], actor=SPEAKER, now=clock.now())


@within(WorkOrderCompleted)
def say_done(fact: WorkOrderCompleted) -> None:
    """This will tell the customer that the work is done, and what it was."""
    order = work.find_work_order_with_place(fact.work_order_id)
    if order is not None:
        report = report_of(order)
        write_message(kind=Kind.DONE, job=order, actor=SPEAKER, now=clock.now(), report=report)


def _say_what_holds(visit_id: int, *, is_settled: bool, is_promised: bool = False) -> None:
    """Compare what the customer knows with what is planned, and say what is different.

    Who moves a visit out of its promise says whether the customer is told: if not, nothing is said (rule 9).
    """
    now = clock.now()
    said = queries.last_said(visit_id, _PLAN)
    heard = next((message for message in said if message.status in _HEARD), None)
    waiting = [m for m in said if m.status != MessageStatus.OVERTAKEN and m.status not in _HEARD]
    if waiting:
        overtake_messages(visit_id=visit_id, kinds=_PLAN, actor=SPEAKER, now=now)
    is_moved = is_promised or any(message.kind == Kind.MOVED for message in waiting)
    if heard is None and not is_settled and not is_moved:
        return
    visit = work.find_visit_with_job(visit_id)
    if visit is None or visit.untold_reason:
        return
    kind = _what_to_say(visit, heard, is_moved=is_moved)
    if kind is None:
        return
    told = (heard.told_from, heard.told_to) if kind == Kind.BUMPED and heard is not None else None
    write_message(kind=kind, job=visit.work_order, visit=visit, told=told, actor=SPEAKER, now=now)


def _what_to_say(visit: Visit, heard: Message | None, *, is_moved: bool) -> str | None:
    if visit.starts_at is None:
        return Kind.BUMPED if heard is not None and heard.kind != Kind.BUMPED else None
    if heard is None:
        # He may have been promised a window by a person, and know no message of ours.
        return Kind.MOVED if is_moved else Kind.CONFIRMED
    if heard.kind == Kind.BUMPED:
        return Kind.MOVED
    if is_moved and (heard.told_from, heard.told_to) != told_window(visit):
        return Kind.MOVED
    return None if _is_inside(visit.starts_at, heard) else Kind.MOVED


def _is_inside(starts_at: datetime, heard: Message) -> bool:
    return heard.told_from is not None and heard.told_to is not None and heard.told_from <= starts_at <= heard.told_to
