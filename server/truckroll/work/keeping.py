"""Keeps a work order whole: locks it before anything of it changes, settles its status after, tells the facts.

Everything of one work order is changed under its row lock: work order first, then visits by id. So its status
is always computed from what is there, and two people who end two visits at once do not both miss the last one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, QuerySet

from truckroll.accounts.actors import Actor
from truckroll.foundation.events import Event, publish
from truckroll.foundation.prepared import Prepared, PreparedRows
from truckroll.foundation.versions import lock_at, touch
from truckroll.work import sla
from truckroll.work.events import WorkOrderChanged, WorkOrderCompleted
from truckroll.work.lifecycle import FIELD_SEES, UNDER_WAY
from truckroll.work.models import Hold, Visit, WorkOrder
from truckroll.work.rows import visit_rows
from truckroll.work.standing import Facts, status_of


def lock_work_order(work_order_id: int) -> WorkOrder:
    """This will hold the work order until the transaction ends, and be it as it stands now."""
    (found,) = _LOCKED.ask([work_order_id])
    return found


# Its words are for the search alone.
_LOCKED = PreparedRows(lambda ids: WorkOrder.objects.select_for_update().filter(pk__in=ids).defer("word_index"))


def lock_visit(visit: Visit, *, version: int | None = None) -> WorkOrder:
    """This will hold the visit's work order and then the visit, read afresh; the work order as it stands now.

    Raises
    ------
    ChangedMeanwhile
        The visit is not at the version it was read at.
    """
    work_order = lock_work_order(visit.work_order_id)
    known: Any = Visit.technician.field.get_cached_value(visit, default=None)
    lock_at(visit, version, shown=("status", "technician_id", "starts_at", "duration_s"))
    visit.work_order = work_order
    if known is not None and known.pk == visit.technician_id:
        visit.technician = known
    return work_order


def _facts_of(ids: list[int]) -> QuerySet[Any, Any]:
    return WorkOrder.objects.filter(pk__in=ids).values(
        visit_statuses=ArrayAgg("visits__status", distinct=True, default=[]),
        scope_statuses=ArrayAgg("scope__status", distinct=True, default=[]),
        held=Exists(Hold.objects.filter(work_order=OuterRef("pk"), lifted_at=None)),
    )


_FACTS = Prepared(_facts_of)


def settle(work_order: WorkOrder, *, now: datetime, seen: str = "") -> None:
    """This will write the status that visits, holds and scope come to, and tell of it if it is another.

    The caller holds the work order's lock. `seen` is the status of one of its visits, read since.
    """
    if seen in UNDER_WAY:
        # Whatever the others are: nothing of them need be asked.
        found: dict[str, Any] = {"visit_statuses": [seen], "scope_statuses": [], "held": False}
    else:
        (found,) = _FACTS.ask([work_order.pk])
    status = status_of(
        Facts(
            visits=found["visit_statuses"],
            scope=found["scope_statuses"],
            held=found["held"],
            canceled=work_order.canceled_at is not None,
            approved=work_order.approved_at is not None,
            closed=work_order.closed_at is not None,
        )
    )
    if status == work_order.status:
        return
    before, due_at = work_order.status, work_order.due_at
    work_order.change(status=status)
    sla.follow(work_order, before, now=now)
    topics = ["office", f"work_order:{work_order.pk}"]
    # The due time stands with every visit: what is canceled has none.
    shown = touch_visits(work_order) if "canceled" in (before, status) and work_order.due_at != due_at else []
    for visit in Visit.objects.filter(pk__in=shown).select_related("technician"):
        topics += topics_of(visit)
    fact = WorkOrderChanged(work_order_id=work_order.pk, status=status)
    publish(fact, at=now, topics=topics, rows=visit_rows(shown))
    if status == "completed":
        publish(WorkOrderCompleted(work_order_id=work_order.pk), at=now, topics=topics)


def topics_of(visit: Visit, *, technician_ids: Iterable[int | None] = ()) -> list[str]:
    """This will be who hears of a visit: the office, its work order's portal, and who has it on his phone.

    A visit that is planned but not dispatched is no business of a phone. `technician_ids` are further people who had
    it on theirs until now.
    """
    topics = ["office", f"work_order:{visit.work_order_id}"]
    topics += [f"technician:{pk}" for pk in technician_ids if pk is not None]
    # Asked in this order: who leads a visit that is on no phone is not read.
    if visit.status in FIELD_SEES and visit.technician is not None:
        topics += [f"technician:{pk}" for pk in visit.crew_ids]
        if visit.technician.team_id is not None:
            topics.append(f"team:{visit.technician.team_id}")
    return topics


def tell(
    fact: Event,
    visit: Visit,
    work_order: WorkOrder,
    *,
    now: datetime,
    technician_ids: Iterable[int | None] = (),
    rows_of: Iterable[int] = (),
) -> None:
    """This will publish a fact about a visit with its row on the board, and settle its work order."""
    rows = visit_rows([visit.pk, *rows_of])
    visit.told = next(row for row in rows if row["id"] == visit.pk)
    publish(fact, at=now, topics=topics_of(visit, technician_ids=technician_ids), rows=rows)
    settle(work_order, now=now, seen=visit.told["status"])


def touch_visits(work_order: WorkOrder) -> list[int]:
    """This will grow the version of every visit of a work order whose shown words changed, and be their ids."""
    ids = list(
        Visit.objects.select_for_update().filter(work_order=work_order).order_by("id").values_list("pk", flat=True)
    )
    touch(Visit, ids)
    return ids


def tell_work_order(
    fact: Event, work_order: WorkOrder, *, actor: Actor, now: datetime, rows_of: Iterable[int] = ()
) -> None:
    """This will publish a fact about a work order, with the board rows of the visits it changed, and settle it.

    Technicians who have one of those visits on their phone hear of it too.
    """
    visits = list(Visit.objects.filter(pk__in=list(rows_of)).select_related("technician"))
    topics = ["office", f"work_order:{work_order.pk}"]
    for visit in visits:
        topics += topics_of(visit)
    publish(fact, at=now, topics=topics, rows=visit_rows(v.pk for v in visits))
    settle(work_order, now=now)
