"""Routes of parts that are ordered for a job."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.foundation import clock, http
from truckroll.stock import queries as stock
from truckroll.work import queries
from truckroll.work.actions import part_orders as actions
from truckroll.work.api.shapes import (
    PartOrderChange,
    PartOrderIn,
    PartOrderItem,
    PartOrderItems,
    ReasonIn,
    ReceivePartIn,
)

router = Router(tags=["work"])


@router.get("/part-orders", response=PartOrderItems)
def list_part_orders(
    request: HttpRequest, status: Literal["", "open", "overdue", "received"] = "", work_order_id: int | None = None,
    page: int = 1, page_size: int = 50,
) -> dict[str, object]:  # fmt: skip
    """Parts that were ordered, the soonest expected first; overdue ones should have come before today."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_part_orders(actor=actor, now=clock.now(), status=status, work_order_id=work_order_id)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.post("/work-orders/{work_order_id}/part-orders", response={201: PartOrderItem})
def order_part(request: HttpRequest, work_order_id: int, body: PartOrderIn) -> HttpResponse:
    """Write down that a part was ordered; the work order waits for it."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict()
        visit_id, now = values.pop("visit_id"), clock.now()
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        visit = queries.get_visit(actor=actor, visit_id=visit_id) if visit_id is not None else None
        order = actions.order_part(work_order=found, visit=visit, **values, actor=actor, now=now)
        return queries.get_part_order(actor=actor, now=now, part_order_id=order.pk)

    return http.write(
        request, "work.order_part", effect, body=body, out=PartOrderItem, status=201, work_order_id=work_order_id
    )


@router.patch("/part-orders/{part_order_id}", response=PartOrderItem)
def change_part_order(request: HttpRequest, part_order_id: int, body: PartOrderChange) -> HttpResponse:
    """Change from whom a part comes, how many, or when it is expected."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values, now = body.dict(exclude_unset=True), clock.now()
        version = values.pop("version", None)
        order = queries.get_part_order(actor=actor, now=now, part_order_id=part_order_id)
        actions.change_part_order(order=order, values=values, version=version, actor=actor, now=now)
        return queries.get_part_order(actor=actor, now=now, part_order_id=part_order_id)

    return http.write(
        request, "work.change_part_order", effect, body=body, out=PartOrderItem, part_order_id=part_order_id
    )


@router.post("/part-orders/{part_order_id}/receive", response=PartOrderItem)
def receive_part(request: HttpRequest, part_order_id: int, body: ReceivePartIn) -> HttpResponse:
    """The part is here: it lies in that van or on that shelf, and the return visit is ready."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        now = clock.now()
        order = queries.get_part_order(actor=actor, now=now, part_order_id=part_order_id)
        place = stock.get_place(actor=actor, place_id=body.place_id)
        actions.receive_part(order=order, place=place, actor=actor, now=now)
        return queries.get_part_order(actor=actor, now=now, part_order_id=part_order_id)

    return http.write(request, "work.receive_part", effect, body=body, out=PartOrderItem, part_order_id=part_order_id)


@router.post("/part-orders/{part_order_id}/drop", response=PartOrderItem)
def drop_part_order(request: HttpRequest, part_order_id: int, body: ReasonIn) -> HttpResponse:
    """Give up waiting for a part."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        now = clock.now()
        order = queries.get_part_order(actor=actor, now=now, part_order_id=part_order_id)
        actions.drop_part_order(order=order, reason=body.reason, actor=actor, now=now)
        return queries.get_part_order(actor=actor, now=now, part_order_id=part_order_id)

    return http.write(
        request, "work.drop_part_order", effect, body=body, out=PartOrderItem, part_order_id=part_order_id
    )
