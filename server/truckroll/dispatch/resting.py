"""How long people rest between their last work and their next shift, and when that is too short (rule 28). Pure.

Eleven hours in a day is the law in the EU and the UK; a shorter rest is a warning with its numbers, and no ban.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from truckroll.workforce.rota import Shift

NEEDED = timedelta(hours=11)


@dataclass(frozen=True, slots=True, order=True)
class Worked:
    """A stretch of work, planned or done; `what` names it for a person."""

    starts_at: datetime
    ends_at: datetime
    what: str = ""


@dataclass(frozen=True, slots=True)
class ShortRest:
    """A day that begins less than eleven hours after the last work."""

    on: date
    rest: timedelta
    last: Worked
    starts_at: datetime


def short_rests(shifts: Iterable[Shift], worked: Sequence[Worked]) -> list[ShortRest]:
    """This will list the first shift of each date that begins too soon after the work before it.

    Work that runs into the shift is the beginning of the day itself: the rest before it counts.
    """
    firsts: dict[date, Shift] = {}
    for shift in sorted(shifts):
        firsts.setdefault(shift.on, shift)
    found = []
    for on, shift in firsts.items():
        begins = shift.starts_at
        last: Worked | None = None
        for one in sorted(worked, key=lambda w: w.ends_at, reverse=True):
            if one.starts_at >= begins:
                continue
            if one.ends_at > begins:
                begins = one.starts_at
                continue
            last = one
            break
        if last is not None and begins - last.ends_at < NEEDED:
            found.append(ShortRest(on, begins - last.ends_at, last, begins))
    return found
