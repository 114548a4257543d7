"""Writes nothing of its own: tells visits anew when what is shown of them changed in a room below."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from truckroll.foundation.events import publish
from truckroll.foundation.versions import touch
from truckroll.work.events import WorkOrderShownAnew
from truckroll.work.lifecycle import FIELD_SEES, OVER
from truckroll.work.models import Visit, WorkOrder
from truckroll.work.rows import visit_rows

# Boards of longer ago are loaded, not followed.
_FOLLOWED = timedelta(days=7)


def show_again(which: Q, *, now: datetime) -> None:
    """This will grow the version of these work orders' visits, open and recent ones, and tell their rows."""
    orders = WorkOrder.objects.filter(which)
    visits = list(
        Visit.objects.select_for_update(of=("self",))
        .filter(Q(starts_at__gte=now - _FOLLOWED) | ~Q(status__in=OVER), work_order__in=orders.values("pk"))
        .order_by("id")
        .values_list("pk", "work_order_id", "technician_id", "status")
    )
    touch(Visit, [pk for pk, *_ in visits])
    by_order: dict[int, list[int]] = {}
    topics: dict[int, list[str]] = {}
    for pk, work_order_id, technician_id, status in visits:
        by_order.setdefault(work_order_id, []).append(pk)
        heard = topics.setdefault(work_order_id, ["office", f"work_order:{work_order_id}"])
        if technician_id is not None and status in FIELD_SEES:
            heard.append(f"technician:{technician_id}")
    for work_order_id, mine in sorted(by_order.items()):
        fact = WorkOrderShownAnew(work_order_id=work_order_id)
        publish(fact, at=now, topics=topics[work_order_id], rows=visit_rows(mine))
