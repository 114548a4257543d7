"""The room's jobs: write down broken promises, and after a rename make many work orders findable chunk by chunk."""

from __future__ import annotations

from django.db.models import Q

from truckroll.accounts.actors import system
from truckroll.foundation import clock, commands
from truckroll.foundation.jobs import periodic, task
from truckroll.work import queries
from truckroll.work.actions import shown, work_orders
from truckroll.work.models import SlaClock

_INDEXER = system("work.index")
_TIMEKEEPER = system("work.sla")


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
