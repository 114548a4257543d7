"""Writes of parts that are ordered for a job: order, change, receive, drop, and tell of those that are late."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import publish
from truckroll.foundation.refusals import Invalid, Refusal
from truckroll.foundation.versions import lock_at
from truckroll.stock import actions as stock
from truckroll.work.actions.work_orders import draft_visit, lift_hold, open_hold
from truckroll.work.events import PartOrderChanged, PartOrdered, PartOrderOverdue, PartReceived
from truckroll.work.keeping import lock_work_order, tell_work_order, touch_visits
from truckroll.work.lifecycle import ENDED, OVER
from truckroll.work.models import Hold, HoldKind, PartOrder, ScopeStatus, Visit, WorkOrder

if TYPE_CHECKING:
    from truckroll.stock.models import Place


class PartNotAwaited(Refusal):
    """It was received or given up already."""

    code = "part_not_awaited"
    title = "Nobody waits for this part any more"
    what_to_do = "Look at the order; what came nevertheless is loaded into stock by hand."


def order_part(
    *,
    work_order: WorkOrder,
    sku: str,
    description: str,
    quantity: Decimal,
    supplier: str,
    actor: Actor,
    now: datetime,
    expected_on: date | None = None,
    visit: Visit | None = None,
) -> PartOrder:
    """This will write down that a part was ordered, and let the work order wait until it is there.

    A hold for parts that a technician left when he stopped becomes the hold of the first part ordered.

    Raises
    ------
    WorkOrderOver
        It is approved, closed or canceled.
    Invalid
        The visit is of another work order.
    """
    if visit is not None and visit.work_order_id != work_order.pk:
        raise Invalid(f"{visit.number} is of another work order.", field="visit_id", visit_id=visit.pk)
    locked = lock_work_order(work_order.pk)
    part = stock.keep_part(sku=sku, name=description, actor=actor, now=now)
    free = Hold.objects.filter(work_order=locked, kind=HoldKind.PARTS, lifted_at=None, part_order=None)
    hold = free.order_by("id").first()
    if hold is None or locked.approved_at or locked.canceled_at:
        reason = f"{quantity.normalize():f} × {part.name} from {supplier}"
        hold = open_hold(
            work_order=locked, kind=HoldKind.PARTS, reason=reason, expected_on=expected_on, actor=actor, now=now
        )
    else:
        hold.change(expected_on=expected_on)
    locked.refresh_from_db()
    order = PartOrder.objects.create(
        work_order=locked,
        visit=visit or _stopped_visit(locked),
        hold=hold,
        part=part,
        quantity=quantity,
        supplier=supplier,
        expected_on=expected_on,
        ordered_at=now,
        ordered_by=actor.label,
    )
    fact = PartOrdered(part_order_id=order.pk, work_order_id=locked.pk)
    tell_work_order(fact, locked, actor=actor, now=now, rows_of=touch_visits(locked))
    return order


def change_part_order(
    *, order: PartOrder, values: dict[str, Any], actor: Actor, now: datetime, version: int | None = None
) -> PartOrder:
    """This will change from whom a part comes, how many, or when it is expected.

    Raises
    ------
    ChangedMeanwhile
        Somebody changed it since.
    PartNotAwaited
        It was received or given up already.
    """
    locked = lock_work_order(order.work_order_id)
    lock_at(order, version, shown=values)
    _check_awaited(order)
    order.change(**values)
    if "expected_on" in values:
        order.hold.change(expected_on=values["expected_on"])
    fact = PartOrderChanged(part_order_id=order.pk, work_order_id=locked.pk)
    tell_work_order(fact, locked, actor=actor, now=now, rows_of=touch_visits(locked))
    return order


def receive_part(*, order: PartOrder, place: Place, actor: Actor, now: datetime) -> PartOrder:
    """This will book an ordered part into a van or onto a shelf and end the waiting for it.

    The return visit is ready then; if nobody drafted one and something is open, it is drafted now, going on from the
    visit that could not, so that the same technician is preferred.

    Raises
    ------
    PartNotAwaited
        It was received or given up already.
    """
    locked = lock_work_order(order.work_order_id)
    lock_at(order, None)
    _check_awaited(order)
    stock.load_parts(
        place=place,
        lines=[{"part_id": order.part_id, "quantity": order.quantity}],
        note=f"Ordered for {locked.number}",
        source=f"part_order:{order.pk}",
        actor=actor,
        now=now,
    )
    order.change(received_at=now, received_by=actor.label, received_into=place)
    lift_hold(hold=order.hold, actor=actor, now=now)
    locked.refresh_from_db()
    back = _return_visit(locked, order, actor=actor, now=now)
    locked.refresh_from_db()
    fact = PartReceived(
        part_order_id=order.pk,
        work_order_id=locked.pk,
        place_id=place.pk,
        return_visit_id=back.pk if back is not None else None,
    )
    tell_work_order(fact, locked, actor=actor, now=now)
    return order


def drop_part_order(*, order: PartOrder, reason: str, actor: Actor, now: datetime) -> PartOrder:
    """This will give up waiting for a part: it is not coming, or is not needed.

    Raises
    ------
    PartNotAwaited
        It was received or given up already.
    """
    locked = lock_work_order(order.work_order_id)
    lock_at(order, None)
    _check_awaited(order)
    order.change(dropped_at=now, dropped_by=actor.label, drop_reason=reason)
    lift_hold(hold=order.hold, actor=actor, now=now)
    locked.refresh_from_db()
    fact = PartOrderChanged(part_order_id=order.pk, work_order_id=locked.pk)
    tell_work_order(fact, locked, actor=actor, now=now)
    return order


def tell_overdue(*, order: PartOrder, on: date, actor: Actor, now: datetime) -> bool:
    """This will tell that an ordered part is late, once on that day, and say whether it was told."""
    lock_work_order(order.work_order_id)
    lock_at(order, None)
    late = order.expected_on is not None and order.expected_on < on
    if order.received_at or order.dropped_at or not late or order.overdue_told_on == on:
        return False
    order.change(overdue_told_on=on)
    fact = PartOrderOverdue(
        part_order_id=order.pk, work_order_id=order.work_order_id, expected_on=str(order.expected_on)
    )
    publish(fact, at=now, topics=["office", f"work_order:{order.work_order_id}"])
    return True


def _check_awaited(order: PartOrder) -> None:
    if order.received_at is not None or order.dropped_at is not None:
        what = "is here" if order.received_at is not None else "was given up"
        raise PartNotAwaited(f"{order.part.name} {what} already.", part_order_id=order.pk)


def _stopped_visit(work_order: WorkOrder) -> Visit | None:
    return Visit.objects.filter(work_order=work_order, status__in=sorted(ENDED)).order_by("-ended_at", "-id").first()


def _return_visit(work_order: WorkOrder, order: PartOrder, *, actor: Actor, now: datetime) -> Visit | None:
    """The visit the part is for, drafted if there is none to come and something is open."""
    if work_order.approved_at or work_order.canceled_at:
        return None
    coming = Visit.objects.filter(work_order=work_order).exclude(status__in=OVER).order_by("ordinal").first()
    if coming is not None or not work_order.scope.filter(status=ScopeStatus.OPEN).exists():
        return coming
    return draft_visit(work_order=work_order, return_of=order.visit, actor=actor, now=now)
