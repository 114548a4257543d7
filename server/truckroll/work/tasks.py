"""The room's jobs: after a rename, the many work orders of a large customer are made findable chunk by chunk."""

from __future__ import annotations

from django.db.models import Q

from truckroll.accounts.actors import system
from truckroll.foundation import commands
from truckroll.foundation.jobs import task
from truckroll.work.actions import shown

_INDEXER = system("work.index")


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
