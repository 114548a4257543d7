"""What stands beside the form while somebody calls."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.contracts.kinds import Clock
from truckroll.customers import queries as customers
from truckroll.foundation import clock
from truckroll.work import calls, queries
from truckroll.work.api.shapes import WorkOrderItem
from truckroll.work.lifecycle import VisitStatus

router = Router(tags=["work"])


class LastVisit(Schema):
    visit_id: int
    work_order_id: int
    work_order_number: str
    work_type: str
    ended_at: datetime
    status: VisitStatus
    summary: str
    technician: str


class KnownAsset(Schema):
    id: int
    name: str
    kind: str
    serial: str
    location: str
    warranty_until: date | None
    is_in_warranty: bool


class KnownHazard(Schema):
    id: int
    title: str
    severity: str
    note: str
    must_acknowledge: bool


class WouldBePromised(Schema):
    clock: Clock
    due_at: datetime
    target: dict[str, Any]


class LikenessOut(Schema):
    """Work that may be about the same, and what is the same."""

    work_order: WorkOrderItem
    same: Literal["asset", "site_and_work_type"]
    ended_at: datetime | None


class CallContext(Schema):
    """What is known about a site, and whether the call is about something that is open or was just done."""

    site_id: int
    last_visits: list[LastVisit]
    open_work_orders: list[WorkOrderItem]
    assets: list[KnownAsset]
    hazards: list[KnownHazard]
    promises: list[WouldBePromised]
    duplicates: list[LikenessOut]
    recalls: list[LikenessOut]


@router.get("/calls/context", response=CallContext)
def get_call_context(
    request: HttpRequest,
    site_id: int,
    asset_id: int | None = None,
    work_type_id: int | None = None,
    # A number of an address is a text first, which is none of the four of `Priority`.
    priority: Annotated[int | None, Query(ge=1, le=4)] = None,
    reported_at: AwareDatetime | None = None,
) -> dict[str, Any]:
    """The site's last visits, open work, assets, hazards, due times, and work that may be the same."""
    actor = allow(request, roles.OFFICE)
    return calls.whole(
        actor=actor,
        site=customers.get_site(actor=actor, site_id=site_id),
        now=clock.now(),
        asset_id=asset_id,
        work_type=queries.get_work_type(actor=actor, work_type_id=work_type_id) if work_type_id is not None else None,
        priority=priority,
        reported_at=reported_at,
    )
