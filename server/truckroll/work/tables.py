"""Work orders and requests as files: the columns a list is given out with."""

from __future__ import annotations

from truckroll.foundation.tables import Column


def _of(name: str) -> Column:
    return name, lambda row: getattr(row, name)


WORK_ORDERS: tuple[Column, ...] = (
    *map(_of, ("number", "status", "priority")),
    ("work_type", lambda order: order.work_type.name),
    ("customer", lambda order: order.site.customer.external_id or order.site.customer.name),
    ("site", lambda order: order.site.external_id or order.site.name),
    ("site_address", lambda order: order.site.address),
    ("asset", lambda order: (order.asset.external_id or order.asset.name) if order.asset else ""),
    ("bill_to", lambda order: order.bill_to.external_id or order.bill_to.name),
    *map(_of, ("description", "contact_name", "contact_phone", "contact_email", "customer_reference")),
    *map(_of, ("reported_at", "due_at", "approved_at", "closed_at", "canceled_at", "cancel_reason")),
)
REQUESTS: tuple[Column, ...] = (
    *map(_of, ("number", "status", "channel", "priority", "reported_at", "received_at")),
    ("work_type", lambda request: request.work_type.name if request.work_type else ""),
    ("customer", lambda request: request.customer.name if request.customer else ""),
    ("site", lambda request: request.site.name if request.site else ""),
    *map(_of, ("address", "contact_name", "contact_phone", "contact_email", "description")),
    ("work_order", lambda request: request.work_order.number if hasattr(request, "work_order") else ""),
)
