"""Where the time of a visit went, read from its moves. Pure: instants in UTC in, seconds and intervals out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

Interval = tuple[datetime, datetime]
# What a technician is doing after a move, until the next one.
_AFTER = {
    "depart": "traveling",
    "arrive": "waiting",
    "start": "working",
    "pause": "paused",
    "resume": "working",
    "complete": "",
    "stop": "",
    "report_no_access": "",
    "cancel": "",
    "schedule": "",
    "unschedule": "",
    "dispatch": "",
    # Of who goes along.
    "leave": "",
    "miss": "",
    "remove": "",
    "promote": "",
}


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """Seconds by what they were spent on, and the intervals of hands-on work for bands of pay."""

    traveling_s: int = 0
    waiting_s: int = 0
    working_s: int = 0
    paused_s: int = 0
    working: list[Interval] = field(default_factory=list)


def time_spent(moves: Iterable[tuple[str, datetime]], *, until: datetime | None = None) -> TimeSpent:
    """This will add up a visit's moves, given in their order; what goes on still counts `until` then, or not at all.

    Instants are UTC, so an hour that the clocks repeat or skip is neither lost nor paid twice.
    """
    seconds = {"traveling": 0, "waiting": 0, "working": 0, "paused": 0}
    working: list[Interval] = []
    doing, since = "", None
    steps = [(_AFTER.get(move), at) for move, at in moves]
    if until is not None:
        steps.append(("", until))
    for then, at in steps:
        if then is None:
            continue
        if doing and since is not None and at > since:
            seconds[doing] += round((at - since).total_seconds())
            if doing == "working":
                working.append((since, at))
        doing, since = then, at
    return TimeSpent(
        traveling_s=seconds["traveling"],
        waiting_s=seconds["waiting"],
        working_s=seconds["working"],
        paused_s=seconds["paused"],
        working=working,
    )
