"""What a work order's status is: a pure function of its visits, holds and scope (rule 13), never of the clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from truckroll.work.lifecycle import PLANNED, UNDER_WAY


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the status of a work order is made of."""

    visits: Collection[str]
    scope: Collection[str]
    held: bool = False
    canceled: bool = False
    approved: bool = False
    closed: bool = False


def status_of(facts: Facts) -> str:
    """This will be the status; the order of the questions is the truth table.

    A stopped visit leaves its scope open, so it can never make the work order completed, whatever came before or after.
    """
    if facts.canceled:
        return "canceled"
    if any(status in UNDER_WAY for status in facts.visits):
        return "in_progress"
    if any(status in PLANNED for status in facts.visits):
        return "scheduled"
    if facts.held:
        return "on_hold"
    if "open" in facts.scope:
        return "unscheduled"
    if "done" not in facts.scope:
        return "canceled"
    if facts.closed:
        return "closed"
    return "approved" if facts.approved else "completed"
