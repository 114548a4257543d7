"""Routes of work orders: the whole record of a job."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router

from truckroll.accounts import roles
from truckroll.accounts.permissions import allow
from truckroll.customers import queries as customers
from truckroll.foundation import blobs, clock, http
from truckroll.foundation.tables import table
from truckroll.work import queries, record, tables
from truckroll.work.actions import records
from truckroll.work.actions import work_orders as actions
from truckroll.work.api.shapes import (
    ApproveIn,
    CancelIn,
    CorrectClockIn,
    EvidenceOut,
    HoldIn,
    HoldOut,
    MakeSafeIn,
    NoteIn,
    NoteOut,
    PartOut,
    ReasonIn,
    ScopeIn,
    ScopeOut,
    VisitIn,
    VisitRow,
    WorkOrderChange,
    WorkOrderIn,
    WorkOrderItem,
    WorkOrderItems,
    WorkOrderOut,
)
from truckroll.work.models import WorkOrderStatus

router = Router(tags=["work"])


@router.get("/work-orders", response=WorkOrderItems)
def list_work_orders(
    request: HttpRequest,
    status: Annotated[list[WorkOrderStatus], Query(default_factory=list)],
    search: str = "",
    site_id: int | None = None,
    customer_id: int | None = None,
    asset_id: int | None = None,
    priority: int | None = None,
    page: int = 1,
    page_size: int = 50,
) -> dict[str, object]:
    """The work orders, the latest first; `status` may be given several times."""
    actor = allow(request, roles.SIGNED_IN)
    rows = queries.list_work_orders(
        actor=actor, status=status, search=search, site_id=site_id, customer_id=customer_id, asset_id=asset_id,
        priority=priority,
    )  # fmt: skip
    # Ids first: a far page must not join all the rows before it.
    ids, total = http.page(rows.values_list("pk", flat=True), page=page, page_size=page_size)
    return {"items": queries.work_orders_shown(ids), "total": total}


@router.get("/work-orders.csv", response={200: Any})
def download_work_orders(
    request: HttpRequest,
    status: Annotated[list[WorkOrderStatus], Query(default_factory=list)],
    search: str = "",
    site_id: int | None = None,
    customer_id: int | None = None,
    asset_id: int | None = None,
    priority: int | None = None,
) -> StreamingHttpResponse:
    """The work orders of a list as a file."""
    actor = allow(request, roles.OFFICE)
    rows = queries.list_work_orders(
        actor=actor, status=status, search=search, site_id=site_id, customer_id=customer_id, asset_id=asset_id,
        priority=priority,
    )  # fmt: skip
    rows = rows.select_related("site__customer", "work_type", "bill_to", "asset").defer("word_index")
    return http.csv_file(table(tables.WORK_ORDERS, rows.iterator(chunk_size=500)), "work-orders")


@router.post("/work-orders", response={201: WorkOrderItem})
def raise_work_order(request: HttpRequest, body: WorkOrderIn) -> HttpResponse:
    """Make the record of a job; its first visit waits in the queue."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values: dict[str, Any] = body.dict()
        now = clock.now()
        site = customers.get_site(actor=actor, site_id=values.pop("site_id"))
        work_type = queries.get_work_type(actor=actor, work_type_id=values.pop("work_type_id"))
        values["reported_at"] = values["reported_at"] or now
        order = actions.raise_work_order(site=site, work_type=work_type, **values, actor=actor, now=now)
        return queries.get_work_order(actor=actor, work_order_id=order.pk)

    return http.write(request, "work.raise_work_order", effect, body=body, out=WorkOrderItem, status=201)


@router.get("/work-orders/{work_order_id}", response=WorkOrderOut)
def get_work_order(request: HttpRequest, work_order_id: int) -> dict[str, object]:
    """The whole record of a work order."""
    actor = allow(request, roles.SIGNED_IN)
    return record.whole(queries.get_work_order(actor=actor, work_order_id=work_order_id), actor=actor)


@router.get("/work-orders/{work_order_id}/changes", response=http.Changes)
def list_work_order_changes(
    request: HttpRequest, work_order_id: int, page: int = 1, page_size: int = 50
) -> dict[str, object]:
    """Every change of a work order, its visits, notes, parts: who, when, in which request, from what to what."""
    actor = allow(request, roles.OFFICE)
    order = queries.get_work_order(actor=actor, work_order_id=work_order_id)
    return http.page_of(record.changes(order), page=page, page_size=page_size)


