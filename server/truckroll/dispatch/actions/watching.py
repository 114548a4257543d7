"""Writes about what changed around planned visits: conflicts, what is blocked, the way to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from truckroll.accounts.actors import Actor
from truckroll.dispatch import conflicts, driving, queries
from truckroll.dispatch.events import ConflictsChanged
from truckroll.foundation.events import publish
from truckroll.work import queries as work
from truckroll.work.actions import visits


def flag_blocked(*, after: int, actor: Actor, now: datetime) -> None:
    """This will show in the queue what waits for a visit that nobody will make."""
    waiting = {link.then_id for link in work.links_of([after]) if link.first_id == after}
    first = work.find_visit(after)
    for facts in work.visit_facts(waiting) if first is not None else ():
        if facts["status"] == "draft":
            visits.flag_visit(
                visit=work.get_visit(actor=actor, visit_id=facts["id"]), code="blocked",
                sentence=f"It follows {first.number if first else ''}, which was canceled.", actor=actor, now=now,
            )  # fmt: skip


def note_driving(technician_ids: Iterable[int], *, around: datetime, actor: Actor, now: datetime) -> None:
    """This will write down anew how far each visit of these days is from the one before it, where that changed."""
    for visit_id, travel_s in driving.changed_legs(sorted(set(technician_ids)), around=around):
        visits.note_travel(
            visit=work.get_visit(actor=actor, visit_id=visit_id), travel_s=travel_s, actor=actor, now=now
        )


def look_for_conflicts(*, visit_ids: Collection[int], now: datetime) -> None:
    """This will judge planned visits anew where they stand, and tell the boards; nobody is unassigned (rule 24)."""
    if visit_ids:
        found = conflicts.conflicts(visit_ids, weights=queries.get_policy().weights())
        told = ConflictsChanged(visit_ids=sorted(visit_ids), conflicting_ids=sorted(c["visit_id"] for c in found))
        publish(told, at=now)
