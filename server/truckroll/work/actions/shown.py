"""What follows from a changed word in a room below: visits are told anew, work orders are found by the new word."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from truckroll.foundation.events import publish
from truckroll.foundation.versions import touch
from truckroll.work.events import WorkOrderShownAnew
from truckroll.work.lifecycle import FIELD_SEES, OVER
from truckroll.work.models import Visit, WorkOrder
from truckroll.work.rows import visit_rows
from truckroll.work.words import words_of_order

# Boards of longer ago are loaded, not followed.
_FOLLOWED = timedelta(days=7)
# A long writing transaction holds back everybody's events.
CHUNK = 500


def show_again(which: Q, *, now: datetime) -> None:
    """This will grow the version of these work orders' visits, open and recent ones, and tell their rows."""
    orders = WorkOrder.objects.filter(which)
    visits = list(
        Visit.objects.select_for_update(of=("self",))
        .filter(Q(starts_at__gte=now - _FOLLOWED) | ~Q(status__in=OVER), work_order__in=orders.values("pk"))
        .order_by("id")
        .values_list("pk", "work_order_id", "technician_id", "member_ids", "status")
    )
    touch(Visit, [pk for pk, *_ in visits])
    by_order: dict[int, list[int]] = {}
    topics: dict[int, list[str]] = {}
    for pk, work_order_id, technician_id, member_ids, status in visits:
        by_order.setdefault(work_order_id, []).append(pk)
        heard = topics.setdefault(work_order_id, ["office", f"work_order:{work_order_id}"])
        if technician_id is not None and status in FIELD_SEES:
            heard += [f"technician:{one}" for one in (technician_id, *member_ids)]
    for work_order_id, mine in sorted(by_order.items()):
        fact = WorkOrderShownAnew(work_order_id=work_order_id)
        publish(fact, at=now, topics=topics[work_order_id], rows=visit_rows(mine))


def index_again(which: Q, *, after: int = 0) -> int | None:
    """This will make up to a chunk of these work orders findable by their present words, by id from `after` on.

    Returns the last id looked at if there may be more, else None.
    """
    orders = list(
        WorkOrder.objects.select_for_update(of=("self",))
        .filter(which, pk__gt=after)
        .select_related("site__customer", "bill_to", "asset")
        .defer("word_index")
        .order_by("id")[:CHUNK]
    )
    changed = []
    for order in orders:
        words = words_of_order(order.number, order.site, order.bill_to, order.asset, order.description)
        if words != order.words:
            order.words = words
            changed.append(order)
    WorkOrder.objects.bulk_update(changed, ["words"])
    return orders[-1].pk if len(orders) == CHUNK else None
