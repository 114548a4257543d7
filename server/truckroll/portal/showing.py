"""What somebody outside may see of a job: these fields and no others (P20). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from truckroll.work.told_window import told_window

if TYPE_CHECKING:
    from truckroll.work.models import Request, Visit, WorkOrder

_ON_THE_WAY = frozenset({"traveling"})
_ON_SITE = frozenset({"on_site", "working", "paused"})
_OVER = frozenset({"completed", "stopped", "no_access"})
_SENTENCES = {
    "received": "We have your request and will plan a visit.",
    "planned": "A visit is planned.",
    "on_the_way": "Our technician is on the way.",
    "on_site": "Our technician is with you.",
    "waiting": "We are waiting for something before the work can go on.",
    "done": "The work is done.",
    "canceled": "This job was canceled.",
}


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """One visit as the customer sees it."""

    status: str
    window_starts_at: datetime | None
    window_ends_at: datetime | None
    technician_name: str | None
    arrived_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One job as the customer sees it; `closed_at` is when it was over for good."""

    reference: str
    work_order_number: str | None
    site_name: str
    site_address: str
    zone: str
    description: str
    work_type: str | None
    reported_at: datetime
    status: str
    status_sentence: str
    visits: tuple[ShownVisit, ...]
    closed_at: datetime | None


def show(request: Request | None, order: WorkOrder | None) -> Shown:
    """This will be what the customer sees of a request and of the work order it became, or of either alone."""
    visits = [] if order is None else [v for v in order.visits.all() if v.status not in ("draft", "canceled")]
    status = _status(request, order, visits)
    first = request or order
    assert first is not None, "a link shows a request, a work order or both"
    site = (order or first).site
    kind = order.work_type if order else request.work_type if request else None
    return Shown(
        reference=request.number if request else order.number if order else "",
        work_order_number=order.number if order else None,
        site_name=site.name if site else "",
        site_address=site.address if site else "",
        zone=site.zone if site else "UTC",
        # The customer's own words; what the office wrote on the work order may be meant for technicians.
        description=request.description if request else "",
        work_type=kind.name if kind else None,
        reported_at=first.reported_at,
        status=status,
        status_sentence=_SENTENCES[status],
        visits=tuple(_visit(v) for v in visits),
        closed_at=(order.closed_at or order.canceled_at) if order else None,
    )


def _status(request: Request | None, order: WorkOrder | None, visits: list[Visit]) -> str:
    if order is None:
        return "canceled" if request is not None and request.status == "rejected" else "received"
    under_way = {v.status for v in visits}
    if under_way & _ON_SITE:
        return "on_site"
    if under_way & _ON_THE_WAY:
        return "on_the_way"
    plain = {"scheduled": "planned", "on_hold": "waiting", "canceled": "canceled", "in_progress": "on_site"}
    if order.status in ("completed", "approved", "closed"):
        return "done"
    return plain.get(order.status, "received")


def _visit(visit: Visit) -> ShownVisit:
    starts, ends = told_window(visit)
    # Who comes is told once it is settled: after the visit was sent to his phone.
    known = visit.status != "scheduled" and visit.technician is not None
    over = visit.status in _OVER
    return ShownVisit(
        status=visit.status,
        window_starts_at=starts,
        window_ends_at=ends,
        technician_name=visit.technician.name.split()[0] if known and visit.technician else None,
        arrived_at=visit.arrived_at,
        ended_at=visit.ended_at if over else None,
        outcome=visit.status if over else None,
    )