@router.patch("/work-orders/{work_order_id}", response=WorkOrderItem)
def change_work_order(request: HttpRequest, work_order_id: int, body: WorkOrderChange) -> HttpResponse:
    """Change the words, payer, asset, limit, priority or report time; with a reason if a promise becomes later."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        values = body.dict(exclude_unset=True)
        version, reason = values.pop("version", None), values.pop("reason", "")
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        actions.change_work_order(
            work_order=found, values=values, version=version, reason=reason, actor=actor, now=clock.now()
        )
        return queries.get_work_order(actor=actor, work_order_id=work_order_id)

    return http.write(
        request, "work.change_work_order", effect, body=body, out=WorkOrderItem, work_order_id=work_order_id
    )


@router.post("/work-orders/{work_order_id}/cancel", response=WorkOrderItem)
def cancel_work_order(request: HttpRequest, work_order_id: int, body: CancelIn) -> HttpResponse:
    """Give a work order up, with every visit that has not ended."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        actions.cancel_work_order(work_order=found, **body.dict(), actor=actor, now=clock.now())
        return queries.get_work_order(actor=actor, work_order_id=work_order_id)

    return http.write(
        request, "work.cancel_work_order", effect, body=body, out=WorkOrderItem, work_order_id=work_order_id
    )


@router.post("/work-orders/{work_order_id}/approve", response=WorkOrderItem)
def approve_work_order(request: HttpRequest, work_order_id: int, body: ApproveIn | None = None) -> HttpResponse:
    """Accept what was done, so that it can be invoiced; while photos are still on a phone only with a reason."""
    actor = allow(request, roles.DISPATCH | roles.MONEY)
    reason = body.without_files_reason if body else ""

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        actions.approve_work_order(work_order=found, actor=actor, now=clock.now(), without_files_reason=reason)
        return queries.get_work_order(actor=actor, work_order_id=work_order_id)

    return http.write(
        request, "work.approve_work_order", effect, body=body, out=WorkOrderItem, work_order_id=work_order_id
    )


@router.post("/work-orders/{work_order_id}/make-safe", response=WorkOrderItem)
def make_safe(request: HttpRequest, work_order_id: int, body: MakeSafeIn) -> HttpResponse:
    """Say since when nobody is in danger any more; it stops its own clock only."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        actions.make_safe(work_order=found, **body.dict(), actor=actor, now=clock.now())
        return queries.get_work_order(actor=actor, work_order_id=work_order_id)

    return http.write(request, "work.make_safe", effect, body=body, out=WorkOrderItem, work_order_id=work_order_id)


@router.post("/work-orders/{work_order_id}/correct-clock", response=WorkOrderItem)
def correct_clock(request: HttpRequest, work_order_id: int, body: CorrectClockIn) -> HttpResponse:
    """Put right when somebody was there, or since when nobody was in danger; a breach stays written down."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        actions.correct_clock(work_order=found, **body.dict(), actor=actor, now=clock.now())
        return queries.get_work_order(actor=actor, work_order_id=work_order_id)

    return http.write(request, "work.correct_clock", effect, body=body, out=WorkOrderItem, work_order_id=work_order_id)


@router.post("/work-orders/{work_order_id}/reopen", response=WorkOrderItem)
def reopen_work_order(request: HttpRequest, work_order_id: int, body: ReasonIn) -> HttpResponse:
    """Take an approval back."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        actions.reopen_work_order(work_order=found, reason=body.reason, actor=actor, now=clock.now())
        return queries.get_work_order(actor=actor, work_order_id=work_order_id)

    return http.write(
        request, "work.reopen_work_order", effect, body=body, out=WorkOrderItem, work_order_id=work_order_id
    )


@router.post("/work-orders/{work_order_id}/visits", response={201: VisitRow})
def draft_visit(request: HttpRequest, work_order_id: int, body: VisitIn) -> HttpResponse:
    """Put one more visit of a work order into the queue."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        visit = actions.draft_visit(work_order=found, **body.dict(), actor=actor, now=clock.now())
        return queries.visit_rows([visit.pk])[0]

    return http.write(
        request, "work.draft_visit", effect, body=body, out=VisitRow, status=201, work_order_id=work_order_id
    )


