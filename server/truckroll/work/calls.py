"""What somebody on the phone should know before he promises anything: the place, its last work, and whether it is new.

A fixed number of queries, whatever the place has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from truckroll.accounts.actors import Actor
from truckroll.contracts import queries as contracts
from truckroll.contracts.queries import Promise
from truckroll.customers import queries as customers
from truckroll.foundation.local_time import local_date
from truckroll.work.lifecycle import ENDED
from truckroll.work.models import Visit, WorkOrder, WorkOrderStatus, WorkType

if TYPE_CHECKING:
    from truckroll.customers.models import Site

# Work of the same kind at the same site that was asked for so lately is likely the same.
SAME_WITHIN = timedelta(days=14)
# What fails again so soon after it was done was not done well.
RECALL_WITHIN = timedelta(days=30)
_OPEN = (
    WorkOrderStatus.UNSCHEDULED,
    WorkOrderStatus.SCHEDULED,
    WorkOrderStatus.IN_PROGRESS,
    WorkOrderStatus.ON_HOLD,
)
_DONE = (WorkOrderStatus.COMPLETED, WorkOrderStatus.APPROVED, WorkOrderStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A work order that may be about the same, and what is the same: the asset, or site and kind of work."""

    work_order: WorkOrder
    same: str
    ended_at: datetime | None


def whole(
    *,
    actor: Actor,
    site: Site,
    now: datetime,
    asset_id: int | None = None,
    work_type: WorkType | None = None,
    priority: int | None = None,
    reported_at: datetime | None = None,
) -> dict[str, Any]:
    """This will be everything that is shown beside a call about a site."""
    card = customers.site_cards([site.pk])[site.pk]
    return {
        "site_id": site.pk,
        "last_visits": _last_visits(site.pk),
        "open_work_orders": list(_shown(WorkOrder.objects.filter(site_id=site.pk, status__in=_OPEN))[:10]),
        "assets": _assets(actor, site, now),
        "hazards": card["hazards"],
        "promises": _promises(site, work_type, priority, reported_at or now),
        "duplicates": duplicates(site_id=site.pk, asset_id=asset_id, work_type=work_type, now=now),
        "recalls": recalls(site_id=site.pk, asset_id=asset_id, work_type=work_type, now=now),
    }


def duplicates(*, site_id: int, asset_id: int | None, work_type: WorkType | None, now: datetime) -> list[Likeness]:
    """This will list open work on the same asset, or of the same kind at the same site within fourteen days."""
    rows = WorkOrder.objects.filter(status__in=_OPEN)
    lately = Q(site_id=site_id, work_type=work_type, reported_at__gte=now - SAME_WITHIN)
    return _alike(rows, site_id, asset_id, work_type, lately)


def recalls(*, site_id: int, asset_id: int | None, work_type: WorkType | None, now: datetime) -> list[Likeness]:
    """This will list work that was done within thirty days on the same asset, or of the same kind at the site."""
    rows = (
        WorkOrder.objects.filter(status__in=_DONE, site_id=site_id)
        .annotate(ended=Max("visits__ended_at"))
        .filter(ended__gte=now - RECALL_WITHIN)
    )
    return _alike(rows, site_id, asset_id, work_type, Q(site_id=site_id, work_type=work_type))


def _alike(rows: Any, site_id: int, asset_id: int | None, work_type: WorkType | None, of_kind: Q) -> list[Likeness]:
    same = Q(pk=None)
    if asset_id is not None:
        same |= Q(asset_id=asset_id)
    if work_type is not None:
        # Two boilers in one house: work on another asset is other work.
        same |= of_kind & (Q(asset_id=None) | Q(asset_id=asset_id) if asset_id is not None else Q())
    return [
        Likeness(
            order,
            "asset" if asset_id is not None and order.asset_id == asset_id else "site_and_work_type",
            getattr(order, "ended", None),
        )
        for order in _shown(rows.filter(same))[:5]
    ]


def _shown(rows: Any) -> Any:
    return rows.select_related("site__customer", "work_type").defer("word_index").order_by("-id")


def _last_visits(site_id: int) -> list[dict[str, Any]]:
    rows = (
        Visit.objects.filter(status__in=ENDED, work_order__site_id=site_id)
        .select_related("work_order__work_type", "technician")
        .order_by("-ended_at", "-id")[:5]
    )
    return [
        {
            "visit_id": visit.pk,
            "work_order_id": visit.work_order_id,
            "work_order_number": visit.work_order.number,
            "work_type": visit.work_order.work_type.name,
            "ended_at": visit.ended_at,
            "status": visit.status,
            "summary": visit.outcome or visit.end_reason,
            "technician": visit.technician.name if visit.technician else "",
        }
        for visit in rows
    ]


def _assets(actor: Actor, site: Site, now: datetime) -> list[dict[str, Any]]:
    today = local_date(now, site.zone)
    return [
        {
            "id": one.pk,
            "name": one.name,
            "kind": one.kind,
            "serial": one.serial,
            "location": one.location,
            "warranty_until": one.warranty_until,
            "is_in_warranty": one.warranty_until is not None and one.warranty_until >= today,
        }
        for one in customers.list_assets(actor=actor, site_id=site.pk)[:50]
    ]


def _promises(site: Site, work_type: WorkType | None, priority: int | None, reported_at: datetime) -> list[Promise]:
    if work_type is None and priority is None:
        return []
    return contracts.promises(
        priority=priority or (work_type.priority if work_type is not None else 4),
        reported_at=reported_at,
        zone=site.zone,
        customer_id=site.customer_id,
        work_type_id=work_type.pk if work_type is not None else None,
    )
