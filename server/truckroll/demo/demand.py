"""How many jobs a day brings and when: drawn from a seed, with the proportions of a city's repair services.

The proportions are published figures of city service requests (arrivals peak between nine and ten and again at two,
nine in ten on weekdays). Durations, windows and words are generated; no public file has them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from truckroll.demo.words import COMPLAINTS, WORK_TYPES
from truckroll.foundation.local_time import to_utc

T = TypeVar("T")
SITES = 40
# What stands on the board when the day begins, and what comes in while it runs.
PLANNED, CALLS = 42, 17
URGENT_AT = time(10, 40)
URGENT = "Burst pipe (emergency)"
# Relative number of arrivals by hour of the day.
_ARRIVALS = {8: 7, 9: 12, 10: 10, 11: 9, 12: 7, 13: 8, 14: 10, 15: 7}
_CHANNELS = (("portal", 4), ("phone", 5), ("office", 1))


@dataclass(frozen=True, slots=True)
class Job:
    """Something somebody wants done."""

    number: int
    reported_at: datetime
    channel: str
    site: int
    work_type: str
    text: str
    caller: int


def dice_of(on: date, *words: object) -> random.Random:
    """This will be dice that fall the same way for the same day and words."""
    return random.Random("/".join(map(str, ("demo", on, *words))))  # noqa: S311  # drawing a demo, not a secret


def jobs_before(on: date, zone: str, count: int = PLANNED) -> list[Job]:
    """This will list the jobs that were reported on the days before and are planned for this day."""
    dice = dice_of(on, "before")
    jobs = []
    for number in range(count):
        hour = _weighted(dice, tuple(_ARRIVALS.items()))
        back = timedelta(days=1 if on.weekday() else 3)
        wall = datetime.combine(on - back, time(hour, dice.randrange(60)))
        jobs.append(_job(dice, number, to_utc(wall, zone)))
    return sorted(jobs, key=lambda job: job.reported_at)


def calls_on(on: date, zone: str, count: int = CALLS) -> list[Job]:
    """This will list the jobs that come in while the day runs; the urgent one is among them."""
    dice = dice_of(on, "calls")
    calls = []
    for number in range(count):
        hour = _weighted(dice, tuple(_ARRIVALS.items()))
        wall = datetime.combine(on, time(hour, dice.randrange(60)))
        calls.append(_job(dice, number, to_utc(wall, zone)))
    urgent = _job(dice, count, to_utc(datetime.combine(on, URGENT_AT), zone), work_type=URGENT, channel="phone")
    return sorted([*calls, urgent], key=lambda job: job.reported_at)


def _job(dice: random.Random, number: int, at: datetime, *, work_type: str = "", channel: str = "") -> Job:
    kind = work_type or _weighted(dice, tuple((row[1], row[7]) for row in WORK_TYPES))
    return Job(
        number=number,
        reported_at=at,
        channel=channel or _weighted(dice, _CHANNELS),
        # The last site has no place on the map yet; nobody calls from there.
        site=dice.randrange(SITES - 1),
        work_type=kind,
        text=dice.choice(COMPLAINTS[kind]),
        caller=dice.randrange(16),
    )


def _weighted(dice: random.Random, choices: Sequence[tuple[T, int]]) -> T:
    return dice.choices([value for value, _ in choices], [weight for _, weight in choices])[0]
