"""The room's jobs: write down broken promises, and after a rename make many work orders findable chunk by chunk."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.foundation.jobs import periodic, task
from truckroll.foundation.local_time import local_date
from truckroll.work import queries
from truckroll.work.actions import part_orders, shown, work_orders
from truckroll.work.models import PartOrder, SlaClock

_INDEXER = system("work.index")
_TIMEKEEPER = system("work.sla")
_STOREKEEPER = system("work.parts")


@periodic(cron="* * * * *")
@task(name="work.record_breaches", queueing_lock="work.record_breaches")
def record_breaches(timestamp: int) -> None:
    """This will write down every promise whose due time has passed without evidence; one command for each."""
    source = commands.find_source(_TIMEKEEPER.source_kind, _TIMEKEEPER.source_key, name=_TIMEKEEPER.label)
    now = clock.now()
    for late in queries.clocks_past_due(now):

        def record(late: SlaClock = late) -> tuple[int, dict[str, object]]:
            return 200, {"breached": work_orders.record_breach(clock=late, actor=_TIMEKEEPER, now=now)}

        body = {"sla_clock_id": late.pk}
        commands.run(source=source, name="work.record_breach", body=body, actor=_TIMEKEEPER, effect=record)


@periodic(cron="11 * * * *")
@task(name="work.tell_overdue_parts", queueing_lock="work.tell_overdue_parts")
def tell_overdue_parts(timestamp: int) -> None:
    """This will tell once a day, where the site is, of every ordered part that should have come; a command for each."""
    source = commands.find_source(_STOREKEEPER.source_kind, _STOREKEEPER.source_key, name=_STOREKEEPER.label)
    now = clock.now()
    for late in queries.list_part_orders(actor=_STOREKEEPER, now=now, status="overdue"):
        on = local_date(now, late.work_order.site.zone)

        def tell(late: PartOrder = late, on: date = on) -> tuple[int, dict[str, object]]:
            return 200, {"told": part_orders.tell_overdue(order=late, on=on, actor=_STOREKEEPER, now=now)}

        if late.overdue_told_on != on:
            body = {"part_order_id": late.pk, "on": on.isoformat()}
            commands.run(source=source, name="work.tell_overdue", body=body, actor=_STOREKEEPER, effect=tell)


@task(name="work.index_again")
def index_again(path: str, pk: int, after: int = 0) -> None:
    """This will look through the work orders whose `path` leads to that row, one command for each chunk."""
    source = commands.find_source(_INDEXER.source_kind, _INDEXER.source_key, name=_INDEXER.label)
    start: int | None = after
    while start is not None:
        looked: list[int | None] = []

        def effect(start: int = start, looked: list[int | None] = looked) -> tuple[int, dict[str, object]]:
            looked.append(shown.index_again(Q(**{path: pk}), after=start))
            return 200, {}

        body = {"path": path, "pk": pk, "after": start}
        commands.run(source=source, name="work.index_again", body=body, actor=_INDEXER, effect=effect)
        start = looked[-1]