@router.post("/work-orders/{work_order_id}/scope", response={201: ScopeOut})
def add_scope(request: HttpRequest, work_order_id: int, body: ScopeIn) -> HttpResponse:
    """Add something that is to be done."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        return actions.add_scope(work_order=found, text=body.text, actor=actor, now=clock.now())

    return http.write(
        request, "work.add_scope", effect, body=body, out=ScopeOut, status=201, work_order_id=work_order_id
    )


@router.post("/scope-items/{scope_item_id}/drop", response=ScopeOut)
def drop_scope(request: HttpRequest, scope_item_id: int) -> HttpResponse:
    """Take something out of what is to be done."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        item = queries.get_scope_item(actor=actor, scope_item_id=scope_item_id)
        return actions.drop_scope(item=item, actor=actor, now=clock.now())

    return http.write(request, "work.drop_scope", effect, out=ScopeOut, scope_item_id=scope_item_id)


@router.post("/work-orders/{work_order_id}/holds", response={201: HoldOut})
def open_hold(request: HttpRequest, work_order_id: int, body: HoldIn) -> HttpResponse:
    """Let a work order wait for something."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        return actions.open_hold(work_order=found, **body.dict(), actor=actor, now=clock.now())

    return http.write(
        request, "work.open_hold", effect, body=body, out=HoldOut, status=201, work_order_id=work_order_id
    )


@router.post("/holds/{hold_id}/lift", response=HoldOut)
def lift_hold(request: HttpRequest, hold_id: int) -> HttpResponse:
    """What a work order waited for has come."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        hold = queries.get_hold(actor=actor, hold_id=hold_id)
        return actions.lift_hold(hold=hold, actor=actor, now=clock.now())

    return http.write(request, "work.lift_hold", effect, out=HoldOut, hold_id=hold_id)


@router.post("/work-orders/{work_order_id}/notes", response={201: NoteOut})
def add_note(request: HttpRequest, work_order_id: int, body: NoteIn) -> HttpResponse:
    """Write a note on a work order."""
    actor = allow(request, roles.DISPATCH | roles.MONEY | roles.FIELD)

    def effect() -> object:
        found = queries.get_work_order(actor=actor, work_order_id=work_order_id)
        return records.add_note(work_order=found, **body.dict(), actor=actor, now=clock.now())

    return http.write(request, "work.add_note", effect, body=body, out=NoteOut, status=201, work_order_id=work_order_id)


@router.post("/parts-used/{part_used_id}/void", response=PartOut)
def void_part(request: HttpRequest, part_used_id: int, body: ReasonIn) -> HttpResponse:
    """Take a wrong line of parts out of the count."""
    actor = allow(request, roles.DISPATCH | roles.MONEY | roles.FIELD)

    def effect() -> object:
        part = queries.get_part(actor=actor, part_used_id=part_used_id)
        return records.void_part(part=part, reason=body.reason, actor=actor, now=clock.now())

    return http.write(request, "work.void_part", effect, body=body, out=PartOut, part_used_id=part_used_id)


@router.post("/evidence/{evidence_id}/settle", response=EvidenceOut)
def settle_evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Say that late evidence was dealt with."""
    actor = allow(request, roles.DISPATCH)

    def effect() -> object:
        evidence = queries.get_evidence(actor=actor, evidence_id=evidence_id)
        return records.settle_evidence(evidence=evidence, actor=actor, now=clock.now())

    return http.write(request, "work.settle_evidence", effect, out=EvidenceOut, evidence_id=evidence_id)


@router.get("/photos/{photo_id}/content")
def get_photo(request: HttpRequest, photo_id: int) -> FileResponse:
    """The picture itself."""
    photo = queries.get_photo(actor=allow(request, roles.SIGNED_IN), photo_id=photo_id)
    assert photo.blob is not None
    return blobs.serve(photo.blob, name=f"{photo.kind}-{photo.pk}")


@router.get("/signatures/{signature_id}/content")
def get_signature(request: HttpRequest, signature_id: int) -> FileResponse:
    """The drawing of a signature."""
    signature = queries.get_signature(actor=allow(request, roles.SIGNED_IN), signature_id=signature_id)
    assert signature.blob is not None
    return blobs.serve(signature.blob, name=f"signature-{signature.pk}")
