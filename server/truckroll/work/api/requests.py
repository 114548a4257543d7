"""Routes of requests: what somebody asked for, until it is accepted or rejected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from truckroll.accounts import roles
from truckroll.accounts.actors import Actor
from truckroll.accounts.permissions import allow
from truckroll.customers import queries as customers
from truckroll.foundation import blobs, clock, http
from truckroll.foundation.tables import table
from truckroll.work import queries, tables
from truckroll.work.actions import requests as actions
from truckroll.work.api.shapes import (
    AcceptIn,
    JoinIn,
    ReasonIn,
    RequestChange,
    RequestIn,
    RequestOut,
    RequestsOut,
    WorkOrderItem,
)

router = Router(tags=["work"])


@router.get("/requests", response=RequestsOut)
def list_requests(
    request: HttpRequest, status: str = "", channel: str = "", search: str = "", page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """What was asked for, the latest first."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_requests(actor=actor, status=status, channel=channel, search=search)
    items, total = http.page(rows, page=page, page_size=page_size)
    return {"items": items, "total": total}


@router.get("/requests.csv", response={200: Any})
def download_requests(
    request: HttpRequest, status: str = "", channel: str = "", search: str = ""
) -> StreamingHttpResponse:
    """The requests of a list as a file."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_requests(actor=actor, status=status, channel=channel, search=search)
    return http.csv_file(table(tables.REQUESTS, rows.iterator(chunk_size=500)), "requests")


@router.post("/requests", response={201: RequestOut})
def receive_request(request: HttpRequest, body: RequestIn) -> HttpResponse:
    """Write down what somebody asks for."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        now = clock.now()
        _check(body.dict(), actor)
        made = actions.receive_request(**body.dict(), received_at=now, actor=actor, now=now)
        return queries.get_request(actor=actor, request_id=made.pk)

    return http.write(request, "work.receive_request", effect, body=body, out=RequestOut, status=201)


@router.get("/requests/{request_id}", response=RequestOut)
def get_request(request: HttpRequest, request_id: int) -> object:
    """One request."""
    return queries.get_request(actor=allow(request, roles.OFFICE), request_id=request_id)


@router.patch("/requests/{request_id}", response=RequestOut)
def change_request(request: HttpRequest, request_id: int, body: RequestChange) -> HttpResponse:
    """Complete or correct a request before it is decided on."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version = values.pop("version", None)
        found = queries.get_request(actor=actor, request_id=request_id)
        _check(values, actor)
        actions.change_request(request=found, values=values, version=version, actor=actor, now=clock.now())
        return queries.get_request(actor=actor, request_id=request_id)

    return http.write(request, "work.change_request", effect, body=body, out=RequestOut, request_id=request_id)


@router.post("/requests/{request_id}/accept", response={201: WorkOrderItem})
def accept_request(request: HttpRequest, request_id: int, body: AcceptIn) -> HttpResponse:
    """Raise the work order of a request; the answer is the work order."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_request(actor=actor, request_id=request_id)
        values = body.dict(exclude_unset=True)
        _check(values, actor)
        order = actions.accept_request(request=found, **values, actor=actor, now=clock.now())
        return queries.get_work_order(actor=actor, work_order_id=order.pk)

    return http.write(
        request, "work.accept_request", effect, body=body, out=WorkOrderItem, status=201, request_id=request_id
    )


@router.post("/requests/{request_id}/join", response=RequestOut)
def join_request(request: HttpRequest, request_id: int, body: JoinIn) -> HttpResponse:
    """Keep a request with the open work order that is about the same."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_request(actor=actor, request_id=request_id)
        order = queries.get_work_order(actor=actor, work_order_id=body.work_order_id)
        actions.join_request(request=found, work_order=order, actor=actor, now=clock.now())
        return queries.get_request(actor=actor, request_id=request_id)

    return http.write(request, "work.join_request", effect, body=body, out=RequestOut, request_id=request_id)


@router.post("/requests/{request_id}/reject", response=RequestOut)
def reject_request(request: HttpRequest, request_id: int, body: ReasonIn) -> HttpResponse:
    """Say no to a request."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_request(actor=actor, request_id=request_id)
        actions.reject_request(request=found, reason=body.reason, actor=actor, now=clock.now())
        return queries.get_request(actor=actor, request_id=request_id)

    return http.write(request, "work.reject_request", effect, body=body, out=RequestOut, request_id=request_id)


@router.post("/requests/{request_id}/reconsider", response=RequestOut)
def reconsider_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take a rejection or a joining back."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_request(actor=actor, request_id=request_id)
        actions.reconsider_request(request=found, actor=actor, now=clock.now())
        return queries.get_request(actor=actor, request_id=request_id)

    return http.write(request, "work.reconsider_request", effect, out=RequestOut, request_id=request_id)


@router.get("/requests/{request_id}/attachments/{position}")
def get_attachment(request: HttpRequest, request_id: int, position: int) -> FileResponse:
    """A file that came with a request."""
    actor = allow(request, roles.OFFICE)
    found = queries.get_attachment(actor=actor, request_id=request_id, position=position)
    return blobs.serve(found.blob, name=found.name)


def _check(values: dict[str, Any], actor: Actor) -> None:
    """Refuse what the named site, customer, asset or work type is not."""
    look: dict[str, Callable[[int], object]] = {
        "site_id": lambda pk: customers.get_site(actor=actor, site_id=pk),
        "customer_id": lambda pk: customers.get_customer(actor=actor, customer_id=pk),
        "asset_id": lambda pk: customers.get_asset(actor=actor, asset_id=pk),
        "work_type_id": lambda pk: queries.get_work_type(actor=actor, work_type_id=pk),
    }
    for name, find in look.items():
        if values.get(name) is not None:
            find(values[name])
