"""How many jobs a day brings and when: drawn from a seed, with the proportions of a city's repair services.

The proportions are published figures of city service requests (arrivals peak between nine and ten and again at two,
nine in ten on weekdays). Durations, windows and words are generated; no public file has them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from truckroll.demo.words import COMPLAINTS, PEOPLE, WORK_TYPES, ZONE
from truckroll.foundation.local_time import to_utc

T = TypeVar("T")
SITES = 40
# What stands on the board when the day begins, and what comes in while it runs.
PLANNED, CALLS = 38, 21
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
    site: str
    work_type: str
    text: str
    caller: str


def site_key(n: int) -> str:
    """This will be how a site of the demo is known: its external id."""
    return f"demo:{n}"


def dice_of(on: date, *words: object) -> random.Random:
    """This will be dice that fall the same way for the same day and words."""
    return random.Random("/".join(map(str, ("demo", on, *words))))  # noqa: S311  # drawing a demo, not a secret


class Demand(Protocol):
    """What is wanted of the company on a day."""

    def before(self, on: date) -> list[Job]:
        """This will list what was reported before the working day begins, in order."""

    def during(self, on: date) -> list[Job]:
        """This will list what is reported while the day runs, in order."""


class DrawnDays:
    """Days drawn from the seed: the same date always brings the same jobs."""

    def before(self, on: date) -> list[Job]:
        """This will list the jobs that were reported on the days before and are planned for this day."""
        dice = dice_of(on, "before")
        back = timedelta(days=1 if on.weekday() else 3)
        return _drawn(dice, PLANNED, on - back)

    def during(self, on: date) -> list[Job]:
        """This will list the jobs that come in while the day runs; the urgent one is among them."""
        calls = _drawn(dice_of(on, "calls"), CALLS, on)
        return sorted([*calls, urgent_on(on)], key=lambda job: job.reported_at)


def urgent_on(on: date) -> Job:
    """This will be the day's emergency."""
    at = to_utc(datetime.combine(on, URGENT_AT), ZONE)
    return _job(dice_of(on, "urgent"), CALLS, at, work_type=URGENT, channel="phone")


def _drawn(dice: random.Random, count: int, on: date) -> list[Job]:
    jobs = []
    for number in range(count):
        wall = datetime.combine(on, time(_weighted(dice, tuple(_ARRIVALS.items())), dice.randrange(60)))
        jobs.append(_job(dice, number, to_utc(wall, ZONE)))
    return sorted(jobs, key=lambda job: (job.reported_at, job.number))


def _job(dice: random.Random, number: int, at: datetime, *, work_type: str = "", channel: str = "") -> Job:
    kind = work_type or _weighted(dice, tuple((row[1], row[7]) for row in WORK_TYPES))
    return Job(
        number=number,
        reported_at=at,
        channel=channel or _weighted(dice, _CHANNELS),
        # The last site has no place on the map yet; nobody calls from there.
        site=site_key(dice.randrange(SITES - 1)),
        work_type=kind,
        text=dice.choice(COMPLAINTS[kind]),
        caller=dice.choice(PEOPLE),
    )


def _weighted(dice: random.Random, choices: Sequence[tuple[T, int]]) -> T:
    return dice.choices([value for value, _ in choices], [weight for _, weight in choices])[0]
